"""Contact sheets: every group once, in its own place, with its packs."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.types import Box, Detection, ItemReading

pytest.importorskip("scipy", reason="the training extra is not installed")

from training import looks_sheets
from training.looks_sheets import sheet_of

INKS = [(200, 40, 40), (40, 160, 60), (50, 70, 200)]


def item(group: int, count: int, left: int, name: str | None = None) -> ItemReading:
    boxes = [Box(left + 50 * n, 10, left + 50 * n + 40, 90) for n in range(count)]
    facings = tuple(Detection(box, 0.9, 1) for box in boxes)
    return ItemReading(group, name, name, count, count, count, 0.9, facings=facings)


def photo_of(*items: ItemReading) -> np.ndarray:
    photo = np.full((100, 2000, 3), 120, np.uint8)
    for one, ink in zip(items, INKS, strict=False):
        for facing in one.facings:
            box = facing.box
            photo[10:90, int(box.left) : int(box.right)] = ink
    return photo


def places(sheet: np.ndarray, ink: tuple[int, int, int]) -> np.ndarray:
    """(rows, columns) of the pixels of one ink."""
    return np.argwhere((np.abs(sheet.astype(int) - ink) < 3).all(axis=2))


def test_groups_stand_beside_each_other_with_all_their_packs() -> None:
    items = [item(1, 3, 0), item(2, 1, 400, "cola")]

    sheet = sheet_of(photo_of(*items), items)

    red, green = (places(sheet, ink) for ink in INKS[:2])
    assert sheet.shape == (110, 1500, 3)
    assert red[:, 1].max() < green[:, 1].min()
    assert len(red) == pytest.approx(3 * len(green), rel=0.05)


def test_full_line_goes_on_in_the_next_and_long_groups_are_cut() -> None:
    items = [item(1, 26, 0), item(2, 12, 1300)]

    sheet = sheet_of(photo_of(*items), items)

    red, green = (places(sheet, ink) for ink in INKS[:2])
    assert len(sheet) == 110 and red[:, 1].max() < green[:, 1].min()
    assert len(red) == pytest.approx(14 * 48 * 96, rel=0.02)
    assert len(sheet_of(photo_of(*items), [*items, item(3, 12, 0)])) == 220


def test_photo_without_packs_is_an_empty_sheet() -> None:
    assert (sheet_of(photo_of(), []) == 255).all()


def test_each_photo_of_a_folder_gets_a_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cv2.imwrite(str(tmp_path / "dark.jpg"), np.zeros((300, 400, 3), np.uint8))
    out = tmp_path / "sheets"
    asked = ["looks_sheets", "--photos", str(tmp_path), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", asked)

    looks_sheets.main()

    assert capsys.readouterr().out.splitlines() == [str(out / "dark.jpg")]
    assert cv2.imread(str(out / "dark.jpg")).shape == (110, 1500, 3)
