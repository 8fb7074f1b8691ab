"""Questions about a photo and their answers, without words of any language.

The chat understands a sentence as a `PhotoQuestion`, `pipeline.vqa.grounded` answers it
from a reading, the chat says the `Answer`. Standard library only: every process may
import it.

Two meanings of one sentence are two questions, and the understanding decides: "what is
left of the milk" is CONTENTS at a place left of the milk, or COUNT of the milk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pipeline.types import Box, Colour


class Kind(StrEnum):
    """What is asked. All but COMPARE are about one photo; SUBJECT and PLACE narrow."""

    COUNT = "count"  # how many facings: of X, of red ones, on the top shelf, in total
    PRESENCE = "presence"  # is there any X
    WHERE = "where"  # where is X
    CONTENTS = "contents"  # what is on a shelf, beside X, above X
    COLOUR = "colour"  # which colour is X
    PRODUCTS = "products"  # how many different products
    SHELVES = "shelves"  # how many shelves
    GAPS = "gaps"  # how many empty places, and where
    EMPTIEST = "emptiest"  # which shelf is emptiest
    FULLEST = "fullest"  # which shelf has the smallest share of empty places
    MOST = "most"  # which product has most facings
    FEWEST = "fewest"
    OUT_OF_PLACE = "out_of_place"  # what stands among others, away from its own
    LABEL = "label"  # what is printed on X
    TAG = "tag"  # what the tag (the price) of X says
    DEAREST = "dearest"
    CHEAPEST = "cheapest"
    DEARER_THAN = "dearer_than"  # `amount`
    CHEAPER_THAN = "cheaper_than"  # `amount`
    COMPARE = "compare"  # what is different from the other photo


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked about; everything that is given must hold, except that any one of
    `product_ids` and `words` is enough. Nothing given: everything.

    `words` are the words of the question, as written: they find unnamed groups by their
    print, and products of the reading whose name the chat did not resolve.
    """

    product_ids: tuple[str, ...] = ()
    words: str = ""
    colours: tuple[Colour, ...] = ()  # all of them: "red and white ones"
    category: str | None = None  # as in Facts.categories
    group: int | None = None  # the number drawn on the photo
    is_unnamed: bool = False  # "the unknown ones"


class Side(StrEnum):
    """A third of the shelf's width."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


class Relation(StrEnum):
    """How a place lies to something: directly, with nothing between."""

    LEFT_OF = "left_of"
    RIGHT_OF = "right_of"
    NEXT_TO = "next_to"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the shelf; everything that is given must hold.

    `row` counts shelves, `position` places on the shelf; from 1 from the top and the
    left, from -1 from the bottom and the right. `photo` counts from 1 (None: all).
    """

    row: int | None = None
    is_middle_row: bool = False
    side: Side | None = None
    position: int | None = None
    relation: Relation | None = None
    what: Subject | None = None  # what `relation` goes by
    photo: int | None = None


@dataclass(frozen=True, slots=True)
class PhotoQuestion:
    """A question about what a photo shows."""

    kind: Kind
    subject: Subject = Subject()
    place: Place = Place()
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the shop knows about its products, by product id."""

    names: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    currency: str | None = None  # of `prices`


@dataclass(frozen=True, slots=True)
class Spot:
    """A box on a photo; photos count from 0."""

    photo: int
    box: Box


@dataclass(frozen=True, slots=True)
class Thing:
    """One product or unnamed group on the photo, with as many as the answer is about.

    `name` is None for an unnamed group; `guess` is what it may be called.
    """

    group: int
    product_id: str | None
    name: str | None
    count: int
    low: int
    high: int
    guess: str = ""
    colours: tuple[Colour, ...] = ()
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Facings of one thing side by side on one shelf, and what is around them.

    Shelves and positions count from 1; neighbours are the nearest things (None: the
    shelf ends there), `gap_left` and `gap_right` say that it is empty right beside.
    """

    thing: Thing
    photo: int
    row: int
    rows: int  # shelves on that photo
    first: int
    last: int
    side: Side
    left: Thing | None = None
    right: Thing | None = None
    above: Thing | None = None
    below: Thing | None = None
    gap_left: bool = False
    gap_right: bool = False


@dataclass(frozen=True, slots=True)
class RowFill:
    """How full a shelf is: places are facings side by side, and empty ones."""

    photo: int
    row: int
    rows: int
    facings: int
    places: int  # taken and empty
    empty: int  # places
    spots: tuple[Spot, ...] = ()  # the gaps

    @property
    def empty_share(self) -> float:
        return self.empty / self.places if self.places else 1.0


class PriceSource(StrEnum):
    """Where a price comes from."""

    TAG = "tag"  # read on the photo
    KNOWN = "known"  # what the shop has noted


@dataclass(frozen=True, slots=True)
class Priced:
    """A price and what it belongs to; `thing` is None for a tag of an empty place."""

    thing: Thing | None
    amount: Decimal | None  # None: the tag cannot be read
    currency: str | None
    source: PriceSource
    text: str = ""  # what was read on the tag
    unit: str | None = None
    spot: Spot | None = None  # the tag


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on both photos, as on the photo asked about (or, where it is not on
    that, as on the other).

    `is_sure` is False where the counts differ by less than the reading can tell.
    """

    thing: Thing
    before: int
    after: int
    is_sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What all answers have: the boxes that prove it, and what cannot be excluded.

    `maybe` are groups that are not sure: their product is not certain, but may be one
    that is asked about. `unnamed` facings have no name at all. Where nothing is sure,
    `spots` are those of `maybe`.
    """

    spots: tuple[Spot, ...] = ()
    maybe: tuple[Thing, ...] = ()
    unnamed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Answer):
    """COUNT, PRODUCTS (different ones); 9 times in 10 it is within low to high."""

    count: int
    low: int
    high: int
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Present(Answer):
    """PRESENCE; `things` are those that are there."""

    is_there: bool
    things: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Located(Answer):
    """WHERE: from the top, from the left."""

    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Answer):
    """CONTENTS, COLOUR, MOST, FEWEST (several: a draw), in the order of the question:
    from the left and the top, or by count.

    `row` and `rows` when it is one shelf of one photo; `gaps` are empty places there.
    """

    things: tuple[Thing, ...]
    row: int | None = None
    rows: int | None = None
    gaps: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled(Answer):
    """EMPTIEST, FULLEST, GAPS, SHELVES: `best` are the shelves asked for (several: a
    draw; for GAPS those with empty places), `all_rows` every shelf, from the top."""

    best: tuple[RowFill, ...]
    all_rows: tuple[RowFill, ...]


@dataclass(frozen=True, slots=True)
class Stray:
    """A thing where it does not belong, and where the others of its kind stand (None:
    nowhere else on the photo)."""

    standing: Standing
    home: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced(Answer):
    """OUT_OF_PLACE; empty: everything stands with its own."""

    strays: tuple[Stray, ...]


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed on a thing: lines, best read first."""

    thing: Thing
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed(Answer):
    """LABEL; one for each thing that is meant."""

    prints: tuple[Print, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices(Answer):
    """TAG, DEAREST, CHEAPEST, DEARER_THAN, CHEAPER_THAN.

    In order of price, of the shelf for TAG; `unpriced` are things without any.
    """

    priced: tuple[Priced, ...]
    unpriced: tuple[Thing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared(Answer):
    """COMPARE: what there is more or fewer of, largest change first, and totals."""

    differences: tuple[Difference, ...]
    before: int
    after: int
    gaps_before: int
    gaps_after: int


class Reason(StrEnum):
    """Why a question cannot be answered."""

    NOTHING_SEEN = "nothing_seen"  # the photo could not be read, or shows no products
    NOT_FOUND = "not_found"  # what is asked about is not seen, so nothing is to be said
    NO_SUCH_ROW = "no_such_row"  # `rows` tells how many there are
    NO_SUCH_PLACE = "no_such_place"  # no such position, photo or group number
    NO_ROWS = "no_rows"  # no shelves were made out
    NO_COLOURS = "no_colours"  # too dark, or an old reading
    NO_CATEGORIES = "no_categories"  # no product of the photo has a category
    NO_PRINT = "no_print"  # nothing was read on it
    NO_TAGS = "no_tags"  # no price of it, neither read nor noted
    NO_AMOUNT = "no_amount"  # the question names none
    NO_OTHER_PHOTO = "no_other_photo"
    NO_NAMES = "no_names"  # nothing on the photo could be named


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotTell(Answer):
    """An honest no; `rows` when a shelf was asked for that is not there."""

    reason: Reason
    rows: int | None = None
