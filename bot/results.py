"""What came of a message, beside the results of the verbs in `bot.actions`.

Made while a message is carried out, put into words by `bot.replies`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.actions.stock import Moved
from bot.understand.intents import Intent

Result = Any
"""A result dataclass: one of these, or of the modules of `bot.actions`."""


@dataclass(frozen=True, slots=True)
class BoxesLink:
    """Where boxes are corrected; no `url`: under the picture (`is_here`), or nowhere
    from this channel."""

    url: str = ""
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    product_id: uuid.UUID
    name: str


@dataclass(frozen=True, slots=True)
class Which:
    """Several products fit a phrase, or none does and some are like it.

    `is_asked`: the question is open now; else another one is, and this wish waits.
    """

    phrase: str
    options: tuple[Option, ...]
    is_known: bool
    is_asked: bool = True
    or_new: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """No product is called so, or like it; an empty phrase: "it" means nothing yet."""

    phrase: str
    may_be_new: bool = True


@dataclass(frozen=True, slots=True)
class HowMany:
    """A movement without a number: asked for."""

    kind: str
    name: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class HowManyInPack:
    """A carton whose content is not known: asked for."""

    unit: str
    name: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class CountedIn:
    """A weight or volume of what was counted in pieces so far: is it counted so?"""

    unit: str
    name: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Unsure:
    """What may not have happened, or not so, and is not booked: asked about.

    `kind` as in HowMany; each line is a product's name, what there is of it, and the
    number that was said.
    """

    kind: str
    lines: tuple[tuple[str, int, int], ...]
    is_asked: bool


@dataclass(frozen=True, slots=True)
class PriceOrCount:
    """A number that may be what a product costs, or how many there are: asked."""

    name: str
    number: Decimal
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Confirm:
    """A product is about to be removed; `quantity` is what is still in stock."""

    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ConfirmMerge:
    """One product is about to become a part of another; with what both have."""

    name: str
    quantity: int
    into: str
    into_quantity: int


@dataclass(frozen=True, slots=True)
class ConfirmErasure:
    """Everything of the shop is about to be deleted for good."""

    shop_name: str
    products: int


@dataclass(frozen=True, slots=True)
class ConfirmForgetPlan:
    """What a shelf should look like is about to be forgotten; its name or number."""

    name: str | None
    number: int


@dataclass(frozen=True, slots=True)
class NoDashboard:
    """There are no pages to link to yet."""


@dataclass(frozen=True, slots=True)
class NameWanted:
    """A number on the picture was said not to be what the bot thought."""

    group: int


@dataclass(frozen=True, slots=True)
class NoPicture:
    """A number was named, but there is no picture to look it up on."""


@dataclass(frozen=True, slots=True)
class LanguageSet:
    """The language of answers from now on; None: only asked, or one not spoken."""

    language: str | None


@dataclass(frozen=True, slots=True)
class CurrencySet:
    currency: str


@dataclass(frozen=True, slots=True)
class Said:
    """Small talk and its like: what was said, nothing was done."""

    intent: Intent


@dataclass(frozen=True, slots=True)
class Dropped:
    """The question was answered with no: nothing is done."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A button of a question that is not open any more."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The doubtful counts of a photo were confirmed."""

    moved: Moved


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """A code of invitation that is wrong, used up, or too old.

    `in_group`: it is good, but its user may not take this group to another shop.
    """

    in_group: bool = False


@dataclass(frozen=True, slots=True)
class TooManyCodes:
    """Somebody has tried so many wrong codes that none is looked at for an hour."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who was removed from this shop writes in its chat."""

    shop_name: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a new person may try next: a key, and a product of theirs to try it with."""

    key: str  # question | alert
    product: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """A kind of message that is not handled: audio, sticker, …"""

    kind: str


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A file that could not be fetched, by the key of MediaUnavailable."""

    reason: str
    is_video: bool = False
