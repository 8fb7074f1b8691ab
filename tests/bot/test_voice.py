"""Money, numbers, times and directions in the ways of a language and a shop."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.voice import Voice, voice_for, voice_of, without_marks
from storage.models import Shop


@pytest.mark.parametrize(
    ("voice", "text"),
    [
        (Voice("en", "NG", "NGN"), "₦1,550"),
        (Voice("en", "US", "USD"), "$1,550"),
        (Voice("fr", "CI", "XOF"), "1\u202f550\xa0F\u202fCFA"),
        (Voice("en", None, "KES"), "KES\xa01,550"),
        (Voice("sw", "KE", "KES"), "Ksh\xa01,550"),
        (Voice("es", "MX", "MXN"), "$1,550"),
        (Voice("ar", "EG", "EGP"), "\u200f1,550\xa0ج.م\u200f"),
        (Voice("ar", "MA", "MAD"), "\u200f1.550\xa0د.م\u200f"),
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


FSI, PDI, LRM, RLM = "\u2068", "\u2069", "\u200e", "\u200f"


def test_arabic_is_written_with_latin_digits_in_every_country() -> None:
    for country in ("EG", "SD", "SA", "MA", "DZ", None):
        voice = Voice("ar", country, "EGP", "Africa/Cairo")

        written = voice.number(1550) + voice.money(Decimal("7.25"))
        written += voice.moment(datetime(2026, 8, 3, 14, 5, tzinfo=UTC))

        assert {c for c in written if c.isdecimal()} <= set("0123456789")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Mon 3 Aug, 17:05"),
        ("fr", "lun. 3 août, 17:05"),
        ("es", "lun 3 ago, 17:05"),
        ("sw", "Jumatatu 3 Ago, 17:05"),
        ("ar", "الاثنين 3 أغسطس، 17:05"),
    ],
)
def test_moment_is_told_in_the_shops_zone_and_the_persons_language(
    language: str, written: str
) -> None:
    voice = Voice(language, "EG", "EGP", "Africa/Cairo")

    assert voice.moment(datetime(2026, 8, 3, 14, 5, tzinfo=UTC)) == written


def test_latin_name_is_isolated_in_arabic_and_the_line_marked() -> None:
    voice = Voice("ar", "EG", "EGP")

    said = voice.say("{name}: {n}", name="Coca-Cola 50cl", n=voice.number(7))

    assert said == f"{FSI}Coca-Cola 50cl{PDI}: 7"
    assert voice.lines(f"{said}\nباقي 7\n\n12") == (
        f"{RLM}{FSI}Coca-Cola 50cl{PDI}: 7\nباقي 7\n\n{RLM}12"
    )


def test_arabic_name_is_isolated_in_english_and_needs_nothing_in_arabic() -> None:
    assert Voice("en").say("{name}: {n}", name="لبن", n="7") == f"{FSI}لبن{PDI}: 7"
    assert Voice("ar").say("{name}: {n}", name="لبن", n="7") == "لبن: 7"
    assert Voice("en").lines(f"{FSI}لبن{PDI}: 7") == f"{LRM}{FSI}لبن{PDI}: 7"
    assert Voice("en").lines("Coke: 7\n14") == "Coke: 7\n14"


def test_address_gets_no_mark_that_would_become_part_of_it() -> None:
    said = Voice("ar").say("Or open this link: {link}", link="https://t.me/shelf?x=1")

    assert said.endswith(": https://t.me/shelf?x=1")


def test_names_in_a_list_are_isolated_each_and_only_once() -> None:
    voice = Voice("ar")

    names = voice.listed(["Coke", "لبن", "7UP"])

    assert names == f"{FSI}Coke{PDI}، لبن، {FSI}7UP{PDI}"
    assert voice.say("None left: {names}", names=names) == f"نفد: {names}"
    assert without_marks(names) == "Coke، لبن، 7UP"


def test_change_points_in_the_direction_of_reading() -> None:
    values = {"before": "10", "after": "7"}

    assert Voice("en").say("{before} → {after}", **values) == "10 → 7"
    assert Voice("ar").say("{before} → {after}", **values) == "10 ← 7"


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "منتج واحد:"), (2, "منتجان:"), (5, "5 منتجات:"), (11, "11 منتجًا:"),
     (100, "100 منتج:"), (103, "103 منتجات:")],
)  # fmt: skip
def test_arabic_counts_with_its_six_forms(n: int, said: str) -> None:
    assert Voice("ar").plural("{n} product:", "{n} products:", n) == said
