"""The shared vocabulary: frozen dataclasses of the standard library only.

Storage and bot import this module and nothing else of the pipeline's inside.
Boxes are pixels of the upright photo; money is Decimal; counts are ints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the upright photo; right and bottom are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return max(0.0, self.right - self.left)

    @property
    def height(self) -> float:
        return max(0.0, self.bottom - self.top)

    @property
    def area(self) -> float:
        return self.width * self.height

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def intersection(self, other: Box) -> float:
        """Shared area in square pixels."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, width) * max(0.0, height)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        shared = self.intersection(other)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0


class Colour(StrEnum):
    """The eleven basic colour terms (Berlin and Kay 1969)."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"
    BROWN = "brown"
    BLACK = "black"
    GREY = "grey"
    WHITE = "white"


@dataclass(frozen=True, slots=True)
class Detection:
    """One facing: a front-row unit, seen from the front.

    Rows count from the top, positions from the left, both from 1; packs that stand on
    one another share a position, and `level` counts those below. 0 is unknown.
    """

    box: Box
    score: float
    row: int = 0
    photo: int = 0
    position: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that a group might be, best first wherever they are listed."""

    product_id: str
    score: float
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One group of identical facings; `product_id` only when it is sure."""

    group: int
    product_id: str | None
    name: str | None
    count: int
    count_low: int
    count_high: int
    score: float
    candidates: tuple[Candidate, ...] = ()
    facings: tuple[Detection, ...] = ()
    text: str = ""
    embedding: tuple[float, ...] = ()
    guess: str = ""  # what an unknown one may be called, by its print
    colours: tuple[Colour, ...] = ()  # of the pack, largest share first; none: unsure

    @property
    def boxes(self) -> tuple[Box, ...]:
        return tuple(facing.box for facing in self.facings)


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty selling position: the board or the back wall is seen.

    `width` is how many facings of its neighbours would fit in; `position` is the first.
    """

    box: Box
    row: int = 0
    likely_product_id: str | None = None
    score: float = 1.0
    photo: int = 0
    position: int = 0
    width: int = 1


@dataclass(frozen=True, slots=True)
class PriceTag:
    """A shelf label; `amount` is what one selling unit costs; row and position are
    those of the place that it belongs to."""

    box: Box
    text: str
    amount: Decimal | None = None
    currency: str | None = None
    unit: str | None = None
    product_id: str | None = None
    score: float = 1.0
    photo: int = 0
    row: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class Barcode:
    """A decoded symbol; `gtin` is set (14 digits) when its check digit is right."""

    box: Box
    format: str
    text: str
    gtin: str | None = None
    photo: int = 0


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of print read by OCR."""

    box: Box
    text: str
    score: float
    photo: int = 0


class Problem(StrEnum):
    """What a photo suffers from; told to the sender in words."""

    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    TOO_SMALL = "too_small"
    NO_PRODUCTS = "no_products"
    NOT_A_SHELF = "not_a_shelf"
    HARDLY_A_SHELF = "hardly_a_shelf"
    GLARE = "glare"
    TILTED = "tilted"
    TOO_FAR = "too_far"
    CUT_LEFT = "cut_left"
    CUT_RIGHT = "cut_right"
    CUT_TOP = "cut_top"
    CUT_BOTTOM = "cut_bottom"
    FILM_IN_PIECES = "film_in_pieces"
    PERHAPS_TWICE = "perhaps_twice"
    COUNTED_ONCE = "counted_once"


@dataclass(frozen=True, slots=True)
class ShelfReading:
    """All that was read on one photo, or on the photos of one album together."""

    sizes: tuple[tuple[int, int], ...]  # (width, height) of each upright photo
    items: tuple[ItemReading, ...] = ()
    gaps: tuple[Gap, ...] = ()
    price_tags: tuple[PriceTag, ...] = ()
    barcodes: tuple[Barcode, ...] = ()
    texts: tuple[TextLine, ...] = ()
    problems: tuple[Problem, ...] = ()
    model_version: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    facings_low: int | None = None  # all facings: 9 times in 10 there are as many
    facings_high: int | None = None

    @property
    def facings(self) -> int:
        """All facings seen, of known and unknown products."""
        return sum(item.count for item in self.items)


class BoxKind(StrEnum):
    """What a person says a box on a photo holds."""

    FACING = "facing"
    GAP = "gap"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box as a person left it, or drew it, on a photo.

    `group` is the number of a facing. `source` is its place among the boxes of its kind
    in the reading (facings item by item); None for a new one.
    """

    kind: BoxKind
    box: Box
    photo: int = 0
    group: int = 0
    source: int | None = None


@dataclass(frozen=True, slots=True)
class Filmed:
    """What a video was made into: encoded photos to count on, and its sharpest frame.

    Not `is_whole`: the photos are pieces, and may show the same packs.
    """

    photos: tuple[bytes, ...]
    still: bytes
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Reference:
    """How one product looks: an embedding (unit length), the print on the pack, and
    the pack's width through its height (None: not known)."""

    embedding: Sequence[float]
    text: str = ""
    source: str = "crop"  # crop | packshot | enrolment
    shape: float | None = None


@dataclass(frozen=True, slots=True)
class EnrolmentReading:
    """What a photo of one product shows: its look, its barcodes, its print."""

    reference: Reference
    barcodes: tuple[Barcode, ...] = ()
    thumbnail: bytes = b""  # JPEG of the product found in the photo
    category: str = ""  # its key in pipeline.categories, where a look tells it
    has_others: bool = False  # other products are as large on the photo


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """A product of the shop as the recogniser needs it."""

    product_id: str
    name: str
    aliases: tuple[str, ...] = ()
    gtin: str | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a shop's own corrections have taught the recogniser (`pipeline.tuning`).

    `weights` are those of `pipeline.vision.naming.name_odds` by name. `directions`, row
    by row a square matrix, is what looks are multiplied with before they are compared;
    empty: they are compared as they are.
    """

    weights: Mapping[str, float]
    directions: Sequence[float] = ()


class TunedTask(StrEnum):
    """What a shop's corrections can be learned for."""

    NAMES = "names"
    CATEGORY = "category"
    PRINT = "ocr"


@dataclass(frozen=True, slots=True)
class Adapter:
    """What a shop's own corrections have added to a model of pictures
    (`pipeline.hub.adapters`).

    `base` is the version of the model that it was fitted to, and fits alone. `options`
    say how (plain values, for JSON); `weights` are safetensors.
    """

    task: TunedTask
    base: str
    options: Mapping[str, Any]
    weights: bytes


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a shop sells; an empty catalogue is a normal one.

    `version`, where it is given, is another for other products, looks or tunings.
    `adapters` are those in use, perhaps of models that are not chosen any more.
    """

    products: tuple[CatalogueProduct, ...] = ()
    version: str = ""
    tuning: Tuning | None = None
    adapters: tuple[Adapter, ...] = ()

    def name_of(self, product_id: str | None) -> str | None:
        """The product's name, or None when it is not in the catalogue."""
        for product in self.products:
            if product.product_id == product_id:
                return product.name
        return None


class Certainty(StrEnum):
    """What to do with a proposed change."""

    APPLY = "apply"
    ASK = "ask"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class StockLevel:
    """What the books say about one product before a photo is taken into account.

    `depth` is how many units stand behind one another at this product's spot
    (learned from corrections; 1.0 until known).
    """

    product_id: str
    quantity: int
    depth: float = 1.0


@dataclass(frozen=True, slots=True)
class InventoryChange:
    """One proposed stock change, with the reason as a stable key."""

    product_id: str
    before: int
    after: int
    certainty: Certainty
    reason: str
