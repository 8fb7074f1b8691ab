"""Whether the print on a photo is that of a delivery note, an invoice or a price list.

Pure; called by the vision workers for photos that nobody has said anything about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from pipeline.insights.papers import Expected, lines_of, matched
from pipeline.types import ShelfReading, TextLine

FEW_FACINGS = 2
LEAST_ROWS = 2
_TITLES = re.compile(
    r"delivery|waybill|invoice|receipt|qty|quantity|amount|total|livraison|facture"
    r"|quantite|montant|albaran|factura|remision|cantidad|importe|ankara|jumla|idadi"
    r"|فاتوره|فاتورة|اجمالي|الكميه|الكمية|تسليم"
)


def may_be_paper(reading: ShelfReading) -> bool:
    """Whether hardly anything stands there, so that it is worth reading the print."""
    facings = sum(item.count for item in reading.items)
    return facings <= FEW_FACINGS and not reading.price_tags and not reading.gaps


def is_paper(
    texts: Sequence[TextLine], products: Iterable[tuple[str, tuple[str, ...]]]
) -> bool:
    """Rows name several products and say how many or at what price.

    `products`: id and names. One pack's label names one product only; and tags on a
    shelf say one number each.
    """
    expected = [Expected(product_id, names) for product_id, names in products]
    found, _ = matched(lines_of(texts), expected)
    rows = [one.line for one in found if one.is_sure]
    if len(rows) < LEAST_ROWS:
        return False
    is_titled = any(_TITLES.search(_plain(text.text)) for text in texts)
    of_several = sum(len(line.numbers) >= 2 for line in rows)
    return is_titled or of_several >= LEAST_ROWS


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))
