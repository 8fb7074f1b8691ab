"""What is printed on things. Called by `pipeline.vqa.grounded`."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.types import Box, TextLine
from pipeline.vqa.choosing import choose
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Facts,
    PhotoQuestion,
    Print,
    Printed,
    Reason,
    Spot,
)
from pipeline.vqa.scene import Placed, Scene
from pipeline.vqa.things import thing_of


def read_labels(question: PhotoQuestion, scene: Scene, facts: Facts) -> Answer:
    """LABEL: of each thing the lines of the facing that is read best, from its top."""
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    parts: dict[int, list[Placed]] = {}
    for placed in found.placed:
        parts.setdefault(placed.item.group, []).append(placed)
    if not parts:
        return found.cannot_tell(Reason.NOT_FOUND)
    read = [_printed(part, scene.reading.texts) for part in parts.values()]
    if not any(one.lines for one, _ in read):
        spots = tuple(spot for _, spot in read)
        return CannotTell(reason=Reason.NO_PRINT, spots=spots, maybe=found.maybe)
    return Printed(
        prints=tuple(one for one, _ in read if one.lines),
        spots=tuple(spot for one, spot in read if one.lines),
        maybe=found.maybe,
        unnamed=found.unnamed,
    )


def _printed(part: Sequence[Placed], texts: Sequence[TextLine]) -> tuple[Print, Spot]:
    """The print and the facing that shows it; where no line lies on one of them, the
    print that the whole group has."""
    lines = [(placed, _on(placed, texts)) for placed in part]
    best, own = max(lines, key=lambda pair: _worth(pair[1]))
    said = tuple(line.text for line in own)
    if not said and best.item.text:
        said = (best.item.text,)
    return Print(thing_of(best.item, part), said), best.spot


def _on(placed: Placed, texts: Sequence[TextLine]) -> list[TextLine]:
    facing = placed.facing
    own = [
        line
        for line in texts
        if line.photo == facing.photo and _holds(facing.box, line.box.centre)
    ]
    return sorted(own, key=lambda line: (line.box.centre[1], line.box.left))


def _holds(box: Box, point: tuple[float, float]) -> bool:
    x, y = point
    return box.left <= x <= box.right and box.top <= y <= box.bottom


def _worth(lines: Sequence[TextLine]) -> float:
    """Letters that were read, each as much as its line is sure."""
    return sum(line.score * len(line.text) for line in lines)
