"""Contact sheets: all photos with what is read on them, on few pictures.

`python -m training.sheets --photos DIR DIR --out FOLDER`: facings in the colour of
their row, gaps red, tags yellow. With `--readings FILE ...` nothing is read again; with
`--mistakes` the truth is drawn against the reading.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2

from training.drawing import draw_mistakes, draw_reading, laid_out
from training.evaluate import add_sources, lines_of, sources
from training.readings import reading_of


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    add_sources(ask)
    ask.add_argument("--out", type=Path, required=True, help="folder of the sheets")
    ask.add_argument("--mistakes", action="store_true")
    ask.add_argument("--width", type=int, default=900, help="of a photo, pixels")
    ask.add_argument("--columns", type=int, default=3)
    ask.add_argument("--rows", type=int, default=2)
    options = ask.parse_args()
    examples = sources(options)
    lines, _ = lines_of(options, examples)
    draw = draw_mistakes if options.mistakes else draw_reading
    pictures = [
        draw(example, reading_of(line), options.width)
        for example, line in zip(examples, lines, strict=True)
    ]
    options.out.mkdir(parents=True, exist_ok=True)
    many = options.columns * options.rows
    for start in range(0, len(pictures), many):
        sheet = laid_out(pictures[start : start + many], options.columns)
        file = options.out / f"sheet-{start // many + 1}.jpg"
        cv2.imwrite(str(file), sheet[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
        print(file)


if __name__ == "__main__":
    main()
