"""Cartons and crates may be named before their number, as in Swahili."""

from __future__ import annotations

import pytest

from bot.understand import intents as want
from bot.understand.grammar import understand
from bot.understand.intents import Item, Named


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "nimepokea katoni 2 za Indomie na kreti 3 za Coke",
            (Item(Named("Indomie"), 2, "carton"), Item(Named("Coke"), 3, "crate")),
        ),
        ("nimepokea Indomie katoni 2", (Item(Named("Indomie"), 2, "carton"),)),
        ("received 2 cartons of Indomie", (Item(Named("Indomie"), 2, "carton"),)),
        ("received fanta crate 2", (Item(Named("fanta"), 2, "crate"),)),
        (
            "received coke 3 fanta 2",
            (Item(Named("coke"), 3), Item(Named("fanta"), 2)),
        ),
    ],
)
def test_unit_belongs_to_its_number(text: str, items: tuple[Item, ...]) -> None:
    assert understand(text).intents == (want.Move("delivery", items),)
