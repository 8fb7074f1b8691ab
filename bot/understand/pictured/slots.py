"""What a question about a photo names: products, colours, a shelf, a place, a price."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.understand.elements import Clause
from bot.understand.intents import AskPhoto, Named
from bot.understand.intents.photos import MIDDLE
from bot.understand.lexicon import Concept
from bot.understand.pictured.marks import TELLING, Mark
from bot.understand.words import tidy_name

LONGEST_NAME = 4  # words that the shop does not know
_MOST_ROWS = 20
_SIDES = {"left_of": "left", "right_of": "right"}
ARTICLES = frozenset(
    "the this that my a la le les l ma cette cet ce el esta esa mi una un ال هذه هذا "
    "دي ده hii hiyo".split()
)
INSIDE = frozenset(
    "in on of from at within sur dans de d en au del kwenye katika ya cha za la ndani "
    "في من على علي ب فى".split()
)
_PRICE_WORDS = frozenset("price prices prix precio precios bei سعر السعر".split())
_OF_IT = frozenset({"where", "label", "tag", "colour"})


@dataclass(frozen=True, slots=True)
class Slots:
    """The marks of a clause and what they name.

    `names` are what is asked about, `beside` what a place goes by ("" for "it").
    """

    marks: tuple[Mark, ...]
    names: tuple[str, ...]
    colours: tuple[str, ...]
    row: int | None
    side: str | None
    relation: str | None
    beside: str | None
    amount: Decimal | None
    has_odd_number: bool
    has_loose_words: bool
    is_elsewhere: bool  # cheapest elsewhere: prices of others are asked for
    has_it: bool
    is_missing: bool  # what is not there is asked for

    def has(self, *kinds: str) -> bool:
        """Whether one of these is said."""
        return any(kind in mark.kinds for mark in self.marks for kind in kinds)

    def meaning(self, kind: str) -> str | None:
        return next((m.kinds[kind] for m in self.marks if kind in m.kinds), None)

    @property
    def is_telling(self) -> bool:
        """Whether a word belongs to a photo, and to nothing in the books."""
        return self.row is not None or any(
            not TELLING.isdisjoint(mark.kinds) for mark in self.marks
        )

    @property
    def is_beside_known(self) -> bool:
        """Whether a place goes by a product of the shop, or by "it"."""
        known = {mark.name for mark in self.marks if mark.is_known}
        return self.beside == "" or any(tidy_name(n) == self.beside for n in known)

    @property
    def is_of_photo_itself(self) -> bool:
        """Whether the photo is what is asked about: "is the picture sharp?"

        Then it stands before unknown words, and without "on" or "in".
        """
        marks = [m for m in self.marks if m.name or m.kinds]
        place = next((n for n, m in enumerate(marks) if "photo" in m.kinds), None)
        if place is None or any(m.is_known for m in marks):
            return False
        before = [m.text for m in marks[:place] if m.text not in ARTICLES]
        is_inside = bool(before) and before[-1] in INSIDE
        named = [n for n, m in enumerate(marks) if m.name]
        return bool(named) and min(named) > place and not is_inside

    @property
    def is_unnamed(self) -> bool:
        return self.has("unnamed")

    @property
    def has_price(self) -> bool:
        return any(mark.text in _PRICE_WORDS for mark in self.marks)

    @property
    def has_number(self) -> bool:
        return any("number" in mark.kinds for mark in self.marks)

    def is_doubtful(self, points: bool) -> bool:
        """Whether a shelf by its name, or what remains of something, may be meant."""
        if points:
            return False
        return self.has("left_over") or self.relation is None

    def subject(self, what: str) -> AskPhoto:
        """The question with all that it names."""
        is_of_it = self.has_it and not self.names and what in _OF_IT
        return AskPhoto(
            what,
            tuple(Named(name) for name in (("",) if is_of_it else self.names)),
            self.colours,
            row=self.row,
            side=self.side if self.relation is None else None,
            relation=self.relation,
            beside=None if self.beside is None else Named(self.beside),
            is_unnamed=self.is_unnamed,
        )


def read_slots(read: Sequence[Mark], clause: Clause) -> Slots:
    """What the marks name; what is nothing of it is loose."""
    row, used = _row(read)
    amount, of_amount = _amount(read)
    relation, beside, of_beside = _relation(read, clause, of_amount)
    taken = used | of_amount | of_beside
    runs = list(_runs(read, taken))
    left = {n for n, m in enumerate(read) if "number" in m.kinds} - taken
    return Slots(
        tuple(read),
        tuple(run for run in runs if run),
        tuple(dict.fromkeys(m.kinds["colour"] for m in read if "colour" in m.kinds)),
        row,
        next((m.kinds["side"] for m in read if "side" in m.kinds), None)
        or (_side_of_all(read) if relation is None else None),
        relation,
        beside,
        amount,
        has_odd_number=bool(left),
        has_loose_words=len(_unknown(read, taken)) > 1
        or any(len(run.split()) > LONGEST_NAME for run in _unknown(read, taken)),
        is_elsewhere=Concept.COMPARE in clause.letters,
        has_it=Concept.IT in clause.letters,
        is_missing=Concept.MISSING in clause.letters,
    )


def _row(read: Sequence[Mark]) -> tuple[int | None, set[int]]:
    """The shelf that is spoken of, and the places of its words."""
    from_below = any("from_below" in mark.kinds for mark in read)
    for place, mark in enumerate(read):
        if "row" in mark.kinds:
            row = int(mark.kinds["row"])
            return (-row if from_below and row > MIDDLE else row), {place}
    for place, mark in enumerate(read):
        if mark.value is None or not 1 <= mark.value <= _MOST_ROWS:
            continue
        is_ordinal = "ordinal" in mark.kinds or "number" not in mark.kinds
        ahead = _beside_shelf(read, place, +1 if is_ordinal else -1)
        behind = is_ordinal and _beside_shelf(read, place, -1)
        is_numbered = any({"photo", "from_below"} & m.kinds.keys() for m in read)
        if (ahead or behind) and (is_ordinal or is_numbered):
            row = int(mark.value)
            return (-row if from_below else row), {place}
    return None, set()


def _beside_shelf(read: Sequence[Mark], place: int, step: int) -> bool:
    """Whether a word for a shelf stands there, at most one small word between."""
    for near in (place + step, place + 2 * step):
        if not 0 <= near < len(read):
            return False
        if "shelf" in read[near].kinds:
            return True
        if read[near].name or "number" in read[near].kinds:
            return False
    return False


_PRICED = frozenset({"cheaper", "dearer", "under", "over"})


def _amount(read: Sequence[Mark]) -> tuple[Decimal | None, set[int]]:
    """The number after "cheaper than", perhaps with its currency before it."""
    for place, mark in enumerate(read):
        if _PRICED.isdisjoint(mark.kinds):
            continue
        for near in (place + 1, place + 2):
            if near < len(read) and "number" in read[near].kinds:
                return read[near].value, {place, near}
    return None, set()


def _relation(
    read: Sequence[Mark], clause: Clause, taken: set[int]
) -> tuple[str | None, str | None, set[int]]:
    """How a place lies to what is named right after it."""
    for place, mark in enumerate(read):
        kinds = mark.kinds
        if place in taken or not {"relation", "left_over"} & kinds.keys():
            continue
        relation = kinds.get("relation") or "left_of"
        run = _run_after(read, place + 1)
        if run:
            words = " ".join(read[n].name for n in run)
            return relation, tidy_name(words), {place, *run}
        if Concept.IT in clause.letters and "relation" in kinds:
            return relation, "", {place}
    return None, None, set()


def _side_of_all(read: Sequence[Mark]) -> str | None:
    """ "on the left of the photo" goes by no product."""
    said = [mark.kinds["relation"] for mark in read if "relation" in mark.kinds]
    return next((_SIDES[relation] for relation in said if relation in _SIDES), None)


def _run_after(read: Sequence[Mark], start: int) -> list[int]:
    """The name that follows, after small words."""
    place = start
    while place < len(read) and not read[place].name and _is_small(read[place]):
        place += 1
    if place < len(read) and read[place].is_known:
        return [place]
    run: list[int] = []
    while place < len(read) and read[place].name and not read[place].is_known:
        run.append(place)
        place += 1
    return run


def _is_small(mark: Mark) -> bool:
    return not mark.kinds or bool({"filler", "thing"} & mark.kinds.keys())


def _runs(read: Sequence[Mark], taken: set[int]) -> Iterator[str]:
    """The names that are asked about: known products, else the words nobody knows."""
    known = [m.name for n, m in enumerate(read) if m.is_known and n not in taken]
    yield from (tidy_name(name) for name in known or _unknown(read, taken)[:1])


def _unknown(read: Sequence[Mark], taken: set[int]) -> list[str]:
    """Stretches of words that are neither known nor a product."""
    found: list[str] = []
    before = None
    for place, mark in enumerate(read):
        if not mark.name or mark.is_known or place in taken:
            continue
        if before == place - 1 and found:
            found[-1] += f" {mark.name}"
        else:
            found.append(mark.name)
        before = place
    return found
