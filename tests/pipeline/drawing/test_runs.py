"""Packs of one group beside each other, and frames that fit."""

from __future__ import annotations

from pipeline.drawing.runs import Numbered, fitted, runs_of
from pipeline.types import Box


def pack(left: float, top: float = 100, group: int = 1) -> Numbered:
    return Numbered(Box(left, top, left + 100, top + 200), group)


def test_packs_beside_and_on_each_other_are_one_run() -> None:
    block = [pack(0), pack(104), pack(0, 302), pack(102, 300)]

    assert runs_of(block) == [block]


def test_a_run_ends_at_another_group_and_at_an_empty_place() -> None:
    row = [pack(0), pack(100, group=2), pack(200), pack(300), pack(500)]

    runs = runs_of(row)

    assert sorted(len(run) for run in runs) == [1, 1, 1, 2]


def test_packs_of_another_shelf_are_another_run() -> None:
    assert len(runs_of([pack(0), pack(0, top=420)])) == 2


def test_packs_of_a_group_that_meet_share_one_line() -> None:
    left, right = fitted([pack(0), pack(90)])

    assert left.box.right == right.box.left == 95
    assert (left.box.left, right.box.right) == (0, 190)


def test_a_small_space_between_packs_of_a_group_is_closed() -> None:
    left, right = fitted([pack(0), pack(103)])

    assert left.box.right == right.box.left


def test_frames_of_different_groups_lie_side_by_side() -> None:
    left, right = fitted([pack(0, group=1), pack(92, group=2)])

    assert 1 <= right.box.left - left.box.right <= 6


def test_a_pack_that_hides_much_of_another_keeps_both_boxes() -> None:
    row = [pack(0), pack(40, group=2)]

    assert fitted(row) == row


def test_stacked_packs_share_one_line() -> None:
    upper, lower = fitted([pack(0), pack(0, top=290)])

    assert upper.box.bottom == lower.box.top == 295


def test_no_packs_have_no_runs_and_no_frames() -> None:
    assert runs_of([]) == []
    assert fitted([]) == []
