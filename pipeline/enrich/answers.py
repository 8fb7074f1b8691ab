"""What a source answers, and how it fails. Shared by all sources of this package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


class SourceError(Exception):
    """A source gave no answer; `reason` is a stable key.

    Keys: unreachable, slow_down, refused, broken. `retry_after_s` where it says so.
    """

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is printed on a product. `gtin` has 14 digits; grades are a to e."""

    gtin: str
    name: str
    brand: str = ""
    size: str = ""
    nutri_score: str | None = None
    allergens: tuple[str, ...] = ()
    picture_url: str | None = None
    categories: tuple[str, ...] = ()  # tags, the most special last

    def to_json(self) -> dict[str, Any]:
        return {
            "gtin": self.gtin,
            "name": self.name,
            "brand": self.brand,
            "size": self.size,
            "nutri_score": self.nutri_score,
            "allergens": list(self.allergens),
            "picture_url": self.picture_url,
            "categories": list(self.categories),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ProductFacts:
        """The inverse of `to_json`."""
        lists = {
            "allergens": tuple(data["allergens"]),
            "categories": tuple(data.get("categories", ())),
        }
        return cls(**{**data, **lists})


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """One price that somebody has seen elsewhere.

    `country` is ISO 3166-1 alpha-2; `per` is "kg" or "unit" where the amount is not
    that of a whole pack. `name` and `gtin` are told by searches only: what was found.
    """

    amount: Decimal
    currency: str
    seen_on: date
    country: str | None = None
    is_discounted: bool = False
    per: str | None = None
    name: str = ""
    gtin: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "amount": str(self.amount),
            "currency": self.currency,
            "seen_on": self.seen_on.isoformat(),
            "country": self.country,
            "is_discounted": self.is_discounted,
            "per": self.per,
            "name": self.name,
            "gtin": self.gtin,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> MarketPrice:
        """The inverse of `to_json`."""
        known = {
            "amount": Decimal(data["amount"]),
            "seen_on": date.fromisoformat(data["seen_on"]),
        }
        return cls(**{**data, **known})
