"""The outside sources as the jobs use them: what can be asked, where, and how often.

Built once by the composition root. A source without an address is off.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx

from bot.settings import Settings, SettingsError
from pipeline.enrich import carrefour, jumia, open_prices, openfoodfacts
from pipeline.enrich.answers import MarketPrice, ProductFacts
from pipeline.enrich.fetching import Access, get_picture, user_agent
from pipeline.enrich.shop_search import Fields, WrongFields, gateway, search
from storage.names import name_key
from storage.sources import Question

OFF = "off"
FACTS, PRICES = openfoodfacts.NAME, open_prices.NAME
SHOPS = {
    jumia.NAME: (jumia.FIELDS, jumia.SEARCHES_PER_MINUTE),
    carrefour.NAME: (carrefour.FIELDS, carrefour.SEARCHES_PER_MINUTE),
}
FRESH = {FACTS: timedelta(days=30), PRICES: timedelta(days=1)}
FRESH_OFFERS = timedelta(days=1)
FRESH_UNKNOWN = timedelta(days=2)
"""A product that a source does not know may be written down there any day."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask: `subject` is a GTIN of 14 digits, or a product's name."""

    source: str
    subject: str
    currency: str = ""
    country: str = ""

    @property
    def is_by_name(self) -> bool:
        """Whether facts are wanted of what is called so, for want of a code."""
        is_code = self.subject.isdecimal() and len(self.subject) == 14
        return self.source == FACTS and not is_code

    @property
    def question(self) -> Question:
        """Under what the answer is kept, for whichever shop asks the same."""
        parts = (name_key(self.subject)[:200], self.currency, self.country)
        return Question(self.source, ":".join(parts))

    def is_fresh_for(self, is_known: bool) -> timedelta:
        """How long an answer is not asked for again."""
        if self.source == FACTS and not is_known:
            return FRESH_UNKNOWN
        return FRESH.get(self.source, FRESH_OFFERS)


@dataclass(frozen=True, slots=True)
class Batch:
    """Asks that one request answers; `limit` names what is counted together."""

    limit: str
    per_minute: int
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Which sources there are, and how they are reached."""

    accesses: Mapping[str, Access] = field(default_factory=dict)
    fields: Mapping[str, Fields] = field(default_factory=dict)

    @classmethod
    def from_settings(cls, settings: Settings, http: httpx.Client) -> Sources:
        """Those that the settings name; raises SettingsError for a wrong field map."""
        agent = user_agent(settings.source_contact or settings.public_base_url)
        accesses = {
            name: Access(http, url, agent)
            for name, url in (
                (FACTS, settings.openfoodfacts_base_url),
                (PRICES, settings.open_prices_base_url),
            )
            if url != OFF
        }
        key = settings.rapidapi_key.get_secret_value()
        fields = {}
        for name, (default, _) in SHOPS.items():
            url = getattr(settings, f"{name}_base_url")
            fields[name] = _fields(name, getattr(settings, f"{name}_fields"), default)
            if url and url != OFF:
                accesses[name] = gateway(http, url, key, agent)
        return cls(accesses, fields)

    def has(self, source: str) -> bool:
        return source in self.accesses

    @property
    def shops(self) -> tuple[str, ...]:
        """The online shops that can be searched."""
        return tuple(name for name in SHOPS if name in self.accesses)

    def batches(self, asks: Sequence[Ask]) -> list[Batch]:
        """The asks in as few requests as the sources allow."""
        facts = [a for a in asks if a.source == FACTS and not a.is_by_name]
        batches = _parted(
            facts,
            f"{FACTS}:search",
            openfoodfacts.SEARCHES_PER_MINUTE,
            openfoodfacts.MOST_AT_ONCE,
        )
        if len(facts) == 1:
            limit = openfoodfacts.READS_PER_MINUTE
            batches = [Batch(f"{FACTS}:read", limit, tuple(facts))]
        for currency in dict.fromkeys(a.currency for a in asks if a.source == PRICES):
            same = [a for a in asks if (a.source, a.currency) == (PRICES, currency)]
            batches += _parted(
                same, PRICES, open_prices.READS_PER_MINUTE, open_prices.MOST_AT_ONCE
            )
        for ask in asks:
            if ask.is_by_name:
                limit = openfoodfacts.SEARCHES_PER_MINUTE
                batches.append(Batch(f"{FACTS}:search", limit, (ask,)))
            if ask.source in SHOPS:
                batches.append(Batch(ask.source, SHOPS[ask.source][1], (ask,)))
        return batches

    def fetch(self, batch: Batch, today: date) -> dict[Ask, dict[str, Any] | None]:
        """What the source says to each, as it is kept; raises SourceError."""
        source = batch.asks[0].source
        access = self.accesses[source]
        if source == FACTS:
            return self._facts(access, batch.asks)
        if source == PRICES:
            codes = [ask.subject for ask in batch.asks]
            currency = batch.asks[0].currency
            found = open_prices.by_codes(access, codes, currency, today)
            return {ask: _kept(found[ask.subject]) for ask in batch.asks}
        (ask,) = batch.asks
        offers = search(
            access,
            self.fields[source],
            ask.subject,
            currency=ask.currency,
            country=ask.country or None,
            today=today,
        )
        return {ask: _kept(offers)}

    def picture(self, url: str) -> bytes | None:
        """A product's picture, if it is one and lies where pictures may."""
        access = self.accesses[FACTS]
        hosts = openfoodfacts.picture_hosts(access.base_url)
        return get_picture(access, url, hosts=hosts)

    def _facts(
        self, access: Access, asks: Sequence[Ask]
    ) -> dict[Ask, dict[str, Any] | None]:
        if asks[0].is_by_name:
            called = openfoodfacts.by_name(access, asks[0].subject)
            return {asks[0]: {"found": [one.to_json() for one in called]}}
        if len(asks) == 1:
            facts = openfoodfacts.by_code(access, asks[0].subject)
            return {asks[0]: facts.to_json() if facts else None}
        found = openfoodfacts.by_codes(access, [ask.subject for ask in asks])
        return {
            ask: found[ask.subject].to_json() if ask.subject in found else None
            for ask in asks
        }


def prices_in(answer: Mapping[str, Any] | None) -> tuple[MarketPrice, ...]:
    """The prices of a kept answer."""
    return tuple(MarketPrice.from_json(row) for row in (answer or {}).get("prices", ()))


def facts_in(answer: Mapping[str, Any] | None) -> tuple[ProductFacts, ...]:
    """What was found by name, in a kept answer."""
    return tuple(ProductFacts.from_json(row) for row in (answer or {}).get("found", ()))


def _kept(prices: Sequence[MarketPrice]) -> dict[str, Any]:
    return {"prices": [price.to_json() for price in prices]}


def _parted(
    asks: Sequence[Ask], limit: str, per_minute: int, at_once: int
) -> list[Batch]:
    return [
        Batch(limit, per_minute, tuple(asks[start : start + at_once]))
        for start in range(0, len(asks), at_once)
    ]


def _fields(name: str, told: str, default: Fields) -> Fields:
    try:
        return Fields.from_text(told, default)
    except WrongFields as error:
        raise SettingsError(f"{name.upper()}_FIELDS: {error}") from error
