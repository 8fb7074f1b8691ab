"""Jumia: offers of its marketplace, through a search endpoint of the RapidAPI kind.

Jumia publishes no open price API, so address, key and map of fields come from settings
and nothing is asked until they are given.
"""

from __future__ import annotations

from pipeline.enrich.shop_search import Fields

NAME = "jumia"
SEARCHES_PER_MINUTE = 10
FIELDS = Fields(
    query="query",
    country="country",
    items="data.products",
    name="name",
    price="prices.rawPrice",
    old_price="prices.rawOldPrice",
    currency="prices.currency",
)
