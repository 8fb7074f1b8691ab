"""What is different from another photo. Called by `pipeline.vqa.grounded`."""

from __future__ import annotations

from dataclasses import replace

from pipeline.types import ItemReading, ShelfReading
from pipeline.vqa.choosing import choose
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Compared,
    Difference,
    Facts,
    PhotoQuestion,
    Reason,
    Thing,
)
from pipeline.vqa.scene import Scene

_SAME_LOOK = 0.8  # cosine; groups of one photo that is taken twice are closer


def compare(
    question: PhotoQuestion, scene: Scene, facts: Facts, other: ShelfReading | None
) -> Answer:
    """COMPARE: what there is more or fewer of than on the `other`, earlier photo.

    Products are the same by their name, unnamed groups by their look.
    """
    if other is None or not other.items:
        return CannotTell(reason=Reason.NO_OTHER_PHOTO)
    earlier = Scene(_numbered_alike(Scene(other).reading, scene.reading))
    after = _things(question, scene, facts)
    before = _things(question, earlier, facts)
    if isinstance(after, CannotTell) and isinstance(before, CannotTell):
        return after
    now = {} if isinstance(after, CannotTell) else after
    then = {} if isinstance(before, CannotTell) else before
    changed = [
        found
        for group in dict.fromkeys((*now, *then))
        if (found := _difference(now.get(group), then.get(group))) is not None
    ]
    changed.sort(key=lambda d: -abs(d.after - d.before))
    return Compared(
        differences=tuple(changed),
        before=sum(thing.count for thing in then.values()),
        after=sum(thing.count for thing in now.values()),
        gaps_before=sum(gap.width for gap in other.gaps),
        gaps_after=sum(gap.width for gap in scene.reading.gaps),
        spots=tuple(spot for one in changed if one.after for spot in one.thing.spots),
    )


def _things(
    question: PhotoQuestion, scene: Scene, facts: Facts
) -> dict[int, Thing] | CannotTell:
    found = choose(question, scene, facts)
    if isinstance(found, CannotTell):
        return found
    return {thing.group: thing for thing in found.things}


def _difference(now: Thing | None, then: Thing | None) -> Difference | None:
    shown = now or then
    assert shown is not None
    before, after = (then.count if then else 0), (now.count if now else 0)
    if before == after:
        return None
    fewest_now, most_now = (now.low, now.high) if now else (0, 0)
    fewest_then, most_then = (then.low, then.high) if then else (0, 0)
    is_sure = fewest_now > most_then or fewest_then > most_now
    return Difference(shown, before, after, is_sure)


def _numbered_alike(other: ShelfReading, reading: ShelfReading) -> ShelfReading:
    """The other reading with the group numbers of this one; what is only on the other
    gets numbers of its own."""
    highest = max((item.group for item in reading.items), default=0)
    free = [*reading.items]
    items: list[ItemReading] = []
    for item in sorted(other.items, key=lambda i: (i.product_id is None, -i.count)):
        same = _same(item, free)
        if same is None:
            highest += 1
            items.append(replace(item, group=highest))
        else:
            free.remove(same)
            items.append(replace(item, group=same.group))
    return replace(other, items=tuple(items))


def _same(item: ItemReading, free: list[ItemReading]) -> ItemReading | None:
    if item.product_id is not None:
        return next((one for one in free if one.product_id == item.product_id), None)
    alike = [(_likeness(item, one), one) for one in free if one.product_id is None]
    score, best = max(alike, key=lambda pair: pair[0], default=(0.0, item))
    return best if score >= _SAME_LOOK else None


def _likeness(one: ItemReading, other: ItemReading) -> float:
    """Cosine of unit vectors; of different models they cannot be compared."""
    if len(one.embedding) != len(other.embedding):
        return 0.0
    pairs = zip(one.embedding, other.embedding, strict=True)
    return sum(a * b for a, b in pairs)
