""" "Price list from Karim", "delivery note": what a photo or a file is said to be.

Called by the conversation for captions and file names, before the grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understand.words import fold

PRICES, DELIVERY = "prices", "delivery"
LONGEST_NAME = 5  # words

_KINDS = {
    DELIVERY: (
        r"(?:delivery|goods received|dispatch)(?: note| slip| paper)?|waybill|"
        r"(?:the )?goods (?:came|have come|arrived)|(?:order )?received|"
        r"bon(?: de)? (?:livraison|reception)|bordereau(?: de livraison)?|livraison|"
        r"albaran|(?:nota|guia|vale) de (?:entrega|remision)|entrega|"
        r"(?:hati|noti|karatasi) ya (?:mzigo|bidhaa|delivery)|mzigo(?: umefika)?|"
        r"(?:اذن|سند|وصل|ورقه) (?:ال)?(?:تسليم|استلام)|(?:ال)?(?:تسليم|استلام)"
    ),
    PRICES: (
        r"(?:the )?(?:price ?list|prices|pricelist|invoice|proforma|quotation|quote)|"
        r"(?:liste (?:de|des) prix|prix|tarifs?|facture|devis)|"
        r"(?:lista de precios|precios|tarifas?|factura|cotizacion)|"
        r"(?:orodha ya bei|bei|ankara|invoisi)|"
        r"(?:قايمه|قائمه|لسته) (?:ال)?اسعار|(?:ال)?اسعار|(?:ال)?فاتوره"
    ),
}  # fmt: skip
_FROM = (
    r"from|of|by|at|de la part de|de chez|chez|de|du|des|del|kutoka kwa|kutoka|ya|za|"
    r"kwa|من عند|من|بتاع"
)
_OPENING = (
    r"(?:(?:this is|here is|here are|that is|c[' ]?est|voici|ceci est|hii ni|est[aeo] "
    r"es|aqui esta|هذا|هذه|ده|دي) )?"
    r"(?:(?:the|a|an|my|our|le|la|les|un|une|el|los|las) )?"
)
_PATTERNS = {
    kind: re.compile(rf"{_OPENING}(?:{words})(?: (?:{_FROM}) (?P<of>.+))?")
    for kind, words in _KINDS.items()
}
_OWNED = re.compile(
    r"(?P<of>.+?)(?:'s|s') (?P<what>price ?list|prices|invoice|delivery(?: note)?)",
    re.I,
)
_ENDS = " .!:،,-"


@dataclass(frozen=True, slots=True)
class Paper:
    """What it is said to be, and whose, as it was written."""

    kind: str
    supplier: str | None = None


def paper_named(text: str) -> Paper | None:
    """What kind of paper a caption speaks of; None for any other caption."""
    said = " ".join(text.replace("’", "'").replace("_", " ").split()).strip(_ENDS)
    if not said or "?" in said or "؟" in said or "=" in said:
        return None
    folded = fold(said)
    for kind, pattern in _PATTERNS.items():
        found = pattern.fullmatch(folded)
        if found:
            return Paper(kind, _as_written(said, found["of"]))
    owned = _OWNED.fullmatch(said)
    if owned is None or len(owned["of"].split()) > LONGEST_NAME:
        return None
    is_delivery = owned["what"].lower().startswith("delivery")
    return Paper(DELIVERY if is_delivery else PRICES, owned["of"])


def _as_written(said: str, folded: str | None) -> str | None:
    """The last words of the text, as many as the name has."""
    count = len(folded.split()) if folded else 0
    if not 0 < count <= LONGEST_NAME:
        return None
    return " ".join(said.split()[-count:])
