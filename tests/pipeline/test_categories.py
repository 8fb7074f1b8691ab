"""The category of a product, told from its name, its print, or what others noted."""

from __future__ import annotations

import pytest

from bench.categories import LANGUAGES, LISTS, NONE, measure, names
from pipeline.categories import category_name, category_of, keys


def key_of(name: str, *print_lines: str) -> str | None:
    guess = category_of(name, print_lines)
    return guess.key if guess else None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Peak Milk 400g", "dairy"),
        ("lait en poudre", "dairy"),
        ("Jabón de tocador", "personal_care"),
        ("sabuni ya unga", "laundry"),
        ("مياه معدنية", "water"),
        ("الحليب", "dairy"),
        ("EGGS", "dairy"),
        ("cigarrillos", "tobacco"),
    ],
)
def test_things_are_known_in_five_languages(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Fanta Orange", "soft_drinks"),
        ("orange", "produce"),
        ("orange juice", "juice"),
        ("chocolate biscuits", "biscuits"),
        ("peanut butter", "spreads"),
        ("butter", "oils"),
        ("peanuts", "snacks"),
        ("chocolat au lait", "sweets"),
        ("lait au chocolat", "dairy"),
        ("box of matches", "household"),
        ("strawberry flavoured milk", "dairy"),
        ("صابون بالليمون", "personal_care"),
    ],
)
def test_flavours_and_boxes_do_not_decide(name: str, key: str) -> None:
    assert key_of(name) == key


@pytest.mark.parametrize("name", ["", "Item 12", "green can", "new", "Divers", "صنف"])
def test_names_that_tell_nothing_have_no_category(name: str) -> None:
    assert key_of(name) is None


def test_a_slip_of_the_pen_is_looked_through() -> None:
    assert key_of("colgatte") == "personal_care"
    assert key_of("heinekn") == "alcohol"


def test_a_slip_says_nothing_beside_a_word_that_is_known() -> None:
    assert key_of("riz parfumé") == "grains"  # no perfume


def test_print_helps_where_the_name_does_not() -> None:
    assert key_of("blue pack", "WASHING POWDER", "500 g") == "laundry"
    assert key_of("milk", "WASHING POWDER") == "dairy"


def test_what_others_noted_comes_first_the_most_special_last() -> None:
    tags = ["en:beverages", "en:dairies", "en:unheard-of"]

    guess = category_of("whatever juice", tags=tags)

    assert guess is not None
    assert (guess.key, guess.share) == ("dairy", 1.0)
    assert category_of("apple juice", tags=["en:unheard-of"]) is not None


def test_every_category_has_a_name_in_each_language() -> None:
    assert len(keys()) >= 20
    for language in LANGUAGES:
        told = [category_name(key, language) for key in keys()]
        assert len(set(told)) == len(told)
        assert all(told)


def test_every_category_is_told_from_its_own_name() -> None:
    told = {
        (key, language): key_of(category_name(key, language))
        for key in keys()
        for language in LANGUAGES
    }

    assert {one for one, found in told.items() if found not in (one[0], None)} == set()


def test_lists_of_names_hold_every_category_and_language() -> None:
    usual = names(LISTS["usual"])

    assert len(usual) >= 200
    assert {one.language for one in usual} == set(LANGUAGES)
    assert {one.category for one in usual} == {*keys(), NONE}


def test_usual_names_are_told_and_few_wrongly() -> None:
    lists = measure()["lists"]

    assert lists["usual"]["languages"]["all"]["right"] >= 0.95
    assert lists["usual"]["languages"]["all"]["wrong"] <= 0.02
    assert lists["hard"]["languages"]["all"]["wrong"] <= 0.05
