"""What the words of a lexicon stand for.

A concept's value is one letter: the grammar writes a sentence as a string of these
letters and matches patterns on it. A phrase may stand for several concepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Concept(StrEnum):
    """The roles that words play in what shopkeepers say."""

    COUNT = "C"  # how many
    HOW_MUCH = "Q"  # how much: a count or a price
    HAVE = "V"  # do we have
    THERE_ARE = "v"  # I have, there are
    LEFT = "L"  # left, in stock
    STOCK = "S"  # stock, list
    MISSING = "M"
    LOW = "W"
    PRICE = "P"
    SET = "T"
    SALE = "s"
    DELIVERY = "d"
    LOSS = "x"
    ADD = "A"
    REMOVE = "R"
    RENAME = "N"
    ALIAS = "K"
    MINIMUM = "m"
    PACK_SIZE = "k"
    UNDO = "U"
    REDO = "D"
    YES = "Y"
    NO = "O"
    HELP = "H"
    GREETING = "G"
    THANKS = "Z"
    LANGUAGE = "B"
    CURRENCY = "E"
    NEW = "F"  # new product
    THIS_IS = "h"
    IS = "I"
    NOT = "X"
    ALSO = "a"
    TO = "t"
    BY = "y"
    OF = "o"
    AND = "&"
    EACH = "e"
    GROUP = "g"  # number 3, item 3
    IT = "i"
    FILLER = "f"
    SHOW = "j"  # show me, list, what is
    ONE = "1"  # a, an
    SKIP = "z"  # 6 x: not a product


# Letters that are not phrases of a lexicon.
NUMBER = "n"
MONEY = "p"
UNIT = "u"
WORD = "w"
PLUS = "b"
MINUS = "c"
ORDINAL = "r"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: phrases per concept, number words, units, and its own name.

    `units` maps a word for a bundle to its canonical unit (carton, dozen, …); a piece
    is "piece". `goods` maps a word for an everyday product to its English name.
    """

    language: str
    phrases: Mapping[Concept, tuple[str, ...]]
    numbers: Mapping[str, int]
    units: Mapping[str, str] = field(default_factory=dict)
    goods: Mapping[str, str] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
