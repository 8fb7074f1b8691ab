"""What is said of suppliers and of buying, in words that look like counts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand.early.buying import buying_said
from bot.understand.early.summaries import summary_said
from bot.understand.early.suppliers import days_of_supplier, supplier_said
from bot.understand.intents import (
    DescribeSupplier,
    DraftOrder,
    Intent,
    Item,
    Named,
    SalesSpeed,
    SetShelfLife,
    SetSummaryDay,
    WeeklySummary,
    WhatToBuy,
)


def is_product(name: str) -> bool:
    return name == "milk"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("phone of Karim is 0712 345 678", DescribeSupplier("Karim", "0712 345 678")),
        ("Karim’s phone is 0712 345 678", DescribeSupplier("Karim", "0712 345 678")),
        (
            "Mama Njeri whatsapp number: +254 712 345 678",
            DescribeSupplier("Mama Njeri", "+254 712 345 678"),
        ),
        (
            "le téléphone de Karim est 77 123 45 67",
            DescribeSupplier("Karim", "77 123 45 67"),
        ),
        (
            "el teléfono de Karim es 55 1234 5678",
            DescribeSupplier("Karim", "55 1234 5678"),
        ),
        ("simu ya Karim ni 0712345678", DescribeSupplier("Karim", "0712345678")),
        ("رقم كريم ٠١٠٠١٢٣٤٥٦٧", DescribeSupplier("كريم", "01001234567")),
        ("Karim email is a@b.example", DescribeSupplier("Karim", email="a@b.example")),
        ("Karim needs 3 days to deliver", DescribeSupplier("Karim", lead_days=3)),
        ("Karim livre après 3 jours", DescribeSupplier("Karim", lead_days=3)),
        ("Karim tarda 3 días", DescribeSupplier("Karim", lead_days=3)),
        ("Karim huchukua siku 3", DescribeSupplier("Karim", lead_days=3)),
        ("كريم يوصل بعد ٣ أيام", DescribeSupplier("كريم", lead_days=3)),
    ],
)
def test_details_of_a_supplier(text: str, said: DescribeSupplier) -> None:
    assert supplier_said(text, is_product) == said


@pytest.mark.parametrize(
    "text",
    [
        "my email is a@b.example",
        "milk needs 3 days",
        "number of coke is 12345678",
        "coke is 12",
        "is Karim's phone 0712345678?",
    ],
)
def test_other_sentences_say_nothing_of_a_supplier(text: str) -> None:
    assert supplier_said(text, is_product) is None


def test_what_a_supplier_brings_is_left_out_of_the_days() -> None:
    said = days_of_supplier("Brookside brings milk every Tuesday and friday")

    assert said == "Brookside brings every tuesday and friday"


@pytest.mark.parametrize(
    "text",
    [
        *("buy it", "order them all please", "get it"),
        *("commande-le", "achète-la stp", "prends-les"),
        *("pídelo", "pídemelas por favor", "cómpralo"),
        *("iagize", "ziagize zote", "agiza hiyo"),
        *("اطلبه", "اطلبها من فضلك", "اشتريه"),
    ],
)
def test_what_was_talked_about_is_ordered(text: str) -> None:
    assert buying_said(text) == DraftOrder((Item(Named(""), None),))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("send me the summary on fridays", SetSummaryDay("friday")),
        ("no more weekly summary", SetSummaryDay()),
        ("résumé chaque lundi", SetSummaryDay("monday")),
        ("plus de résumé", SetSummaryDay()),
        ("n'envoie plus le résumé de la semaine", SetSummaryDay()),
        ("resumen cada lunes", SetSummaryDay("monday")),
        ("ya no quiero el resumen", SetSummaryDay()),
        ("muhtasari kila jumatatu", SetSummaryDay("monday")),
        ("sitaki muhtasari tena", SetSummaryDay()),
        ("ملخص كل اثنين", SetSummaryDay("monday")),
        ("لا أريد الملخص", SetSummaryDay()),
        ("résumé", WeeklySummary()),
        ("stock summary", None),
        ("summary of coke", None),
    ],
)
def test_what_is_said_of_the_summary(text: str, wish: Intent | None) -> None:
    assert summary_said(text) == wish


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("j'ai 8000 à dépenser", WhatToBuy(Decimal(8000))),
        ("my budget is 5k", WhatToBuy(Decimal(5000))),
        ("what should I buy from Karim?", WhatToBuy(supplier="karim")),
        ("que dois-je commander chez Karim ?", WhatToBuy(supplier="karim")),
        ("الخبز يبقى ٣ أيام", SetShelfLife(Named("الخبز"), 3)),
        ("when will coke run out?", SalesSpeed(Named("coke"))),
        ("¿cuándo se acaba la coca?", SalesSpeed(Named("coca"))),
        ("soda itaisha lini", SalesSpeed(Named("soda"))),
        ("coke is 12", None),
        ("j'ai 8 coca", None),
    ],
)
def test_what_is_said_of_buying(text: str, said: Intent | None) -> None:
    assert buying_said(text) == said
