"""Questions what has changed on a shelf, in the five languages."""

from __future__ import annotations

import pytest

from bot.understand.grammar import understand
from bot.understand.intents import AskPhoto, Intent, NewProduct
from bot.understand.pictured.changes import change_asked


def heard(text: str, language: str) -> Intent:
    (wish,) = understand(text, language=language).intents
    return wish


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "what moved?"),
        ("en", "what has changed"),
        ("en", "anything different?"),
        ("fr", "qu'est-ce qui a changé ?"),
        ("fr", "qu’est-ce qui a bougé"),
        ("es", "¿qué cambió?"),
        ("es", "qué se movió"),
        ("sw", "nini kimebadilika?"),
        ("sw", "nini kimesogea"),
        ("ar", "ماذا تغير؟"),
        ("ar", "ايش اللي تغير"),
    ],
)
def test_what_has_changed_compares_photos_where_there_are_some(
    language: str, text: str
) -> None:
    asked = AskPhoto("compare", since="last", or_books=True)

    assert heard(text, language) == asked


@pytest.mark.parametrize(
    ("language", "text", "shelf"),
    [
        ("en", "what's new on the drinks fridge?", "drinks fridge"),
        ("en", "what is new on the shelf", None),
        ("en", "any changes on the Kiosk rack since the last photo?", "Kiosk rack"),
        ("fr", "quoi de neuf sur le frigo des boissons ?", "frigo des boissons"),
        ("es", "qué hay de nuevo en la nevera de bebidas", "nevera de bebidas"),
        ("sw", "kuna nini kipya kwenye friji ya vinywaji?", "friji ya vinywaji"),
        ("ar", "ايه الجديد في ثلاجة المشروبات؟", "ثلاجة المشروبات"),
        ("ar", "ما الجديد على الرف؟", None),
    ],
)
def test_what_has_changed_on_a_shelf_is_asked_of_its_photos(
    language: str, text: str, shelf: str | None
) -> None:
    assert heard(text, language) == AskPhoto("compare", since="last", shelf=shelf)


def test_yesterday_is_what_to_compare_with() -> None:
    asked = change_asked("what changed on the drinks shelf since yesterday?")

    assert asked == AskPhoto("compare", since="yesterday", shelf="drinks shelf")


@pytest.mark.parametrize(
    "text",
    [
        "quoi de neuf ?",
        "what changed with coke",
        "what moved today",
        "new product Milo",
        "anything new from Karim?",
    ],
)
def test_other_sentences_ask_for_no_comparison(text: str) -> None:
    assert change_asked(text) is None


def test_new_product_is_still_one() -> None:
    assert isinstance(heard("new product Milo", "en"), NewProduct)
