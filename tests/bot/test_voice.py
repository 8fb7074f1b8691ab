"""Texts in every language, and the shop's ways of writing money and numbers."""

from __future__ import annotations

import string
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.voice import TEXTS, Voice, languages, voice_for, voice_of
from storage.models import Shop

BOT = Path(__file__).parents[2] / "bot"
KEYWORDS = {"say": None, "plural": (1, 2)}
TRANSLATED = [language for language in languages() if language != "en"]


def messages() -> set[str | tuple[str, ...]]:
    """Every text of the code."""
    found = extract_from_dir(BOT, method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {message for _, _, message, _, _ in found}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_every_text_and_no_other(language: str) -> None:
    with (TEXTS / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)

    translated = {message.id for message in catalogue if message.id}

    assert translated == messages()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_with_its_values_and_plurals(language: str) -> None:
    with (TEXTS / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)

    for message in catalogue:
        if not message.id:
            continue
        one, *_ = [message.id] if isinstance(message.id, str) else message.id
        forms = [message.string] if isinstance(message.string, str) else message.string
        if not isinstance(message.id, str):
            assert len(forms) == catalogue.num_plurals, message.id
        for form in forms:
            assert form, message.id
            assert fields(form) == fields(one), message.id


def test_texts_are_many() -> None:
    assert len(messages()) > 100


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        (Voice("en", "NG", "NGN"), "₦1,550"),
        (Voice("en", "US", "USD"), "$1,550"),
        (Voice("fr", "CI", "XOF"), "1\u202f550\xa0F\u202fCFA"),
        (Voice("en", None, "KES"), "KES1,550"),
    ],
)
def test_money_is_written_as_in_the_shop(voice: Voice, text: str) -> None:
    assert voice.money(Decimal(1550)) == text


def test_money_keeps_its_cents() -> None:
    assert Voice("en", "NG", "NGN").money(Decimal("0.50")) == "₦0.50"


def test_plural_follows_the_language() -> None:
    one, many = "I see {n} pack from the front.", "I see {n} packs from the front."

    assert Voice("en").plural(one, many, 0) == "I see 0 packs from the front."
    assert Voice("fr").plural(one, many, 0) == "Je vois 0 article de face."


@pytest.mark.parametrize(
    ("locale", "language"),
    [("fr-CI", "fr"), ("FR_fr", "fr"), ("de", "en"), (None, "en"), ("", "en")],
)
def test_voice_of_a_locale(locale: str | None, language: str) -> None:
    assert voice_for(locale).language == language


def test_pinned_language_goes_before_all_others() -> None:
    shop = Shop(currency="NGN", country="NG", locale="en_NG", timezone="Africa/Lagos")

    assert (
        voice_of(shop, {"pinned_language": "fr", "language": "en"}, "en").language
        == "fr"
    )
    assert voice_of(shop, {"language": "fr"}, "en").language == "fr"
    assert voice_of(shop, {"language": "xx"}, "fr-FR").language == "fr"
    assert voice_of(shop, {}, None).language == "en"
