"""Help is short, and every sentence that it gives is understood."""

from __future__ import annotations

import pytest

from bot.replies.about_help import help_choices, help_text, labels, sentences
from bot.understand.grammar import understand
from bot.voice import Voice, languages, without_marks

SENTENCES = sentences(Voice("en"))


def kinds(text: str, language: str) -> set[str]:
    understood = understand(without_marks(text), language=language)
    return {type(intent).__name__ for intent in understood.intents}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("number", range(len(SENTENCES)), ids=SENTENCES)
def test_sentence_of_the_help_is_understood_in_every_language(
    language: str, number: int
) -> None:
    sentence = sentences(Voice(language))[number]

    assert kinds(sentence, language) == kinds(SENTENCES[number], "en")


@pytest.mark.parametrize("language", languages())
def test_help_is_short_and_leads_to_its_topics(language: str) -> None:
    voice = Voice(language)

    buttons = help_choices(voice)

    assert [button.value for button in buttons] == [f"help:{t}" for t in labels(voice)]
    assert len({button.label for button in buttons}) == len(buttons)
    for text in (help_text(voice), *(help_text(voice, t) for t in labels(voice))):
        assert len(text.splitlines()) <= 8
        assert len(text) <= 600


def test_unknown_topic_gets_the_help_itself() -> None:
    assert help_text(Voice("en"), "nonsense") == help_text(Voice("en"))
