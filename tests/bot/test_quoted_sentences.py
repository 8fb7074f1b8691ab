"""What an answer tells people to write is understood when they write it.

Sentences to copy stand in quotation marks in the catalogues; "{name}" alone and what
holds an ellipsis is no sentence.
"""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from bot.paper_names import paper_named
from bot.understand.details import read_caption
from bot.understand.early.boxes import boxes_said
from bot.understand.early.costs import supplier_cost
from bot.understand.early.orders import order_said
from bot.understand.grammar import understand
from bot.understand.intents import (
    Count,
    Intent,
    NameShelf,
    NewProduct,
    NotUnderstood,
)
from bot.voice import languages, without_marks
from scripts import texts

QUOTED = re.compile("[“«]\\s?(.+?)\\s?[”»]")
FIELD_ALONE = re.compile(r"\{\w+\}")
OTHER_WORDS = {"name"}  # a column's
VALUES = {
    "name": "Milo", "phrase": "Milo", "alias": "Milo", "into": "Milo", "n": "5",
    "group": "5", "number": "1", "shelf": "cellar", "code": "ABCD2345",
    "category": "drinks",
}  # fmt: skip


def sentences(message: Message) -> list[str]:
    text = message.string[-1] if message.pluralizable else message.string
    return [
        without_marks(quoted).format(**VALUES)
        for quoted in QUOTED.findall(without_marks(text))
        if not FIELD_ALONE.fullmatch(quoted)
        and "…" not in quoted
        and quoted not in OTHER_WORDS
    ]


def told() -> list[str | tuple[str, ...]]:
    english = texts.catalogue("en")
    return [message.id for message in english if message.id and sentences(message)]


def meaning(sentence: str, language: str) -> list[type]:
    """Kinds of wishes; of what stands below a photo, what it names.

    Boxes, orders, costs and papers are read before the grammar, as in the
    conversation.
    """

    def read(text: str) -> tuple[Intent, ...]:
        return understand(text, language=language).intents

    said = (
        boxes_said(sentence)
        or order_said(sentence, read)
        or supplier_cost(sentence)
        or paper_named(sentence)
    )
    if said is not None:
        return [type(said)]
    wishes = [type(i) for i in understand(sentence, language=language).intents]
    if NameShelf not in wishes and read_caption(sentence) is not None:
        return [NewProduct]
    return wishes


def test_many_answers_tell_what_to_write() -> None:
    assert len(told()) > 15


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("text", told(), ids=lambda text: str(text)[:50])
def test_sentence_in_an_answer_is_understood(
    language: str, text: str | tuple[str, ...]
) -> None:
    english = sentences(texts.catalogue("en")[text])
    translated = sentences(texts.catalogue(language)[text])

    assert len(translated) == len(english)
    for original, sentence in zip(english, translated, strict=True):
        meant = meaning(sentence, language)
        is_asked = original.lower().startswith(("how many", "join"))
        assert meant == meaning(original, "en"), sentence
        assert meant not in ([Count], [NotUnderstood]) or is_asked, sentence
