"""Slash commands: the same names in every language, and no language of their own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.replies.menu import menus
from bot.understand import intents as want
from bot.understand.grammar import understand
from bot.understand.intents import Intent, Named, NotUnderstood


@pytest.mark.parametrize("command", menus()["en"])
def test_every_command_of_the_menu_is_understood_alone(command: str) -> None:
    understood = understand(f"/{command}", language="ar")

    assert not isinstance(understood.intents[0], NotUnderstood)
    assert understood.language is None
    assert understand(f"/{command}@shelf_bot") == understood


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("/count coke", want.Count((Named("coke"),))),
        ("/price Coke 550", want.SetPrice(Named("Coke"), Decimal(550))),
        ("/compare coke", want.ComparePrices((Named("coke"),))),
        ("/restock 8000", want.WhatToBuy(budget=Decimal(8000))),
        ("/shop Corner", want.SwitchShop("Corner")),
        ("/language french", want.SetLanguage("fr")),
        ("/language auto", want.SetLanguage(want.EACH_LANGUAGE)),
        ("/invite staff", want.Invite("staff")),
        ("/learn Milo 200g", want.NewProduct("Milo 200g")),
        ("/SCAN", want.HowToScan()),
        ("/nothing", NotUnderstood("")),
    ],
)
def test_command_with_words_behind_it(text: str, wish: Intent) -> None:
    understood = understand(text, language="fr")

    assert understood.intents == (wish,)
    assert understood.language is None
