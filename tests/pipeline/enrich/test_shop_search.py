"""Search endpoints of online shops, by a map of fields; the samples are our own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.enrich import carrefour, jumia
from pipeline.enrich.answers import MarketPrice, SourceError
from pipeline.enrich.fetching import Access
from pipeline.enrich.shop_search import Fields, WrongFields, gateway, search
from tests.fakes.sources import FakeShopSearch

TODAY = date(2026, 3, 2)
JUMIA: dict[str, Any] = {
    "data": {
        "products": [
            {
                "name": "Peak Milk Powder 400g",
                "prices": {"rawPrice": "5200.00", "currency": "NGN"},
            },
            {
                "name": "Peak Milk Tin 150g",
                "prices": {
                    "rawPrice": "900.00",
                    "rawOldPrice": "1100.00",
                    "currency": "NGN",
                },
            },
            {"name": "Peak in dollars", "prices": {"rawPrice": "4", "currency": "USD"}},
            {"name": "", "prices": {"rawPrice": "10", "currency": "NGN"}},
            {"name": "No price", "prices": {}},
            "no product",
        ]
    }
}
CARREFOUR: dict[str, Any] = {
    "results": [
        {
            "title": "Fresh Milk 1L",
            "ean": "6001234567890",
            "price": {"value": 145.5, "currency": "KES"},
        },
        {"title": "Yoghurt 500ml", "price": {"value": "KSh 1,299", "currency": "KES"}},
    ]
}


def ask(access: Access, where: Fields, currency: str) -> tuple[MarketPrice, ...]:
    return search(access, where, "milk", currency=currency, country="NG", today=TODAY)


def test_jumias_offers_are_read(
    shop_search: FakeShopSearch, shop_access: Access
) -> None:
    shop_search.answer = JUMIA

    offers = ask(shop_access, jumia.FIELDS, "NGN")

    assert offers == (
        MarketPrice(
            Decimal("5200.00"), "NGN", TODAY, "NG", name="Peak Milk Powder 400g"
        ),
        MarketPrice(
            Decimal("900.00"),
            "NGN",
            TODAY,
            "NG",
            is_discounted=True,
            name="Peak Milk Tin 150g",
        ),
    )
    assert shop_search.asked == [("search", {"query": "milk", "country": "NG"})]


def test_carrefours_offers_are_read_with_their_codes(
    shop_search: FakeShopSearch, shop_access: Access
) -> None:
    shop_search.answer = CARREFOUR

    offers = ask(shop_access, carrefour.FIELDS, "KES")

    assert [(o.name, o.amount, o.gtin) for o in offers] == [
        ("Fresh Milk 1L", Decimal("145.50"), "06001234567890"),
        ("Yoghurt 500ml", Decimal("1299.00"), None),
    ]


def test_map_of_fields_may_be_another(
    shop_search: FakeShopSearch, shop_access: Access
) -> None:
    shop_search.answer = {"hits": [{"t": "Milk", "p": "99"}]}
    told = '{"query": "q", "items": "hits", "name": "t", "price": "p", "country": ""}'

    offers = ask(shop_access, Fields.from_text(told, jumia.FIELDS), "KES")

    assert [(o.name, o.amount) for o in offers] == [("Milk", Decimal("99.00"))]
    assert shop_search.asked[0][1] == {"q": "milk"}


@pytest.mark.parametrize("told", ["{", "[]", '{"prize": "x"}', '{"price": 7}'])
def test_wrong_map_of_fields_is_refused(told: str) -> None:
    with pytest.raises(WrongFields):
        Fields.from_text(told, jumia.FIELDS)


def test_wrong_key_is_refused_and_never_printed(
    shop_search: FakeShopSearch, shop_access: Access
) -> None:
    access = gateway(
        shop_access.http, shop_access.base_url, "wrong", shop_access.user_agent
    )

    with pytest.raises(SourceError, match="refused"):
        ask(access, jumia.FIELDS, "NGN")
    assert "wrong" not in repr(access)


def test_answer_of_another_shape_is_an_error(
    shop_search: FakeShopSearch, shop_access: Access
) -> None:
    shop_search.answer = {"data": {"products": {"a": 1}}}

    with pytest.raises(SourceError, match="broken"):
        ask(shop_access, jumia.FIELDS, "NGN")
