"""The catalogues: every text in every language, complete and with its values."""

from __future__ import annotations

import gettext
import string
from functools import cache
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message

from bot.voice import TEXTS, languages
from scripts import texts

LANGUAGES = ("ar", "en", "es", "fr", "sw")
REPLIES = Path(__file__).parents[2] / "bot" / "replies"
MOST = 1200  # numbers up to here show every plural rule of these languages


@cache
def spoken() -> Catalog:
    return texts.spoken()


@cache
def catalogue(language: str) -> Catalog:
    return texts.catalogue(language)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def forms(message: Message) -> tuple[str, ...]:
    return message.string if message.pluralizable else (message.string,)


def originals(message: Message) -> tuple[str, ...]:
    return message.id if message.pluralizable else (message.id,)


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@cache
def rule(language: str) -> list[int]:
    """Which plural form each number takes, by the catalogue's own rule."""
    form_of = gettext.c2py(catalogue(language).plural_expr)
    return [form_of(n) for n in range(MOST)]


def test_five_languages_are_spoken() -> None:
    assert tuple(sorted(languages())) == LANGUAGES
    assert tuple(sorted(path.stem for path in TEXTS.glob("*.po"))) == LANGUAGES


def test_texts_are_many_and_found_in_code_and_pages() -> None:
    places = {place.split("/")[0] for text in spoken() for place, _ in text.locations}

    assert len(spoken()) > 100
    assert "bot" in places


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_every_text_and_no_other(language: str) -> None:
    known = {message.id for message in messages(language)}

    assert known == {message.id for message in spoken() if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_in_all_plural_forms(language: str) -> None:
    for message in messages(language):
        count = catalogue(language).num_plurals if message.pluralizable else 1

        assert len(forms(message)) == count, message.id
        assert all(form.strip() for form in forms(message)), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_all_values(language: str) -> None:
    """Only a form for a single number may spell it: "two products"."""
    numbers = rule(language)
    for message in messages(language):
        wanted = fields(originals(message)[-1])
        for position, form in enumerate(forms(message)):
            spelled = message.pluralizable and numbers.count(position) == 1
            values = fields(form) + (["n"] if spelled and "{n}" not in form else [])
            assert sorted(values) == wanted, (message.id, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_rule_is_that_of_the_language(language: str) -> None:
    """Form by form the numbers that Unicode's rules put together."""
    category = Locale(language).plural_form

    pairs = {(form, category(n)) for n, form in enumerate(rule(language))}

    assert len(pairs) == len({form for form, _ in pairs})
    assert len(pairs) == len({name for _, name in pairs})


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_end_like_the_text(language: str) -> None:
    """A lost full stop or a stray blank shows where texts are joined."""
    ends = {".": ".", "!": "!", "?": "?؟", ":": ":", "…": "…"}
    for message in messages(language):
        end = originals(message)[-1][-1]
        for form in forms(message):
            assert form == form.strip()
            assert form[-1] in ends.get(end, form[-1]), (message.id, form)
            assert (form[-1] in ".!:…") == (end in ".!:…"), (message.id, form)


def test_number_of_plural_forms() -> None:
    counts = {language: catalogue(language).num_plurals for language in LANGUAGES}

    assert counts == {"ar": 6, "en": 2, "es": 2, "fr": 2, "sw": 2}


@pytest.mark.parametrize(
    "path", sorted(REPLIES.glob("*.py")), ids=lambda path: path.stem
)
def test_lists_are_joined_by_the_voice(path: Path) -> None:
    """It knows the comma of the language and isolates what runs the other way."""
    assert '", ".join' not in path.read_text()
