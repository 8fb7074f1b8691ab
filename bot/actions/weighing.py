"""What a photo of one shelf means for the whole stock. Nothing is changed here.

Called by `bot.actions.counting` for a new photo, and by `bot.actions.recounting` when a
person says that it shows another shelf.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from bot.actions.shelf_parts import Part, Parts
from pipeline.insights.changes import Changes
from pipeline.reconcile import Reason, Spread, add_up, nothing_left, propose
from pipeline.types import (
    Certainty,
    InventoryChange,
    Problem,
    ShelfReading,
    StockLevel,
)
from storage.models import Shelf

NOT_UNASKED = frozenset(
    (Problem.HARDLY_A_SHELF, Problem.FILM_IN_PIECES, Problem.PERHAPS_TWICE)
)
"""With these, the count may be far off, though each pack is seen well."""
PART = 0.7
"""A photo that shows a smaller share of the shelf shows a part of it: where more was
shown, what is seen no more is rather sold than beside the photo."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a photo means, by product.

    `seen` is what it says of its own shelf, `changes` what that makes of the whole
    stock, also of what is gone from this shelf and stands on another one. `held` are
    the facings that the shelf holds otherwise than the photo shows.
    """

    seen: Mapping[str, InventoryChange]
    changes: Mapping[str, InventoryChange]
    held: Mapping[uuid.UUID, int]

    @property
    def left(self) -> list[InventoryChange]:
        """What has become of products that have left this shelf for another."""
        return [
            change
            for key, change in self.changes.items()
            if key not in self.seen and change.certainty is not Certainty.IGNORE
        ]


def weigh(
    shelf: Shelf | None,
    reading: ShelfReading,
    levels: Mapping[str, StockLevel],
    parts: Parts,
    news: Changes,
) -> Weighed:
    """What the photo proposes; nothing is booked unasked where that may be far off.

    `levels` have the depths of this shelf, `parts` are those before the photo. Of what
    it shows in part there may be more than that, never less.
    """
    spreads = _spreads(levels, parts) if shelf is not None else {}
    here = {
        key: replace(levels[key], quantity=spread.here)
        for key, spread in spreads.items()
    }
    seen = {c.product_id: c for c in propose(reading, {**levels, **here})}
    gone = {item.key for item in news.gone} if news.shown >= PART else set()
    left = {key: nothing_left(here[key]) for key in gone & here.keys()}
    unseen = _seen_in_part(shelf, parts, news)
    changes: dict[str, InventoryChange] = {}
    for key, change in {**seen, **left}.items():
        if key in unseen and change.after < change.before:
            books = levels[key].quantity
            change = replace(change, before=books, certainty=Certainty.IGNORE)
        elif key in spreads:
            books = levels[key].quantity
            is_named = _are_named(shelf, parts.elsewhere[uuid.UUID(key)])
            change = add_up(change, books, spreads[key], is_named=is_named)
        changes[key] = change
    changes = _asked_where_unsure(changes, reading)
    return Weighed(seen, changes, _held(parts, reading, seen, changes, gone))


def _seen_in_part(shelf: Shelf | None, parts: Parts, news: Changes) -> Set[str]:
    """Products of which there may be more than is seen: on the rest of the shelf, or on
    another one, where it is not known which of several the photo shows."""
    if shelf is None:
        return {str(key) for key, found in parts.elsewhere.items() if len(found) > 1}
    return news.hidden if news.shown < PART else frozenset()


def _are_named(shelf: Shelf | None, others: Sequence[Part]) -> bool:
    """Whether people have told the shelf and all others that have the product apart."""
    has_name = shelf is not None and shelf.name is not None
    return has_name and all(part.shelf.name is not None for part in others)


def _spreads(levels: Mapping[str, StockLevel], parts: Parts) -> dict[str, Spread]:
    """Of the products that stand on other shelves."""
    known = [levels[str(key)] for key in parts.elsewhere if str(key) in levels]
    found = ((level.product_id, parts.spread(level)) for level in known)
    return {key: spread for key, spread in found if spread is not None}


def _asked_where_unsure(
    changes: dict[str, InventoryChange], reading: ShelfReading
) -> dict[str, InventoryChange]:
    if NOT_UNASKED.isdisjoint(reading.problems):
        return changes
    return {
        key: replace(change, certainty=Certainty.ASK, reason=Reason.UNSURE_COUNT)
        if change.certainty is Certainty.APPLY
        else change
        for key, change in changes.items()
    }


def _held(
    parts: Parts,
    reading: ShelfReading,
    seen: Mapping[str, InventoryChange],
    changes: Mapping[str, InventoryChange],
    gone: Collection[str],
) -> dict[uuid.UUID, int]:
    """What holds on from before: what the photo does not reach, doubtful counts, and
    those with which the photo agrees within what it can tell."""
    held = {}
    for key in {*map(str, parts.here), *seen}:
        before = parts.here.get(uuid.UUID(key), 0)
        change, local = changes.get(key), seen.get(key)
        if change is None:
            is_over = key in gone
        elif change.certainty is Certainty.ASK:
            is_over = False
        elif local is None:
            is_over = True
        else:
            agrees = local.certainty is Certainty.IGNORE
            is_over = not (agrees and before) and not _is_less_of(change, local)
        is_asked = change is not None and change.certainty is Certainty.ASK
        if not is_over and (before or is_asked):
            held[uuid.UUID(key)] = before
    return held


def _is_less_of(change: InventoryChange, local: InventoryChange) -> bool:
    """Whether it was left out because the photo may show a part of it only."""
    is_ignored = change.certainty is Certainty.IGNORE
    return is_ignored and change.after < change.before and local.after < local.before
