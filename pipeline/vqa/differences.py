"""What is different from another photo. Called by `pipeline.vqa.grounded`."""

from __future__ import annotations

from collections.abc import Mapping
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

    Products are the same by their name, unnamed groups by their look; one that has a
    name on one photo only is the same where it most likely was that on the other.
    """
    if other is None or not other.items:
        return CannotTell(reason=Reason.NO_OTHER_PHOTO)
    alike, own_numbers = _numbered_alike(Scene(other).reading, scene.reading)
    earlier = Scene(alike)
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
    changed = [_with_own_number(found, own_numbers) for found in changed]
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


def _with_own_number(found: Difference, own: Mapping[int, int]) -> Difference:
    """What is only on the other photo, with the number that it has there."""
    number = own.get(found.thing.group)
    if number is None:
        return found
    return replace(found, thing=replace(found.thing, group=number))


def _numbered_alike(
    other: ShelfReading, reading: ShelfReading
) -> tuple[ShelfReading, dict[int, int]]:
    """The other reading with the group numbers of this one; what is only on the other
    gets new ones, which are given with the numbers that they replace."""
    same = _same_groups(other, reading)
    highest = max((item.group for item in reading.items), default=0)
    new = {
        item.group: highest + place
        for place, item in enumerate(
            (item for item in other.items if item.group not in same), start=1
        )
    }
    items = [
        replace(item, group={**new, **same}[item.group])
        for item in sorted(other.items, key=_named_first)
    ]
    own_numbers = {number: own for own, number in new.items()}
    return replace(other, items=tuple(items)), own_numbers


def _same_groups(other: ShelfReading, reading: ShelfReading) -> dict[int, int]:
    """Groups of the other photo, and which on this one are the same; surest first."""
    same: dict[int, int] = {}
    free = [*reading.items]
    for find in (_same_product, _same_look, _likely_same):
        for item in sorted(other.items, key=_named_first):
            found = None if item.group in same else find(item, free)
            if found is not None:
                free.remove(found)
                same[item.group] = found.group
    return same


def _named_first(item: ItemReading) -> tuple[bool, int]:
    return item.product_id is None, -item.count


def _same_product(item: ItemReading, free: list[ItemReading]) -> ItemReading | None:
    if item.product_id is None:
        return None
    return next((one for one in free if one.product_id == item.product_id), None)


def _same_look(item: ItemReading, free: list[ItemReading]) -> ItemReading | None:
    if item.product_id is not None:
        return None
    alike = [(_likeness(item, one), one) for one in free if one.product_id is None]
    score, best = max(alike, key=lambda pair: pair[0], default=(0.0, item))
    return best if score >= _SAME_LOOK else None


def _likely_same(item: ItemReading, free: list[ItemReading]) -> ItemReading | None:
    """An unnamed one, of which the other is the likeliest product."""

    def is_likely(one: ItemReading) -> bool:
        named, unnamed = (one, item) if item.product_id is None else (item, one)
        if named.product_id is None or unnamed.product_id is not None:
            return False
        likeliest = unnamed.candidates[:1]
        return [c.product_id for c in likeliest] == [named.product_id]

    return next((one for one in free if is_likely(one)), None)


def _likeness(one: ItemReading, other: ItemReading) -> float:
    """Cosine of unit vectors; of different models they cannot be compared."""
    if len(one.embedding) != len(other.embedding):
        return 0.0
    pairs = zip(one.embedding, other.embedding, strict=True)
    return sum(a * b for a, b in pairs)
