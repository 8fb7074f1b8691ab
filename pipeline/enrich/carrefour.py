"""Carrefour: what its shops sell, through a search endpoint of the RapidAPI kind.

Carrefour publishes no open price API, so address, key and map of fields come from
settings and nothing is asked until they are given.
"""

from __future__ import annotations

from pipeline.enrich.shop_search import Fields

NAME = "carrefour"
SEARCHES_PER_MINUTE = 10
FIELDS = Fields(
    query="keyword",
    country="",
    currency_asked="curr",
    items="results",
    name="title",
    price="price.value",
    old_price="price.originalValue",
    currency="price.currency",
    gtin="ean",
)
