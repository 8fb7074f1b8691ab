"""Open Food Facts: what is printed on a product, by its GTIN or by its name.

https://openfoodfacts.github.io/openfoodfacts-server/api/
The data is ODbL: whoever shows it names the source beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from pipeline.enrich import cleaning
from pipeline.enrich.answers import ProductFacts, SourceError
from pipeline.enrich.fetching import Access, get_json

NAME = "openfoodfacts"
READS_PER_MINUTE = 14
"""A little less than what an address may read, for whoever else shares ours."""
SEARCHES_PER_MINUTE = 9
MOST_AT_ONCE = 24
MOST_ALLERGENS = 14
MOST_CATEGORIES = 12
LANGUAGES = ("en", "fr", "es", "ar", "sw", "pt", "de", "it")
FIELDS = ",".join(
    [
        "code",
        "lang",
        "product_name",
        *(f"product_name_{language}" for language in LANGUAGES),
        "brands",
        "quantity",
        "nutriscore_grade",
        "allergens_tags",
        "categories_tags",
        "image_front_url",
        "image_url",
    ]
)
PICTURES = "https://images.openfoodfacts.org"


def by_code(access: Access, gtin: str) -> ProductFacts | None:
    """One product; None when nobody has written it down. Raises SourceError.

    An unknown product is a 404 or a 200 with `status` 0.
    """
    url = access.url(f"/api/v2/product/{_code(gtin)}.json")
    data = get_json(access, url, {"fields": FIELDS}, may_be_missing=True)
    product = data.get("product") if data else None
    if data is None or data.get("status") in (0, "0") or not product:
        return None
    if not isinstance(product, dict):
        raise SourceError("broken")
    return _facts({"code": _code(gtin), **product})


def by_codes(access: Access, gtins: Sequence[str]) -> dict[str, ProductFacts]:
    """Several products with one search, by GTIN; the unknown ones are left out."""
    codes = [_code(gtin) for gtin in gtins[:MOST_AT_ONCE]]
    query: dict[str, str | int] = {
        "code": ",".join(codes),
        "fields": FIELDS,
        "page_size": len(codes),
    }
    found = _search(access, query)
    wanted = set(gtins)
    return {facts.gtin: facts for facts in found if facts.gtin in wanted}


def by_name(access: Access, name: str, most: int = 5) -> tuple[ProductFacts, ...]:
    """Products that are called like this, the most scanned first."""
    query: dict[str, str | int] = {
        "search_terms": name,
        "fields": FIELDS,
        "page_size": most,
        "sort_by": "unique_scans_n",
        "json": 1,
        "action": "process",
    }
    data = get_json(access, access.url("/cgi/search.pl"), query) or {}
    return tuple(_all_facts(data))[:most]


def picture_hosts(base_url: str) -> tuple[str, ...]:
    """From where pictures may be fetched: the source itself, and its picture server."""
    parts = urlsplit(base_url)
    return (PICTURES, f"{parts.scheme}://{parts.netloc}")


def _search(access: Access, query: Mapping[str, str | int]) -> Sequence[ProductFacts]:
    data = get_json(access, access.url("/api/v2/search"), query) or {}
    return _all_facts(data)


def _all_facts(data: Mapping[str, Any]) -> Sequence[ProductFacts]:
    products = data.get("products")
    if not isinstance(products, list):
        raise SourceError("broken")
    facts = (_facts(product) for product in products if isinstance(product, dict))
    return [one for one in facts if one is not None]


def _code(gtin: str) -> str:
    """As the source writes it: 13 digits, or 8 for the short ones."""
    digits = gtin.lstrip("0")
    return digits.zfill(8 if len(digits) <= 8 else 13)


def _facts(product: Mapping[str, Any]) -> ProductFacts | None:
    """None where neither the code nor a name is of any use."""
    gtin = cleaning.gtin(product.get("code"))
    name = _name(product)
    if gtin is None or not name:
        return None
    url = product.get("image_front_url") or product.get("image_url")
    return ProductFacts(
        gtin,
        name,
        brand=_first_brand(product.get("brands")),
        size=cleaning.text(product.get("quantity"), 30),
        nutri_score=_grade(product.get("nutriscore_grade")),
        allergens=_allergens(product.get("allergens_tags")),
        picture_url=url[:500] if isinstance(url, str) else None,
        categories=_categories(product.get("categories_tags")),
    )


def _name(product: Mapping[str, Any]) -> str:
    """The general name may be missing where there is one in some language."""
    language = product.get("lang")
    languages = (language, *LANGUAGES) if isinstance(language, str) else LANGUAGES
    names = ("product_name", *(f"product_name_{one}" for one in languages))
    return next((t for key in names if (t := cleaning.text(product.get(key)))), "")


def _first_brand(brands: Any) -> str:
    first = brands.split(",")[0] if isinstance(brands, str) else ""
    return cleaning.text(first, 40)


def _grade(value: Any) -> str | None:
    """ "unknown" and "not-applicable" are no grades."""
    return value if isinstance(value, str) and value in set("abcde") else None


def _categories(tags: Any) -> tuple[str, ...]:
    """As the source has them ("en:sodas"), the most special last."""
    if not isinstance(tags, list):
        return ()
    return tuple(cleaning.text(tag, 60) for tag in tags[-MOST_CATEGORIES:])


def _allergens(tags: Any) -> tuple[str, ...]:
    """ "en:milk" in plain words; the tags are the source's own vocabulary."""
    if not isinstance(tags, list):
        return ()
    names = (str(tag).partition(":")[2] or str(tag) for tag in tags[:MOST_ALLERGENS])
    words = (cleaning.text(name.replace("-", " "), 40) for name in names)
    return tuple(dict.fromkeys(word for word in words if word))
