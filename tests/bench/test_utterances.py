"""The measure of understanding: what counts as right, and that there is enough."""

from __future__ import annotations

from typing import Any

import pytest

from bench.utterances import LANGUAGES, PICTURED, TEXTED, utterances
from bench.utterances.judging import Ear
from bench.utterances.shop import load_shop
from bench.utterances.wishes import meant
from bot.understand.names import NameIndex


@pytest.fixture(scope="module")
def ear() -> Ear:
    shop = load_shop()
    return Ear(shop, NameIndex.of(shop.names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_enough_utterances_and_each_is_there_once(language: str) -> None:
    said = [row["say"] for row in utterances(language)]

    assert len(said) >= 80
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_texted_utterances_are_others(language: str) -> None:
    texted = {row["say"] for row in utterances(language, TEXTED)}

    assert len(texted) >= 55
    assert not texted & {row["say"] for row in utterances(language)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_about_photos_are_understood(language: str, ear: Ear) -> None:
    rows = utterances(language, PICTURED)
    assert len(rows) >= 35

    missed = [row["say"] for row in rows if not ear.judge(row, language).is_all_right]

    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_utterances_name_only_products_of_the_shop(language: str) -> None:
    shop = load_shop()
    keys = {product["key"] for product in shop.products} | {"it"}
    groups = {f"any {word}" for word in shop.groups}

    for row in (*utterances(language), *utterances(language, TEXTED)):
        for wish in (*meant(row["want"]), *meant(row.get("or", {}))):
            for part in wish.parts:
                named = part.product
                assert (
                    named is None
                    or named in keys | groups
                    or str(named).startswith("unknown ")
                ), row


@pytest.mark.parametrize(
    ("want", "kind", "slots", "wrong"),
    [
        ({"sale": {"sprite": 3}}, True, True, False),
        ({"sale": {"sprite": 4}}, True, False, False),
        ({"sale": {"fanta": 3}}, True, False, True),
        ({"sale": {"any coke": 3}}, True, False, True),
        ({"sale": {"unknown sprite": 3}}, True, False, True),
        ({"sale": {"sprite": 3, "fanta": 1}}, True, False, False),
        ({"delivery": {"sprite": 3}}, False, False, False),
        ([{"sale": {"sprite": 3}}, {"undo": {}}], False, False, False),
        ({"nonsense": {}}, False, False, True),
    ],
)
def test_what_is_understood_is_right_only_with_its_slots(
    ear: Ear, want: Any, kind: bool, slots: bool, wrong: bool
) -> None:
    verdict = ear.judge({"say": "sold 3 sprite", "want": want}, "en")

    assert verdict.is_kind_right == kind
    assert verdict.is_all_right == slots
    assert verdict.is_product_wrong == wrong


def test_several_that_fit_must_be_asked_about_and_the_unknown_stays_unknown(
    ear: Ear,
) -> None:
    several = ear.judge({"say": "sold 2 coke", "want": {"sale": {"any coke": 2}}}, "en")
    unknown = {"sale": {"unknown red bull": 2}}
    foreign = ear.judge({"say": "sold 2 red bull", "want": unknown}, "en")

    assert several.is_all_right and foreign.is_all_right


def test_second_lawful_reading_counts(ear: Ear) -> None:
    row = {"say": "undo", "want": {"decline": {}}, "or": {"undo": {}}}

    assert ear.judge(row, "en").is_all_right
