"""What is said of a supplier in whole sentences: "Karim's phone is 0712 345 678".

The grammar takes a telephone number with spaces for several numbers, and "Karim needs 3
days" for a count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from bot.understand.early.phrases import (
    LONGEST_NAME,
    as_written,
    first_fit,
    in_one_line,
    is_question,
    patterns,
)
from bot.understand.intents import DescribeSupplier, Intent
from bot.understand.words import fold

_NUMBER = r"(?P<number>\+?\d[\d ()./-]{5,}\d)"
_MAIL = r"(?P<mail>[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)"
_IS = r"(?:\s*[:=]|\s+(?:is|est|cest|es|ni|هو|هي))?\s+(?:le\s+|el\s+)?"
_PHONE = (
    r"(?:phone|telephone|tel|mobile|cell|whatsapp|simu|namba|nambari|numero|portable|"
    r"telefono|celular|movil|رقم|تليفون|تلفون|هاتف|موبايل|واتساب)"
    r"(?: (?:number|no|de telephone|de telefono|ya simu|تليفون|تلفون|هاتف|موبايل))?"
)
_LETTERS = r"(?:e-?mail|mail|courriel|correo|barua pepe|ايميل|بريد)(?: address)?"
_OF = r"(?:of|for|de|du|des|del|ya|wa|ل|بتاع)"
_DAYS = r"(?P<days>\d{1,3}) (?:days?|jours?|dias?|ايام|يوم)|siku (?P<siku>\d{1,3})"
_TAKES = (
    r"needs|takes|comes after|delivers (?:after|in|within)|"
    r"livre (?:apres|en|sous|dans)|met|prend|a besoin de|vient apres|"
    r"tarda|demora|llega en|entrega (?:despues de|en|a los)|necesita|"
    r"huchukua|huleta baada ya|hufika baada ya|huja baada ya|anachukua|"
    r"يحتاج|ياخذ|ياخد|يوصل (?:بعد|خلال|في)|يسلم (?:بعد|خلال|في)|ياتي بعد"
)
_ENDS = r"(?: (?:to (?:deliver|come|bring)|pour livrer|para entregar|kuleta))?"
_SENTENCES = patterns(
    rf"(?:the |le |la |el |l)?{_PHONE} (?:{_OF} )?(?P<name>.+?){_IS}{_NUMBER}",
    rf"(?P<name>.+?)(?:'s|s')? {_PHONE}{_IS}{_NUMBER}",
    rf"(?:the |le |l|el )?{_LETTERS} (?:{_OF} )?(?P<name>.+?){_IS}{_MAIL}",
    rf"(?P<name>.+?)(?:'s|s')? {_LETTERS}{_IS}{_MAIL}",
    rf"(?P<name>.+?) (?:{_TAKES}) (?:{_DAYS}){_ENDS}",
)
_BRINGS = re.compile(
    r"(?P<name>.+?) (?P<verb>brings|delivers|livre|apporte|trae|entrega|huleta|analeta)"
    r" (?P<what>.+?) (?P<when>(?:every|on|le|les|chaque|los|cada|kila|siku ya) .+)"
)
_OWN = frozenset(
    {"my", "our", "me", "mon", "moi", "mi", "yangu", "shop", "the shop", "the"}
)


def supplier_said(
    text: str, is_product: Callable[[str], bool]
) -> DescribeSupplier | None:
    """What it says of a supplier; None for any other text.

    `is_product`: "milk needs 3 days" says nothing of a supplier.
    """
    said = _plain(text)
    if said is None:
        return None
    found = first_fit(_SENTENCES, fold(said))
    return None if found is None else _described(said, found, is_product)


def days_of_supplier(text: str) -> str | None:
    """ "Karim brings milk every Tuesday", without the milk, for the grammar to read."""
    said = _plain(text)
    found = _BRINGS.fullmatch(fold(said)) if said else None
    if found is None or said is None:
        return None
    return f"{as_written(said, found['name'])} {found['verb']} {found['when']}"


def only_days(wishes: Sequence[Intent]) -> DescribeSupplier | None:
    """The days on which a supplier comes, if that is all that was understood."""
    first = wishes[0] if len(wishes) == 1 else None
    is_meant = isinstance(first, DescribeSupplier) and bool(first.weekdays)
    return first if is_meant and isinstance(first, DescribeSupplier) else None


def _plain(text: str) -> str | None:
    """In one line, with digits of our own; None for a question."""
    if is_question(text):
        return None
    said = in_one_line(text)
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in said
    )


def _described(
    said: str, found: re.Match[str], is_product: Callable[[str], bool]
) -> DescribeSupplier | None:
    parts = found.groupdict()
    name = as_written(said, parts["name"])
    is_name = 0 < len(name.split()) <= LONGEST_NAME and fold(name) not in _OWN
    if not is_name or any(letter.isdigit() for letter in name) or is_product(name):
        return None
    days = parts.get("days") or parts.get("siku")
    return DescribeSupplier(
        name,
        phone=parts.get("number"),
        email=as_written(said, parts["mail"]) if parts.get("mail") else None,
        lead_days=int(days) if days else None,
    )
