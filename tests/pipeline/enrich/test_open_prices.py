"""Prices of Open Prices: this product, this money, of the last year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.enrich import open_prices
from pipeline.enrich.answers import MarketPrice, SourceError
from pipeline.enrich.fetching import Access
from tests.fakes.sources import FakeOpenPrices

CODE, GTIN = "6001234567890", "06001234567890"
TODAY = date(2026, 3, 2)


def ask(access: Access, *gtins: str) -> dict[str, tuple[MarketPrice, ...]]:
    return open_prices.by_codes(access, gtins or (GTIN,), "EUR", TODAY)


def test_price_comes_with_day_country_and_kind(
    open_prices_source: FakeOpenPrices, prices_access: Access
) -> None:
    know = open_prices_source.know
    know(CODE, 2.49, "2026-02-20", country="FR")
    know(CODE, 1.99, "2026-02-10", price_is_discounted=True)
    know(CODE, 6, "2026-02-01", price_per="KILOGRAM")

    (prices,) = ask(prices_access).values()

    assert prices == (
        MarketPrice(Decimal("2.49"), "EUR", date(2026, 2, 20), "FR"),
        MarketPrice(Decimal("1.99"), "EUR", date(2026, 2, 10), is_discounted=True),
        MarketPrice(Decimal("6.00"), "EUR", date(2026, 2, 1), per="kg"),
    )
    assert [MarketPrice.from_json(p.to_json()) for p in prices] == list(prices)


@pytest.mark.parametrize(
    "row",
    [
        {"price": 0},
        {"price": None},
        {"price": -3},
        {"price": "a lot"},
        {"price": float("1e12")},
        {"price": True},
        {"day": "2024-01-01"},
        {"day": "2031-01-01"},
        {"day": "yesterday"},
        {"duplicate_of": 12},
    ],
    ids=str,
)
def test_what_is_no_present_price_is_left_out(
    open_prices_source: FakeOpenPrices, prices_access: Access, row: dict[str, Any]
) -> None:
    open_prices_source.know(CODE, **{"price": 2, "day": "2026-02-20", **row})

    assert ask(prices_access) == {GTIN: ()}


def test_filters_that_the_source_ignores_are_applied_here(
    open_prices_source: FakeOpenPrices, prices_access: Access
) -> None:
    body = (
        '{"items": ['
        '{"product_code": "6001234567890", "price": 2, "currency": "CHF",'
        ' "date": "2026-02-20"},'
        '{"product_code": "999", "price": 2, "currency": "EUR", "date": "2026-02-20"},'
        '"no row"]}'
    )
    open_prices_source.talk_nonsense("prices", body)

    assert ask(prices_access) == {GTIN: ()}


def test_several_products_need_one_request(
    open_prices_source: FakeOpenPrices, prices_access: Access
) -> None:
    open_prices_source.know(CODE, 2, "2026-02-20")
    open_prices_source.know("049000006346", 3, "2026-02-20")

    found = ask(prices_access, GTIN, "00049000006346")

    assert [len(prices) for prices in found.values()] == [1, 1]
    assert open_prices_source.calls("prices") == 1


def test_answer_without_a_list_is_an_error(
    open_prices_source: FakeOpenPrices, prices_access: Access
) -> None:
    open_prices_source.talk_nonsense("prices", '{"detail": "no"}')

    with pytest.raises(SourceError, match="broken"):
        ask(prices_access)
