"""Contact sheets of groups and names: `python -m training.looks_sheets --help`.

Reads every photo of the given folders with the shipped models and draws its packs group
by group, each group with its number, how many they are and its name, to be looked at.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from pipeline.errors import UnreadableImage
from pipeline.images import Pixels, open_photo
from pipeline.models import load_models
from pipeline.shelf import read_shelf
from pipeline.types import Box, Catalogue, ItemReading
from pipeline.vision.looks.looks import crop
from training.looks_naming import packshots

_WIDTH, _HEIGHT, _TITLE = 1500, 96, 14
_WIDEST = 150  # of one pack
_MOST = 14  # packs of one group
_BETWEEN, _LINE, _NAMED, _UNKNOWN = 10, (255, 0, 255), (200, 0, 0), (0, 0, 0)


def sheet_of(photo: Pixels, items: Sequence[ItemReading]) -> Pixels:
    """The groups of one photo in lines; boxes are in pixels of `photo`."""
    lines, left = [_empty_line()], 0
    for item in items:
        group = _drawn(photo, item)
        if left and left + group.shape[1] > _WIDTH:
            lines.append(_empty_line())
            left = 0
        lines[-1][:, left : left + group.shape[1]] = group
        left += group.shape[1]
    return np.concatenate(lines)


def _empty_line() -> Pixels:
    return np.full((_HEIGHT + _TITLE, _WIDTH, 3), 255, np.uint8)


def _drawn(photo: Pixels, item: ItemReading) -> Pixels:
    """The packs of a group beside each other, and a line behind them."""
    packs = [_pack(photo, facing.box) for facing in item.facings[:_MOST]]
    row = np.concatenate(packs, axis=1)[:, : _WIDTH - _BETWEEN]
    drawn = np.full((_HEIGHT + _TITLE, row.shape[1] + _BETWEEN, 3), 255, np.uint8)
    drawn[_TITLE:, : row.shape[1]] = row
    drawn[:, -_BETWEEN // 2] = _LINE
    title = f"{item.group}: {item.count} {item.name or ''}"
    ink = _NAMED if item.product_id else _UNKNOWN
    cv2.putText(drawn, title, (1, 11), cv2.FONT_HERSHEY_SIMPLEX, 0.4, ink, 1)
    return drawn


def _pack(photo: Pixels, box: Box) -> Pixels:
    pack = crop(photo, box)
    width = round(pack.shape[1] * _HEIGHT / pack.shape[0])
    size = min(_WIDEST, max(8, width)), _HEIGHT
    return cv2.resize(pack, size, interpolation=cv2.INTER_AREA)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--photos", type=Path, nargs="+", required=True, help="folders")
    ask.add_argument("--catalogue", type=Path, help="folder of PRODUCT_ID.jpg")
    ask.add_argument("--out", type=Path, required=True, help="folder of the sheets")
    options = ask.parse_args()
    cv2.setNumThreads(2)
    models = load_models(2)
    known = packshots(options.catalogue, models) if options.catalogue else []
    options.out.mkdir(parents=True, exist_ok=True)
    for file in sorted(f for folder in options.photos for f in folder.glob("*.jpg")):
        data = file.read_bytes()
        try:
            reading = read_shelf([data], Catalogue(tuple(known)), models)
        except UnreadableImage as error:
            print(f"{file}: {error}")
            continue
        photo = cv2.resize(open_photo(data), reading.sizes[0])
        sheet = sheet_of(photo, reading.items)
        out = options.out / f"{file.stem}.jpg"
        cv2.imwrite(str(out), sheet[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
        print(out)


if __name__ == "__main__":
    main()
