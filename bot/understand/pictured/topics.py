"""What is said first and asked about after a comma: "the red ones, how many?"; and a
number that is said to be on the picture: "4 on the pic is milo".

Called by the grammar before a message is cut at its stops.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understand.lexicon import LANGUAGES
from bot.understand.names import NameIndex
from bot.understand.pictured.marks import Mark, marks, tokens_of
from bot.understand.pictured.slots import ARTICLES, INSIDE

_STOP = re.compile(r"[,،;؛.?؟!\n…]")
_NUMBER_ON_PHOTO = re.compile(
    r"\s*(?:(?:the|no|nr|num|number|num[eé]ro|n°|nº|el|la|le|namba|nambari|رقم)\.?\s+)"
    r"{0,2}#?\d{1,3}(?P<photo>\s+(?:"
    r"(?:on|in|from|of)\s+(?:(?:the|this|my|da|d)\s+)?(?:pic|picture|photo|image|foto)|"
    r"(?:sur|de|dans)\s+(?:la|cette|l['’])?\s*(?:photo|foto|image)|"
    r"(?:de|en)\s+(?:la|esta)\s+(?:foto|imagen)|"
    r"(?:kwa|kwenye|katika|ya|kwenye hiyo)\s+(?:picha|photo)|"
    r"(?:(?:في|على|من)\s+|ب|فال)(?:ال)?صور[ةه])\b)",
    re.IGNORECASE,
)
_COMMAS = frozenset(",،")
_POINTING = frozenset("row colour side photo".split())
_OF_TOPIC = _POINTING | frozenset("shelf thing filler ordinal from_below".split())
_ASKING = frozenset("count have where what ask see".split())


def topics_joined(text: str, language: str, names: NameIndex | None) -> str:
    """The text, as long as before, without the commas between a place or a colour and
    the question about it."""
    if _COMMAS.isdisjoint(text):
        return text
    stops = [found.start() for found in _STOP.finditer(text)]
    bounds = [-1, *stops, len(text)]
    for before, comma, after in zip(bounds, stops, bounds[2:], strict=False):
        if text[comma] not in _COMMAS:
            continue
        first, second = text[before + 1 : comma], text[comma + 1 : after]
        if _belong_together(first, second, language, names):
            text = f"{text[:comma]} {text[comma + 1 :]}"
    return text


def number_alone(text: str) -> str:
    """The text without "on the picture" behind the number that it begins with: a
    number of the picture is meant by a number alone."""
    found = _NUMBER_ON_PHOTO.match(text)
    return (
        f"{text[: found.start('photo')]}{text[found.end('photo') :]}" if found else text
    )


def _belong_together(
    first: str, second: str, language: str, names: NameIndex | None
) -> bool:
    for tongue in (language, *(one for one in LANGUAGES if one != language)):
        sides = [_marks(side, tongue, names) for side in (first, second)]
        for topic, rest in (sides, sides[::-1]):
            if _is_topic(topic) and _asks(rest):
                return True
    return False


def _marks(said: str, language: str, names: NameIndex | None) -> list[Mark]:
    return marks(said, tokens_of(said, names), language, names)


def _is_topic(read: Sequence[Mark]) -> bool:
    """Whether it is a place or a colour and nothing else."""
    points = any(not _POINTING.isdisjoint(mark.kinds) for mark in read)
    return points and all(
        not mark.name
        and (
            not _OF_TOPIC.isdisjoint(mark.kinds)
            or set(mark.text.split()) <= ARTICLES | INSIDE
        )
        for mark in read
    )


def _asks(read: Sequence[Mark]) -> bool:
    return any(not _ASKING.isdisjoint(mark.kinds) for mark in read)
