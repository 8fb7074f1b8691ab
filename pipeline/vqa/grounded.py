"""Questions about a photo answered from its reading, without any model.

Called by the chat. Pure: nothing is looked up, nothing is remembered; what cannot be
told from the reading is said to be so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pipeline.types import ShelfReading
from pipeline.vqa.counts import count, count_products, list_things, rank
from pipeline.vqa.differences import compare
from pipeline.vqa.fullness import fill_rows
from pipeline.vqa.prices import tell_prices
from pipeline.vqa.prints import read_labels
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Facts,
    Kind,
    PhotoQuestion,
    Reason,
)
from pipeline.vqa.scene import Scene
from pipeline.vqa.whereabouts import find_strays, locate

_Answering = Callable[[PhotoQuestion, Scene, Facts], Answer]
_ANSWERING: dict[Kind, _Answering] = {
    Kind.COUNT: count,
    Kind.PRESENCE: count,
    Kind.WHERE: locate,
    Kind.CONTENTS: list_things,
    Kind.COLOUR: list_things,
    Kind.PRODUCTS: count_products,
    Kind.SHELVES: fill_rows,
    Kind.GAPS: fill_rows,
    Kind.EMPTIEST: fill_rows,
    Kind.FULLEST: fill_rows,
    Kind.MOST: rank,
    Kind.FEWEST: rank,
    Kind.OUT_OF_PLACE: find_strays,
    Kind.LABEL: read_labels,
    Kind.TAG: tell_prices,
    Kind.DEAREST: tell_prices,
    Kind.CHEAPEST: tell_prices,
    Kind.DEARER_THAN: tell_prices,
    Kind.CHEAPER_THAN: tell_prices,
}


def answer(
    question: PhotoQuestion,
    reading: ShelfReading,
    facts: Facts | None = None,
    other: ShelfReading | None = None,
) -> Answer:
    """The answer with its proof; `other` is the earlier photo, for COMPARE.

    `facts` are those of the shop's products; a group that is named after the reading
    was made has to be named in the reading given.
    """
    facts = facts or Facts()
    if not reading.items and not reading.gaps:
        return CannotTell(reason=Reason.NOTHING_SEEN)
    scene = Scene(reading)
    if question.kind is Kind.COMPARE:
        return compare(question, scene, facts, other)
    return _with_doubt_shown(_ANSWERING[question.kind](question, scene, facts))


def _with_doubt_shown(found: Answer) -> Answer:
    """Where nothing is sure, the picture shows what may be meant."""
    if found.spots or (
        isinstance(found, CannotTell) and found.reason is not Reason.NOT_FOUND
    ):
        return found
    return replace(found, spots=tuple(s for thing in found.maybe for s in thing.spots))
