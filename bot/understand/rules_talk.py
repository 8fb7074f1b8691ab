"""Rules for whole messages without a product: undo, help, yes, lists, languages."""

from __future__ import annotations

from bot.understand.intents import (
    Greeting,
    Help,
    Intent,
    ListStock,
    LowStock,
    Missing,
    No,
    Number,
    Redo,
    SetCurrency,
    SetLanguage,
    Thanks,
    Undo,
    Yes,
)
from bot.understand.items import whole
from bot.understand.money import CURRENCIES, CURRENCY_CODES, LIKELY
from bot.understand.patterns import Found, Rule, rule
from bot.understand.words import fold

LANGUAGES = {
    "english": "en", "anglais": "en", "ingles": "en", "kiingereza": "en",
    "انجليزي": "en", "الانجليزيه": "en", "pidgin": "en",
    "french": "fr", "francais": "fr", "frances": "fr", "kifaransa": "fr",
    "فرنسي": "fr", "الفرنسيه": "fr",
    "swahili": "sw", "kiswahili": "sw", "suajili": "sw", "السواحيليه": "sw",
    "arabic": "ar", "arabe": "ar", "kiarabu": "ar", "عربي": "ar", "العربيه": "ar",
    "spanish": "es", "espanol": "es", "espagnol": "es", "kihispania": "es",
    "اسباني": "es", "الاسبانيه": "es",
    "automatic": "auto", "auto": "auto", "automatique": "auto", "automatico": "auto",
    "otomatiki": "auto", "تلقايي": "auto", "تلقاييا": "auto", "اوتوماتيك": "auto",
    "en": "en", "fr": "fr", "sw": "sw", "ar": "ar", "es": "es",
}  # fmt: skip
"""What people call the languages, folded."""


def _language(found: Found) -> Intent | None:
    language = LANGUAGES.get(fold(found.verbatim("name")))
    return SetLanguage(language) if language else None


def _currency(found: Found) -> Intent | None:
    word = fold(found.verbatim("name"))
    bare = " ".join(_without_article(part) for part in word.split())
    for said in (word, bare, *reversed(bare.split())):
        code = CURRENCIES.get(said) or LIKELY.get(said) or said.upper()
        if code in CURRENCY_CODES:
            return SetCurrency(code)
    return None


def _without_article(word: str) -> str:
    """The Arabic article, and "in" and "to" before it, are written with their word."""
    for prefix in ("بال", "لل", "ال", "ل"):
        if word.startswith(prefix) and len(word) > len(prefix) + 2:
            return word[len(prefix) :]
    return word


def _number(found: Found) -> Intent | None:
    value = whole(found.number())
    return None if value is None else Number(value)


def _ordinal(found: Found) -> Intent | None:
    part = found.part("name")
    return Number(int(part.elements[0].value or 0))


RULES: tuple[Rule, ...] = (
    rule("{FILLER}* {UNDO} {FILLER|UNDO|REDO}*", lambda _: Undo()),
    rule("{FILLER}* {REDO} {FILLER}*", lambda _: Redo()),
    rule("{YES} {YES|FILLER|THANKS}*", lambda _: Yes()),
    rule("{NO} {NO|FILLER|THANKS}*", lambda _: No()),
    rule("{FILLER|GREETING}* {HELP} {FILLER}*", lambda _: Help()),
    rule("{GREETING} {GREETING|FILLER}*", lambda _: Greeting()),
    rule("{FILLER}* {THANKS} {THANKS|FILLER|OF|TO}*", lambda _: Thanks()),
    rule("lead {SET|FILLER}* {CURRENCY}+ {IS|TO}* name {FILLER}*", _currency),
    rule("lead {SET|FILLER}* {CURRENCY}+ {IS|TO|FILLER|OF}* name {FILLER}*", _currency),
    rule("{FILLER|LANGUAGE|SHOW}* {LANGUAGE} {IS|TO|FILLER}* name", _language),
    rule("{SHOW|FILLER}* {LANGUAGE}", lambda _: SetLanguage(None)),
    rule(
        "{SHOW|FILLER|IS|THERE_ARE|HAVE|STOCK}* {MISSING} {FILLER|LEFT|AND|IT|STOCK}*",
        lambda _: Missing(),
    ),
    rule(
        "{SHOW|FILLER|IS|THERE_ARE|HAVE|STOCK|OF}* {LOW}+ {FILLER|STOCK|LEFT|IS}*",
        lambda _: LowStock(),
    ),
    rule(
        "{SHOW|FILLER|COUNT|HOW_MUCH|OF|HAVE|IS}* {STOCK} "
        "{STOCK|FILLER|HAVE|LEFT|THERE_ARE}*",
        lambda _: ListStock(),
    ),
)

NUMBERS: tuple[Rule, ...] = (
    rule("{FILLER}* {GROUP}? n {UNIT|ONE|FILLER}*", _number),
    rule("{FILLER}* (?P<name>{ORDINAL}) {NUMBER|ONE|FILLER|IT}*", _ordinal),
)
"""Tried after the rules for the picture's numbers: "6 x" leaves number 6 out."""
