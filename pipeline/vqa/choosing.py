"""What a question is about: the facings it means at the place it names.

Called by every module that answers one kind of question (`counts`, `prices`, ...).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline.vqa.places import Selection, select
from pipeline.vqa.questions import (
    CannotTell,
    Facts,
    Kind,
    PhotoQuestion,
    Reason,
    Spot,
    Thing,
)
from pipeline.vqa.scene import Placed, Scene
from pipeline.vqa.subjects import Meant, meant_by
from pipeline.vqa.things import spots_of, things_of


@dataclass(frozen=True)
class Chosen:
    """A place, and which groups are meant there."""

    question: PhotoQuestion
    place: Selection
    meant: Meant

    @cached_property
    def placed(self) -> list[Placed]:
        """The facings that are meant for sure, from the top left."""
        return [one for one in self.place.placed if one.item.group in self.meant.sure]

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """What is meant for sure."""
        return things_of(self.placed)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Where it is seen."""
        return spots_of(self.placed)

    @cached_property
    def maybe(self) -> tuple[Thing, ...]:
        """What may be meant, too."""
        placed = self.place.placed
        return things_of(one for one in placed if one.item.group in self.meant.maybe)

    @cached_property
    def unnamed(self) -> int:
        """How many others there have no name, where a name is asked for."""
        subject, known = self.question.subject, self.meant.sure | self.meant.maybe
        if not (subject.words or subject.product_ids or subject.category):
            return 0
        items = (placed.item for placed in self.place.placed)
        return sum(it.product_id is None and it.group not in known for it in items)

    def cannot_tell(self, reason: Reason) -> CannotTell:
        """No answer, but what may be meant and what has no name."""
        return CannotTell(reason=reason, maybe=self.maybe, unnamed=self.unnamed)


def choose(question: PhotoQuestion, scene: Scene, facts: Facts) -> Chosen | CannotTell:
    """What stands at the place, and which groups are meant there."""
    meant = meant_by(question.subject, scene, facts)
    if isinstance(meant, Reason):
        return CannotTell(reason=meant)
    is_direct = question.kind in (Kind.CONTENTS, Kind.COLOUR)
    place = select(scene, question.place, facts, is_direct)
    if isinstance(place, CannotTell):
        return place
    return Chosen(question, place, meant)
