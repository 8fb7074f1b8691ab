"""Print on packs and labels, read by RapidOCR's PP-OCR models from its wheel.

Called by `pipeline.shelf` with crops only: the crops are laid side by side on a few
sheets, so that finding text costs the same for ten crops as for one, and the found
lines are then read from the full-resolution crops.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box
from pipeline.vision.models import session
from pipeline.vision.text.found_lines import (
    FoundLine,
    most_prominent,
    slants,
    units_beside,
    with_slanted,
)
from pipeline.vision.text.letters import Letters, letters_of
from pipeline.vision.text.sheets import Limits, Placed, lay_out
from pipeline.vision.text.small_units import joined, with_small_units
from pipeline.vision.text.strips import (
    corners_of,
    enlarged,
    moved,
    set_upright,
    strip,
)

_FINDER, _RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_SHEET = 960  # pixels; the detector's memory grows with the area
_LEAST_SCORE = 0.5
# From which chance on a pixel and a line are print. The net finds slanted lines less
# surely; level ones that it finds so are read wrong.
_FINDS, _FINDS_SLANTED = (0.3, 0.5), (0.2, 0.3)
_SURELY_FOUND = 0.5  # below it a slanted line may be longer than what was found of it
_MOST_SLANTED = 12  # packs of one reading that are set upright
_LEAST_LINE_HEIGHT = 7.0  # pixels of the crop; under this letters cannot be told apart
_DOUBTFUL, _CLEARLY = 0.8, 0.15  # below it a line may stand on its head, which is surer
_LEAST_TURNED = 3  # letters of a line that is believed to stand on its head
# PP-OCR finds print of 15 to 40 pixels best; larger letters fall apart for it.
PACK: Limits = (320, 420)
SMALL_PACK: Limits = (220, 300)
LABEL: Limits = (140, 100)
SMALL_LABEL: Limits = (80, 60)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of print; the box is in pixels of its crop."""

    text: str
    score: float
    box: Box


class LineRecogniser(Protocol):
    """Reads straightened lines of print, whatever has found them."""

    @property
    def version(self) -> str:
        """Names the model; empty for the shipped one."""
        ...

    def __call__(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        """The text of each strip (BGR, one line of print) and how sure that is."""
        ...


class TextReader(Protocol):
    """Reads the print of several crops together."""

    @property
    def version(self) -> str:
        """Names what reads another way than the shipped models; empty for those."""
        ...

    def read(
        self, crops: Sequence[Pixels], most: int, limits: Limits = PACK
    ) -> list[tuple[Line, ...]]:
        """For each crop (RGB) its `most` largest lines, from top to bottom.

        `limits` is the size at which lines are looked for: PACK or LABEL.
        """
        ...

    def read_at(
        self, crops: Sequence[Pixels], places: Sequence[Sequence[Box]]
    ) -> list[tuple[Line, ...]]:
        """For each crop the print at places where a line is known to be."""
        ...

    def letters_at(
        self, crops: Sequence[Pixels], places: Sequence[Box]
    ) -> list[Letters]:
        """For each crop (RGB) what every letter of the line at one place may be, by
        the shipped model."""
        ...


class RapidTextReader:
    """RapidOCR with a limited number of threads; loads its models once.

    Another model may read the lines that RapidOCR finds.
    """

    def __init__(self, threads: int) -> None:
        self._engine = _engine(threads)
        self._surely = _judge(self._engine, *_FINDS)
        self._slanted = _judge(self._engine, *_FINDS_SLANTED)
        self._lines: LineRecogniser = _RapidLines(self._engine)

    @property
    def version(self) -> str:
        return self._lines.version

    @property
    def lines(self) -> LineRecogniser:
        """What reads the lines that were found."""
        return self._lines

    def with_lines(self, lines: LineRecogniser) -> RapidTextReader:
        """The same finder of lines with another reader of them."""
        other = copy(self)
        other._lines = lines
        return other

    def read(
        self, crops: Sequence[Pixels], most: int, limits: Limits = PACK
    ) -> list[tuple[Line, ...]]:
        """For each crop (RGB) its `most` largest lines, from top to bottom.

        `limits` is the size at which lines are looked for: PACK or LABEL.
        """
        if LABEL[0] < limits[0] <= PACK[0]:
            return self._read_packs(crops, most, limits)
        found = self._find(crops, limits)
        may_lie = limits[0] > PACK[0]  # labels hang upright
        return self._read(crops, most_prominent(found, len(crops), most), may_lie)

    def _read_packs(
        self, crops: Sequence[Pixels], most: int, limits: Limits
    ) -> list[tuple[Line, ...]]:
        """Those with slanted print that was hardly found are set upright and read once
        more; what says more counts."""
        found = self._find(crops, limits, are_packs=True)
        lines = self._read_found(crops, most, found)
        turned = slants(found, _SURELY_FOUND)
        chosen = sorted(turned, key=lambda crop: -abs(turned[crop]))[:_MOST_SLANTED]
        pictures = [set_upright(crops[crop], turned[crop]) for crop in chosen]
        upright = [picture for picture, _ in pictures]
        again = self._find(upright, limits, are_packs=True) if upright else []
        for crop, (_, back), part in zip(
            chosen, pictures, self._read_found(upright, most, again), strict=True
        ):
            if _said(part) > _said(lines[crop]):
                lines[crop] = tuple(
                    replace(line, box=moved(line.box, back)) for line in part
                )
        return lines

    def _read_found(
        self, crops: Sequence[Pixels], most: int, found: Sequence[FoundLine]
    ) -> list[tuple[Line, ...]]:
        """The most prominent lines, with the units that stand beside them."""
        chosen = most_prominent(found, len(crops), most)
        units = units_beside(chosen, found)
        alone = {(unit.crop, unit.box) for unit in units}
        lines = self._read(crops, [*chosen, *units], may_lie=True)
        return [
            tuple(line for line in joined(part) if (crop, line.box) not in alone)
            for crop, part in enumerate(lines)
        ]

    def read_at(
        self, crops: Sequence[Pixels], places: Sequence[Sequence[Box]]
    ) -> list[tuple[Line, ...]]:
        """For each crop the print at places where a line is known to be."""
        chosen = [
            FoundLine(crop, corners_of(box))
            for crop, boxes in enumerate(places)
            for box in boxes
        ]
        return self._read(crops, chosen)

    def letters_at(
        self, crops: Sequence[Pixels], places: Sequence[Box]
    ) -> list[Letters]:
        """For each crop (RGB) what every letter of the line at one place may be, by
        the shipped model."""
        strips = [enlarged(*at) for at in zip(crops, places, strict=True)]
        return letters_of(self._engine, strips)

    def _read(
        self,
        crops: Sequence[Pixels],
        chosen: Sequence[FoundLine],
        may_lie: bool = False,
    ) -> list[tuple[Line, ...]]:
        lines: list[list[Line]] = [[] for _ in crops]
        read = self._recognise(crops, chosen, may_lie)
        for place, line in zip(chosen, read, strict=True):
            if line is not None:
                lines[place.crop].append(line)
        return [tuple(sorted(part, key=lambda line: line.box.top)) for part in lines]

    def _find(
        self, crops: Sequence[Pixels], limits: Limits, are_packs: bool = False
    ) -> list[FoundLine]:
        surely: list[FoundLine] = []
        slanted: list[FoundLine] = []
        for sheet, places in lay_out(crops, _SHEET, limits):
            chances = self._chances_of_print(sheet)
            surely += _lines_in(self._surely(chances, sheet.shape[:2]), places)
            if are_packs:
                judged = self._slanted(chances, sheet.shape[:2])
                slanted += _lines_in(judged, places)
        return with_slanted(surely, slanted)

    def _chances_of_print(self, sheet: Pixels) -> npt.NDArray[np.float32]:
        """How likely each pixel of a sheet lies on a line of print."""
        finder = self._engine.text_det
        shown = finder.get_preprocess()(cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
        chances: npt.NDArray[np.float32] = finder.session(shown)
        return chances

    def _recognise(
        self, crops: Sequence[Pixels], places: Sequence[FoundLine], may_lie: bool
    ) -> list[Line | None]:
        strips = [strip(crops[place.crop], place.corners) for place in places]
        if not strips:
            return []
        upright = [place.is_upright for place in places]
        if may_lie:
            read = _best_turned(self._lines, strips, upright)
            read = with_small_units(read, strips, self._lines)
        else:
            read = self._lines(strips)
        return [
            Line(text.strip(), score, place.box)
            if score >= _LEAST_SCORE and text.strip()
            else None
            for (text, score), place in zip(read, places, strict=True)
        ]


def _best_turned(
    lines: LineRecogniser, strips: Sequence[Pixels], upright: Sequence[bool]
) -> list[tuple[str, float]]:
    """What the strips say; those that run up or down the pack, and those that make no
    sense, are also read upside down."""
    read = lines(strips)
    doubtful = [
        k
        for k, (text, score) in enumerate(read)
        if not upright[k] or (score < _DOUBTFUL and text.strip())
    ]
    if not doubtful:
        return read
    over = [np.ascontiguousarray(strips[k][::-1, ::-1]) for k in doubtful]
    for k, (text, score) in zip(doubtful, lines(over), strict=True):
        letters = sum(character.isalpha() for character in text)
        # Digits make sense both ways: 68 and 89.
        if letters >= _LEAST_TURNED and score > read[k][1] + _CLEARLY * upright[k]:
            read[k] = (text, score)
    return read


@dataclass(frozen=True, slots=True)
class _RapidLines:
    """The recogniser of RapidOCR."""

    engine: Any
    version: str = ""

    def __call__(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        result = self.engine.recognize_txt(list(strips))
        return [
            (text, float(score))
            for text, score in zip(result.txts, result.scores, strict=True)
        ]


def _judge(engine: Any, pixel: float, line: float) -> Any:
    """What tells lines from the chances of pixels, from these chances on."""
    judge = copy(engine.text_det.postprocess_op)
    judge.thresh, judge.box_thresh = pixel, line
    return judge


def _engine(threads: int) -> Any:
    """RapidOCR on the models of its own wheel; nothing is fetched.

    Raises ModelUnavailable when a model file is not there.
    """
    from omegaconf import flag_override
    from rapidocr import RapidOCR
    from rapidocr.main import root_dir

    models = Path(root_dir) / "models"
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Det.limit_type": "max",
            "Det.limit_side_len": _SHEET,
            # Short lines such as prices are not padded to the usual 320 pixels.
            "Rec.rec_img_shape": [3, 48, 64],
            "Rec.rec_batch_num": 8,
        }
    )
    # Our sessions, for they do not spin while idle: that doubles the time of others.
    with flag_override(engine.cfg, "allow_objects", True):
        engine.cfg.Det.session = session(models / _FINDER, threads)
        engine.cfg.Rec.session = session(models / _RECOGNISER, threads)
    blank = np.zeros((64, 64, 3), np.uint8)
    engine(blank, use_det=True, use_rec=False)  # models load on first use
    engine.recognize_txt([blank])
    return engine


def _lines_in(
    judged: tuple[npt.NDArray[np.float32], Sequence[float]], places: Sequence[Placed]
) -> list[FoundLine]:
    """The lines whose corners on a sheet, and how sure they are, a judge has told."""
    found: list[FoundLine] = []
    for corners, sure in zip(*judged, strict=True):
        place = _place_of(corners, places)
        if place is not None:
            inside = place.in_crop(corners)
            found.append(FoundLine(place.crop, inside, float(sure)))
    return [line for line in found if line.height >= _LEAST_LINE_HEIGHT]


def _said(lines: Sequence[Line]) -> float:
    """Letters and digits, each as far as it is sure."""
    return sum(
        line.score * sum(character.isalnum() for character in line.text)
        for line in lines
    )


def _place_of(
    corners: npt.NDArray[np.float32], places: Sequence[Placed]
) -> Placed | None:
    x, y = (float(value) for value in corners.mean(axis=0))
    return next((place for place in places if place.holds(x, y)), None)
