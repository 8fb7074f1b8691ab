"""What a person may want, one dataclass per verb; and how wishes rest in a question.

Made by the grammar, carried out by `bot.dialogue`. A product is the phrase that was
said until it has been looked up; an empty phrase is "it", "those".
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Named:
    """A product as it was called; `product_id` once a person has chosen."""

    phrase: str
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """So many of a product; `unit` as said when it is not a single piece."""

    product: Named
    quantity: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many are there? No products: those talked about last.

    A guess is a bare name, and no question when the name is unknown.
    """

    products: tuple[Named, ...] = ()
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class ListStock:
    """What is in stock, all of it or one category."""

    category: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing on the shelf?"""


@dataclass(frozen=True, slots=True)
class LowStock:
    """What is at or below its minimum?"""


@dataclass(frozen=True, slots=True)
class PriceOf:
    """What does it cost?"""

    product: Named


@dataclass(frozen=True, slots=True)
class ListPrices:
    """What does everything cost?"""


@dataclass(frozen=True, slots=True)
class SetPrice:
    """It costs so much from now on."""

    product: Named
    amount: Decimal
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Correct:
    """There are exactly so many."""

    items: tuple[Item, ...]
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """So many came or went: kind is sale, delivery or loss."""

    kind: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class NameGroup:
    """The product with this number on the picture is called so.

    `product_id` once a person has chosen which one it is; "new" for none of them.
    """

    group: int
    name: str
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class CountGroup:
    """There are so many of the product with this number on the picture."""

    group: int
    quantity: int


@dataclass(frozen=True, slots=True)
class SkipGroup:
    """The thing with this number on the picture is no product of the shop."""

    group: int


@dataclass(frozen=True, slots=True)
class NewProduct:
    """The shop sells this; what was said about it beside the name."""

    name: str
    minimum: int | None = None
    price: Decimal | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    product: Named
    name: str


@dataclass(frozen=True, slots=True)
class AddAlias:
    product: Named
    alias: str


@dataclass(frozen=True, slots=True)
class Remove:
    product: Named


@dataclass(frozen=True, slots=True)
class SetMinimum:
    product: Named
    minimum: int


@dataclass(frozen=True, slots=True)
class SetPackSize:
    product: Named
    size: int


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class Redo:
    pass


@dataclass(frozen=True, slots=True)
class Yes:
    pass


@dataclass(frozen=True, slots=True)
class No:
    pass


@dataclass(frozen=True, slots=True)
class Number:
    """A number alone: a choice, or the answer to "how many?"."""

    value: int


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Greeting:
    pass


@dataclass(frozen=True, slots=True)
class Thanks:
    pass


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Answer in this language (ISO 639-1); None asks which there are."""

    language: str | None


@dataclass(frozen=True, slots=True)
class SetCurrency:
    """Prices are in this currency (ISO 4217)."""

    currency: str


@dataclass(frozen=True, slots=True)
class TooLarge:
    """A number that no shelf holds, or that is not whole where it must be."""


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    text: str


Intent = (
    Count
    | ListStock
    | Missing
    | LowStock
    | PriceOf
    | ListPrices
    | SetPrice
    | Correct
    | Move
    | NameGroup
    | CountGroup
    | SkipGroup
    | NewProduct
    | Rename
    | AddAlias
    | Remove
    | SetMinimum
    | SetPackSize
    | Undo
    | Redo
    | Yes
    | No
    | Number
    | Help
    | Greeting
    | Thanks
    | SetLanguage
    | SetCurrency
    | TooLarge
    | NotUnderstood
)

_OF_ONE_PRODUCT = (
    PriceOf,
    SetPrice,
    Rename,
    AddAlias,
    Remove,
    SetMinimum,
    SetPackSize,
)
_KINDS: dict[str, type] = {kind.__name__: kind for kind in Intent.__args__}


def choose(intent: Intent, phrase: str, product_id: str) -> Intent:
    """The intent with its product settled: every slot called by the phrase."""
    chosen = Named(phrase, product_id)
    if isinstance(intent, NameGroup):
        return replace(intent, product_id=product_id)
    if isinstance(intent, Count):
        return Count(
            tuple(chosen if n.phrase == phrase else n for n in intent.products)
        )
    if isinstance(intent, Correct | Move):
        items = tuple(
            replace(item, product=chosen) if item.product.phrase == phrase else item
            for item in intent.items
        )
        return replace(intent, items=items)
    if isinstance(intent, _OF_ONE_PRODUCT):
        return replace(intent, product=chosen)
    return intent


def with_quantity(intent: Intent, quantity: int) -> Intent:
    """The intent with the number that was asked for."""
    if not isinstance(intent, Correct | Move):
        return intent
    items = tuple(
        item if item.quantity is not None else replace(item, quantity=quantity)
        for item in intent.items
    )
    return replace(intent, items=items)


def to_json(intent: Intent) -> dict[str, Any]:
    """JSON-ready mapping with the intent's name."""
    values = asdict(intent)
    for name, value in values.items():
        if isinstance(value, Decimal):
            values[name] = str(value)
    return {"intent": type(intent).__name__, **values}


def from_json(data: dict[str, Any]) -> Intent:
    """The inverse of `to_json`."""
    kind = _KINDS[data["intent"]]
    values = {field.name: data[field.name] for field in fields(kind)}
    if "product" in values:
        values["product"] = Named(**values["product"])
    if "products" in values:
        values["products"] = tuple(Named(**named) for named in values["products"])
    if "items" in values:
        values["items"] = tuple(
            Item(Named(**item["product"]), item["quantity"], item["unit"])
            for item in values["items"]
        )
    for name in ("amount", "price"):
        if values.get(name) is not None:
            values[name] = Decimal(values[name])
    intent: Intent = kind(**values)
    return intent
