"""What a caption says a paper is, and what a supplier asks as it is typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.paper_names import DELIVERY, PRICES, Paper, paper_named
from bot.understand.early.costs import supplier_cost
from bot.understand.intents import Named, SetCost


@pytest.mark.parametrize(
    ("text", "paper"),
    [
        ("price list from Karim", Paper(PRICES, "Karim")),
        ("Karim's prices", Paper(PRICES, "Karim")),
        ("Invoice", Paper(PRICES)),
        (
            "this is the invoice of Nile Breweries Ltd.",
            Paper(PRICES, "Nile Breweries Ltd"),
        ),
        ("price_list_from_Karim", Paper(PRICES, "Karim")),
        ("delivery note", Paper(DELIVERY)),
        ("Delivery note from Karim", Paper(DELIVERY, "Karim")),
        ("received", Paper(DELIVERY)),
        ("facture de Karim", Paper(PRICES, "Karim")),
        ("bon de livraison", Paper(DELIVERY)),
        ("voici le bon de livraison de Karim", Paper(DELIVERY, "Karim")),
        ("lista de precios de Karim", Paper(PRICES, "Karim")),
        ("albarán", Paper(DELIVERY)),
        ("orodha ya bei kutoka kwa Karim", Paper(PRICES, "Karim")),
        ("mzigo umefika", Paper(DELIVERY)),
        ("فاتورة من كريم", Paper(PRICES, "كريم")),
        ("إذن تسليم", Paper(DELIVERY)),
    ],
)
def test_caption_names_a_paper(text: str, paper: Paper) -> None:
    assert paper_named(text) == paper


@pytest.mark.parametrize(
    "text",
    [
        "",
        "this is Coke",
        "drinks fridge",
        "coke prices?",
        "prices = 4",
        "received 4 coke",
    ],
)
def test_other_captions_name_none(text: str) -> None:
    assert paper_named(text) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("coke costs 40 at Karim", SetCost(Named("coke"), Decimal(40), "Karim")),
        (
            "Coke 330ml cost 1,250 at Nile Ltd",
            SetCost(Named("Coke 330ml"), Decimal(1250), "Nile Ltd"),
        ),
        (
            "le coca coûte 400 chez Karim",
            SetCost(Named("le coca"), Decimal(400), "Karim"),
        ),
        (
            "la leche cuesta 12 en Makro",
            SetCost(Named("la leche"), Decimal(12), "Makro"),
        ),
        (
            "maziwa inagharimu 55 kwa Karim",
            SetCost(Named("maziwa"), Decimal(55), "Karim"),
        ),
    ],
)
def test_price_at_a_supplier_is_understood(text: str, wish: SetCost) -> None:
    assert supplier_cost(text) == wish


@pytest.mark.parametrize(
    "text", ["sold 3 coke at 40", "coke costs 40", "how much is coke at Karim?"]
)
def test_other_sentences_are_no_supplier_s_price(text: str) -> None:
    assert supplier_cost(text) is None
