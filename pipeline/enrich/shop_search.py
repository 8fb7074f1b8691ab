"""Search endpoints of online shops: their JSON read by a map of fields from settings.

Used by the files of the single shops. Such an endpoint is a reseller's, and each
reseller names things differently; hence the map.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx
from price_parser import Price

from pipeline.enrich import cleaning
from pipeline.enrich.answers import MarketPrice, SourceError
from pipeline.enrich.fetching import Access, get_json

MOST_OFFERS = 40


class WrongFields(ValueError):
    """The map of fields is no such map; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """Where things are: `items` is the way to the list, the others lie in each item.

    `query`, `country` and `currency_asked` name parameters; an empty one is not sent.
    """

    query: str = "query"
    country: str = ""
    currency_asked: str = ""
    items: str = "results"
    name: str = "name"
    price: str = "price"
    old_price: str = ""
    currency: str = "currency"
    gtin: str = ""

    @classmethod
    def from_text(cls, text: str, default: Fields) -> Fields:
        """The default with what a JSON object of texts says; raises WrongFields."""
        try:
            told = json.loads(text or "{}")
        except ValueError as error:
            raise WrongFields("is not JSON") from error
        known = {field.name for field in fields(cls)}
        if not isinstance(told, dict) or not set(told) <= known:
            raise WrongFields(f"accepted keys: {', '.join(sorted(known))}")
        if not all(isinstance(value, str) for value in told.values()):
            raise WrongFields("every value must be a text")
        values = {name: getattr(default, name) for name in known}
        return cls(**{**values, **told})


def gateway(http: httpx.Client, url: str, key: str, user_agent: str) -> Access:
    """The endpoint with the two headers that a RapidAPI gateway wants."""
    host = urlsplit(url).hostname or ""
    headers = {"X-RapidAPI-Key": key, "X-RapidAPI-Host": host} if key else {}
    return Access(http, url, user_agent, headers)


def search(
    access: Access,
    where: Fields,
    name: str,
    *,
    currency: str,
    country: str | None,
    today: date,
) -> tuple[MarketPrice, ...]:
    """What the shop offers under these words now, in this currency only.

    Raises SourceError.
    """
    query = {where.query: name}
    if where.country and country:
        query[where.country] = country
    if where.currency_asked:
        query[where.currency_asked] = currency
    data = get_json(access, access.base_url, query, may_be_missing=True)
    if data is None:
        return ()
    items = cleaning.within(data, where.items)
    if not isinstance(items, list):
        raise SourceError("broken")
    offers = (_offer(item, where, currency, country, today) for item in items)
    return tuple(offer for offer in offers if offer is not None)[:MOST_OFFERS]


def _offer(
    item: Any, where: Fields, currency: str, country: str | None, today: date
) -> MarketPrice | None:
    """None without a name and a price in the wanted money."""
    if not isinstance(item, Mapping):
        return None
    name = cleaning.text(cleaning.within(item, where.name))
    amount = _amount(cleaning.within(item, where.price))
    told = cleaning.currency(cleaning.within(item, where.currency))
    if not name or amount is None or told not in (None, currency):
        return None
    before = (
        _amount(cleaning.within(item, where.old_price)) if where.old_price else None
    )
    return MarketPrice(
        amount,
        currency,
        today,
        country=country,
        is_discounted=before is not None and before > amount,
        name=name,
        gtin=cleaning.gtin(cleaning.within(item, where.gtin)) if where.gtin else None,
    )


def _amount(value: Any) -> Any:
    """A number, or a text such as "KSh 1,299"."""
    if isinstance(value, str):
        value = Price.fromstring(value[:40]).amount
    return cleaning.amount(value)
