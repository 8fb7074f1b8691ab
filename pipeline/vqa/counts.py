"""How many, is there any, what is there, which colour: answers by counting things.

Called by `pipeline.vqa.grounded`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.vqa.choosing import choose
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Counted,
    Facts,
    Kind,
    Listed,
    PhotoQuestion,
    Present,
    Reason,
    Spot,
)
from pipeline.vqa.scene import Placed, Scene
from pipeline.vqa.subjects import is_everything
from pipeline.vqa.things import sum_of


def count(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """COUNT, PRESENCE."""
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    if question.kind is Kind.PRESENCE:
        return Present(
            is_there=bool(found.things),
            things=found.things,
            spots=found.spots,
            maybe=found.maybe,
            unnamed=found.unnamed,
        )
    total, low, high = sum_of(found.things)
    reading = scene.reading
    if found.place.is_everything and is_everything(question.subject):
        low = low if reading.facings_low is None else reading.facings_low
        high = high if reading.facings_high is None else reading.facings_high
    return Counted(
        count=total,
        low=min(low, total),
        high=max(high, total),
        things=found.things,
        spots=found.spots,
        maybe=found.maybe,
        unnamed=found.unnamed,
    )


def count_products(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """PRODUCTS: how many different ones; each unnamed group is taken for one."""
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    things = found.things
    named = sum(thing.product_id is not None for thing in things)
    return Counted(
        count=len(things),
        low=min(len(things), max(named, 1)),
        high=len(things),
        things=things,
        spots=found.spots,
        maybe=found.maybe,
    )


def list_things(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """CONTENTS, and COLOUR, for which a thing must be seen in colour."""
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    place, spots = found.place, found.spots
    if question.kind is Kind.COLOUR:
        reason = _no_colour(found.placed)
        if reason is not None:
            return found.cannot_tell(reason)
    if question.kind is Kind.CONTENTS and not found.placed:
        spots = tuple(Spot(gap.photo, gap.box) for gap in place.gaps)
    return Listed(
        things=found.things,
        row=place.row,
        rows=place.rows,
        gaps=place.empty,
        spots=spots,
        maybe=found.maybe,
        unnamed=found.unnamed,
    )


def _no_colour(placed: Sequence[Placed]) -> Reason | None:
    if not placed:
        return Reason.NOT_FOUND
    has_colour = any(one.item.colours for one in placed)
    return None if has_colour else Reason.NO_COLOURS


def rank(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """MOST, FEWEST: one thing, or several that have as many."""
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    place, things = found.place, found.things
    if not things:
        return found.cannot_tell(Reason.NOT_FOUND)
    pick = max if question.kind is Kind.MOST else min
    wanted = pick(thing.count for thing in things)
    best = tuple(thing for thing in things if thing.count == wanted)
    spots = tuple(spot for thing in best for spot in thing.spots)
    return Listed(
        things=best, row=place.row, rows=place.rows, spots=spots, maybe=found.maybe
    )
