"""What has changed since another photo."""

from __future__ import annotations

from dataclasses import replace

from pipeline.types import Candidate, ShelfReading
from pipeline.vqa.questions import Compared, Kind, Reason
from tests.pipeline.vqa.asking import COLA, ask
from tests.pipeline.vqa.shelves_in_words import shelf


def test_changes_are_told_largest_first() -> None:
    before = shelf("cola cola milk milk milk", "tea")
    after = shelf("cola _ milk _2", "juice juice juice tea")

    found = ask(after, Kind.COMPARE, other=before)

    assert isinstance(found, Compared)
    assert [(d.thing.product_id, d.before, d.after) for d in found.differences] == [
        ("juice", 0, 3),
        ("milk", 3, 1),
        ("cola", 2, 1),
    ]
    assert (found.before, found.after) == (6, 6)
    assert (found.gaps_before, found.gaps_after) == (0, 3)


def test_a_difference_within_the_range_is_not_sure() -> None:
    before, after = shelf("cola cola"), shelf("cola")
    vague = replace(after.items[0], count_high=2)
    after = replace(after, items=(vague,))

    (change,) = ask(after, Kind.COMPARE, other=before).differences

    assert not change.is_sure


def test_unnamed_groups_are_the_same_by_their_look() -> None:
    def looking(reading: ShelfReading, *looks: tuple[float, float]) -> ShelfReading:
        items = zip(reading.items, looks, strict=True)
        seen = tuple(replace(item, embedding=look) for item, look in items)
        return replace(reading, items=seen)

    before = looking(shelf("PEAK PEAK BAND"), (1.0, 0.0), (0.0, 1.0))
    after = looking(shelf("BAND PEAK BAND"), (0.05, 0.99), (0.99, 0.05))

    found = ask(after, Kind.COMPARE, other=before)

    assert [(d.thing.group, d.before, d.after) for d in found.differences] == [
        (1, 1, 2),
        (2, 2, 1),
    ]


def test_a_group_with_a_name_on_one_photo_only_is_its_likeliest_product() -> None:
    before, after = shelf("cola PEAK PEAK PEAK"), shelf("cola milk milk")
    likely = (Candidate("milk", 0.5, "Milk"), Candidate("tea", 0.4, "Tea"))
    nameless = tuple(
        item if item.product_id else replace(item, candidates=likely)
        for item in before.items
    )
    before = replace(before, items=nameless)

    (fewer,) = ask(after, Kind.COMPARE, other=before).differences
    (more,) = ask(before, Kind.COMPARE, other=after).differences

    assert (fewer.thing.product_id, fewer.before, fewer.after) == ("milk", 3, 2)
    assert (more.thing.product_id, more.before, more.after) == (None, 2, 3)


def test_a_group_that_is_gone_keeps_the_number_that_it_had() -> None:
    before, after = shelf("cola PEAK PEAK"), shelf("cola milk tea")
    (unnamed,) = (item for item in before.items if item.product_id is None)

    changes = ask(after, Kind.COMPARE, other=before).differences

    (gone,) = (change for change in changes if not change.after)
    assert (gone.thing.group, gone.before) == (unnamed.group, 2)


def test_one_product_can_be_compared() -> None:
    before, after = shelf("cola cola milk"), shelf("cola milk milk")

    found = ask(after, Kind.COMPARE, COLA, other=before)

    assert [(d.before, d.after) for d in found.differences] == [(2, 1)]


def test_there_has_to_be_another_photo() -> None:
    assert ask(shelf("cola"), Kind.COMPARE).reason is Reason.NO_OTHER_PHOTO
