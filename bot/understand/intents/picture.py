"""Wishes about the numbers on the last picture, the shelf it shows, and photos."""

from __future__ import annotations

from dataclasses import dataclass


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
class CorrectBoxes:
    """The boxes on a photo are as this person has drawn them; the correction's id."""

    correction: str


@dataclass(frozen=True, slots=True)
class FixBoxes:
    """Where can I correct the boxes on the last photo?"""


@dataclass(frozen=True, slots=True)
class NameShelf:
    """The shelf of the last photo is called so."""

    name: str


@dataclass(frozen=True, slots=True)
class ListShelves:
    """Which shelves are known?"""


@dataclass(frozen=True, slots=True)
class Compliance:
    """Does the shelf match its plan? None: the shelf of the last photo, or all."""

    shelf: str | None = None


@dataclass(frozen=True, slots=True)
class ForgetPlan:
    """The plan of this shelf holds no more; None: of the last photo's shelf."""

    shelf: str | None = None


@dataclass(frozen=True, slots=True)
class LookUp:
    """What is this: the product of this barcode, or on the last photo?

    `gtin`: 8, 12, 13 or 14 digits with a right check digit.
    """

    gtin: str | None = None


@dataclass(frozen=True, slots=True)
class HowToScan:
    """How do I take and send a photo of a shelf?"""


@dataclass(frozen=True, slots=True)
class HowToEnrol:
    """How do I teach a product: by a photo, or by words?"""


PictureIntent = (
    Compliance
    | CorrectBoxes
    | CountGroup
    | FixBoxes
    | ForgetPlan
    | HowToEnrol
    | HowToScan
    | ListShelves
    | LookUp
    | NameGroup
    | NameShelf
    | SkipGroup
)
