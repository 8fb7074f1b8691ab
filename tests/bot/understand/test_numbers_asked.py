"""Questions about a number of the picture, and sentences that are none."""

from __future__ import annotations

import pytest

from bot.understand.early.numbers_asked import number_asked
from bot.understand.intents import AskPhoto


@pytest.mark.parametrize(
    ("text", "what", "group"),
    [
        ("what is number 1?", "count", 1),
        ("what is 3", "count", 3),
        ("whats nr 3 on the photo", "count", 3),
        ("how many of number 12", "count", 12),
        ("how much is number 2", "tag", 2),
        ("where is number 4?", "where", 4),
        ("c'est quoi le 3", "count", 3),
        ("cest koi le numéro 1", "count", 1),
        ("quel est le prix de la 2", "tag", 2),
        ("¿qué es el 3?", "count", 3),
        ("cuántos hay del número 5", "count", 5),
        ("3 ni nini", "count", 3),
        ("namba 3 ziko ngapi", "count", 3),
        ("bei ya namba 2", "tag", 2),
        ("ايه رقم 1", "count", 1),
        ("ما هو رقم ٣؟", "count", 3),
        ("بكام رقم 2", "tag", 2),
    ],
)
def test_number_of_the_picture_is_asked_about(text: str, what: str, group: int) -> None:
    assert number_asked(text) == AskPhoto(what, group=group)


@pytest.mark.parametrize(
    "text",
    [
        "3 is Coke",
        "what is 7 up",
        "how many 7 up",
        "number 3 is 14",
        "3 ni soda",
        "رقم 3 كولا",
        "sold 3",
        "what is missing",
        "how much is 3 coke",
    ],
)
def test_other_sentences_are_left_to_others(text: str) -> None:
    assert number_asked(text) is None
