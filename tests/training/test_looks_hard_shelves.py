"""Shelves of turned and half hidden packs, and what is counted on them."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.vision.looks.classical_look import ClassicalLook
from training.looks_hard_shelves import (
    HARD_SHELVES,
    drawn_shelf,
    every_other_hidden,
    held,
    turned_up_to,
)
from training.looks_packs import HEIGHT, Article


def can(top: tuple[int, int, int], back: tuple[int, int, int]) -> Article:
    """Of one colour in front, of another one on the back."""
    label = np.full((HEIGHT, 160, 3), top, np.uint8)
    label[:, :40] = label[:, 120:] = back
    return Article(label, "can", 80, seed=1)


RED, BLUE, YELLOW = ((190, 30, 30), (30, 60, 200), (230, 210, 60))
FAMILIES = [[can(RED, RED), can(BLUE, BLUE)], [can(YELLOW, YELLOW)]]
TWO_FACED = can(RED, BLUE)


def redness(pack: np.ndarray) -> float:
    """Share of the pack that is rather red than blue."""
    return float((pack[..., 0] > pack[..., 2])[pack[..., 3] > 200].mean())


def test_boards_are_full_of_packs_that_stand_beside_each_other() -> None:
    shelf, again = (
        drawn_shelf(np.random.default_rng(4), FAMILIES, turned_up_to(0))
        for _ in range(2)
    )

    boxes = np.concatenate(list(shelf.boxes.values()))
    height, width = shelf.picture.shape[:2]

    assert np.array_equal(shelf.picture, again.picture)
    assert set(shelf.boxes) <= {"0-0", "0-1", "1-0"} and len(shelf.boxes) > 1
    assert boxes.min() >= 0
    assert (boxes.max(axis=0) <= [width, height, width, height]).all()
    for foot in np.unique(boxes[:, 3]):
        board = boxes[boxes[:, 3] == foot]
        board = board[board[:, 0].argsort()]
        assert len(board) > 0.8 * width / 87
        assert (board[1:, 0] >= board[:-1, 2]).all()


def test_packs_turn_as_far_as_they_are_told() -> None:
    rng = np.random.default_rng(2)

    front = [redness(turned_up_to(0)(rng, TWO_FACED)) for _ in range(5)]
    turned = [redness(turned_up_to(90)(rng, TWO_FACED)) for _ in range(30)]

    assert len(set(front)) == 1 and front[0] > 0.9
    assert min(turned) < 0.65 and max(turned) > 0.9


@pytest.mark.parametrize("share", [0.25, 0.5])
def test_every_other_pack_is_hidden_by_as_much_as_is_told(share: float) -> None:
    rng = np.random.default_rng(2)
    whole = can(RED, RED).front()

    packs = [every_other_hidden(share)(rng, can(RED, RED)) for _ in range(60)]

    hidden = [(pack != whole).any(axis=2).any(axis=0).mean() for pack in packs]
    assert {round(float(part), 2) for part in hidden} == {0.0, share}
    assert 15 <= sum(part > 0 for part in hidden) <= 45


def test_packs_of_one_colour_stay_one_group_however_they_are_turned() -> None:
    for name in ("all from the front", "turned by up to 90 degrees"):
        found = held(ClassicalLook(), [FAMILIES], HARD_SHELVES[name], seed=1)

        assert (found.precision, found.recall, found.f1) == (1, 1, 1)
        assert found.wrong == 0 < found.right


def test_what_is_hidden_falls_out_of_its_group() -> None:
    whole, half = (
        held(ClassicalLook(), [FAMILIES], every_other_hidden(share), seed=1)
        for share in (0.0, 0.5)
    )

    assert half.recall < whole.recall == 1.0
    assert half.right < whole.right
