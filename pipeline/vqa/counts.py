"""How many, is there any, what is there, which colour: answers by counting things.

Called by `pipeline.vqa.grounded`.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.vqa.places import Selection, select
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
    Thing,
)
from pipeline.vqa.scene import Placed, Scene
from pipeline.vqa.subjects import Meant, is_everything, meant_by
from pipeline.vqa.things import spots_of, sum_of, things_of


def chosen(
    question: PhotoQuestion, scene: Scene, facts: Facts
) -> tuple[Selection, Meant] | CannotTell:
    """What stands at the place, and which groups are meant there."""
    meant = meant_by(question.subject, scene, facts)
    if isinstance(meant, Reason):
        return CannotTell(reason=meant)
    is_direct = question.kind in (Kind.CONTENTS, Kind.COLOUR)
    place = select(scene, question.place, facts, is_direct)
    return place if isinstance(place, CannotTell) else (place, meant)


def doubts(
    question: PhotoQuestion, place: Selection, meant: Meant
) -> tuple[tuple[Thing, ...], int]:
    """The things that may be meant, too, and how many others there have no name."""
    maybe = things_of(p for p in place.placed if p.item.group in meant.maybe)
    subject = question.subject
    if not (subject.words or subject.product_ids or subject.category):
        return maybe, 0
    named = meant.sure | meant.maybe
    unnamed = [
        placed
        for placed in place.placed
        if placed.item.product_id is None and placed.item.group not in named
    ]
    return maybe, len(unnamed)


def of_meant(place: Selection, meant: Meant) -> list[Placed]:
    return [placed for placed in place.placed if placed.item.group in meant.sure]


def count(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """COUNT, PRESENCE."""
    found = chosen(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    place, meant = found
    placed = of_meant(place, meant)
    things = things_of(placed)
    maybe, unnamed = doubts(question, place, meant)
    if question.kind is Kind.PRESENCE:
        return Present(
            is_there=bool(things),
            things=things,
            spots=spots_of(placed),
            maybe=maybe,
            unnamed=unnamed,
        )
    total, low, high = sum_of(things)
    reading = scene.reading
    if place.is_everything and is_everything(question.subject):
        low = low if reading.facings_low is None else reading.facings_low
        high = high if reading.facings_high is None else reading.facings_high
    return Counted(
        count=total,
        low=min(low, total),
        high=max(high, total),
        things=things,
        spots=spots_of(placed),
        maybe=maybe,
        unnamed=unnamed,
    )


def count_products(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """PRODUCTS: how many different ones; each unnamed group is taken for one."""
    found = chosen(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    placed = of_meant(*found)
    things = things_of(placed)
    named = sum(thing.product_id is not None for thing in things)
    return Counted(
        count=len(things),
        low=min(len(things), max(named, 1)),
        high=len(things),
        things=things,
        spots=spots_of(placed),
        maybe=doubts(question, *found)[0],
    )


def list_things(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """CONTENTS, and COLOUR, for which a thing must be seen in colour."""
    found = chosen(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    place, meant = found
    placed = of_meant(place, meant)
    maybe, unnamed = doubts(question, place, meant)
    if question.kind is Kind.COLOUR:
        reason = _no_colour(placed)
        if reason is not None:
            return CannotTell(reason=reason, maybe=maybe, unnamed=unnamed)
    spots = spots_of(placed)
    if question.kind is Kind.CONTENTS and not placed:
        spots = tuple(Spot(gap.photo, gap.box) for gap in place.gaps)
    return Listed(
        things=things_of(placed),
        row=place.row,
        rows=place.rows,
        gaps=place.empty,
        spots=spots,
        maybe=maybe,
        unnamed=unnamed,
    )


def _no_colour(placed: Sequence[Placed]) -> Reason | None:
    if not placed:
        return Reason.NOT_FOUND
    has_colour = any(one.item.colours for one in placed)
    return None if has_colour else Reason.NO_COLOURS


def rank(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """MOST, FEWEST: one thing, or several that have as many."""
    found = chosen(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    place, meant = found
    placed = of_meant(place, meant)
    maybe, unnamed = doubts(question, place, meant)
    things = things_of(placed)
    if not things:
        reason = Reason.NOT_FOUND
        return CannotTell(reason=reason, maybe=maybe, unnamed=unnamed)
    pick = max if question.kind is Kind.MOST else min
    wanted = pick(thing.count for thing in things)
    best = tuple(thing for thing in things if thing.count == wanted)
    spots = tuple(spot for thing in best for spot in thing.spots)
    return Listed(things=best, row=place.row, rows=place.rows, spots=spots, maybe=maybe)
