"""Open Prices: prices that people have photographed in shops, by GTIN and currency.

https://prices.openfoodfacts.org/api/docs. The data is ODbL: whoever shows it names the
source beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pipeline.enrich import cleaning
from pipeline.enrich.answers import MarketPrice, SourceError
from pipeline.enrich.fetching import Access, get_json

NAME = "open_prices"
READS_PER_MINUTE = 14
MOST_AT_ONCE = 10
PAGE = 100
"""More is cut to this without a word."""
OLDEST = timedelta(days=365)
_PER = {"KILOGRAM": "kg", "UNIT": "unit"}


def by_codes(
    access: Access, gtins: Sequence[str], currency: str, today: date
) -> dict[str, tuple[MarketPrice, ...]]:
    """The last year's prices in this currency, newest first; one entry per GTIN.

    One page is asked for. A filter that the source does not know is ignored there, so
    every row is looked at again here. Raises SourceError.
    """
    gtins = gtins[:MOST_AT_ONCE]
    query: dict[str, str | int] = {
        "product_code__in": ",".join(_codes(gtins)),
        "currency": currency,
        "date__gte": (today - OLDEST).isoformat(),
        "order_by": "-date",
        "size": PAGE,
    }
    data = get_json(access, access.url("/api/v1/prices"), query)
    items = data.get("items") if data else None
    if not isinstance(items, list):
        raise SourceError("broken")
    found: dict[str, list[MarketPrice]] = {gtin: [] for gtin in gtins}
    for item in items:
        code = cleaning.gtin(item.get("product_code")) if _is_row(item) else None
        price = _price(item, currency, today) if code in found else None
        if code is not None and price is not None:
            found[code].append(price)
    return {gtin: tuple(prices) for gtin, prices in found.items()}


def _codes(gtins: Sequence[str]) -> list[str]:
    """As people may have scanned it: 13 digits, 12 for American codes, or 8."""
    codes = []
    for gtin in gtins:
        digits = gtin.lstrip("0")
        codes.append(digits.zfill(8 if len(digits) <= 8 else 13))
        if len(digits) in (11, 12):
            codes.append(digits.zfill(12))
    return codes


def _is_row(item: Any) -> bool:
    return isinstance(item, dict) and item.get("duplicate_of") is None


def _price(item: Mapping[str, Any], currency: str, today: date) -> MarketPrice | None:
    """None for a price of nothing, in other money, too old, or from the future."""
    amount = cleaning.amount(item.get("price"))
    seen_on = cleaning.day(item.get("date"))
    if amount is None or seen_on is None or item.get("currency") != currency:
        return None
    if not today - OLDEST <= seen_on <= today + timedelta(days=1):
        return None
    place = item.get("location")
    code = place.get("osm_address_country_code") if isinstance(place, dict) else None
    return MarketPrice(
        amount,
        currency,
        seen_on,
        country=cleaning.country(code),
        is_discounted=item.get("price_is_discounted") is True,
        per=_PER.get(str(item.get("price_per"))),
    )
