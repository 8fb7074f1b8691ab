"""Print on packs and labels, read by RapidOCR's PP-OCR models from its wheel.

Called by `pipeline.shelf` with crops only: the crops are laid side by side on a few
sheets, so that finding text costs the same for ten crops as for one, and the found
lines are then read from the full-resolution crops.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box
from pipeline.vision.letters import Letters, letters_of
from pipeline.vision.models import session
from pipeline.vision.sheets import Limits, Placed, lay_out
from pipeline.vision.small_units import is_beside, joined, with_small_units

_FINDER, _RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
_SHEET = 960  # pixels; the detector's memory grows with the area
_LEAST_SCORE = 0.5
_LEAST_LINE_HEIGHT = 7.0  # pixels of the crop; under this letters cannot be told apart
_DOUBTFUL, _CLEARLY = 0.8, 0.15  # below it a line may stand on its head, which is surer
_LEAST_TURNED = 3  # letters of a line that is believed to stand on its head
_LINE_HEIGHT = 48  # pixels of a line that is shown to the recogniser
_MOST_LINES = 100  # of one reading; the largest print is read first
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


@dataclass(frozen=True, slots=True)
class _Found:
    """A line that was found but not read yet: four corners in its crop."""

    crop: int
    corners: npt.NDArray[np.float32]

    @property
    def height(self) -> float:
        """Of the letters, in pixels of the crop; the shorter side of the line."""
        left = _length(self.corners[3] - self.corners[0])
        right = _length(self.corners[2] - self.corners[1])
        top = _length(self.corners[1] - self.corners[0])
        return min((left + right) / 2, top)

    @property
    def is_upright(self) -> bool:
        """Whether it runs along the pack and not up or down."""
        return not _is_upended(self.corners)

    @property
    def box(self) -> Box:
        left, top = self.corners.min(axis=0)
        right, bottom = self.corners.max(axis=0)
        return Box(float(left), float(top), float(right), float(bottom))

    @property
    def prominence(self) -> float:
        """Large print first; a long line counts a little more than a short one."""
        length = self.box.area / max(self.height**2, 1.0)
        return self.height * math.sqrt(math.sqrt(max(1.0, length)))


class RapidTextReader:
    """RapidOCR with a limited number of threads; loads its models once.

    Another model may read the lines that RapidOCR finds.
    """

    def __init__(self, threads: int) -> None:
        self._engine = _engine(threads)
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
        found = self._find(crops, limits)
        chosen = _most_prominent(found, len(crops), most)
        if limits[0] <= LABEL[0]:  # labels hang upright
            return self._read(crops, chosen)
        units = _units_beside(chosen, found)
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
            _Found(crop, _corners(box))
            for crop, boxes in enumerate(places)
            for box in boxes
        ]
        return self._read(crops, chosen)

    def letters_at(
        self, crops: Sequence[Pixels], places: Sequence[Box]
    ) -> list[Letters]:
        """For each crop (RGB) what every letter of the line at one place may be, by
        the shipped model."""
        strips = [_enlarged(*at) for at in zip(crops, places, strict=True)]
        return letters_of(self._engine, strips)

    def _read(
        self, crops: Sequence[Pixels], chosen: Sequence[_Found], may_lie: bool = False
    ) -> list[tuple[Line, ...]]:
        lines: list[list[Line]] = [[] for _ in crops]
        read = self._recognise(crops, chosen, may_lie)
        for place, line in zip(chosen, read, strict=True):
            if line is not None:
                lines[place.crop].append(line)
        return [tuple(sorted(part, key=lambda line: line.box.top)) for part in lines]

    def _find(self, crops: Sequence[Pixels], limits: Limits) -> list[_Found]:
        found: list[_Found] = []
        for sheet, places in lay_out(crops, _SHEET, limits):
            result = self._engine.text_det(cv2.cvtColor(sheet, cv2.COLOR_RGB2BGR))
            for corners in () if result.boxes is None else result.boxes:
                place = _place_of(corners, places)
                if place is not None:
                    found.append(_Found(place.crop, place.in_crop(corners)))
        return [line for line in found if line.height >= _LEAST_LINE_HEIGHT]

    def _recognise(
        self, crops: Sequence[Pixels], places: Sequence[_Found], may_lie: bool
    ) -> list[Line | None]:
        strips = [_strip(crops[place.crop], place.corners) for place in places]
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


def strip_at(pixels: Pixels, box: Box) -> Pixels:
    """The line of print under a box, as a LineRecogniser is given it (BGR)."""
    return _strip(pixels, _corners(box))


def _enlarged(crop: Pixels, place: Box) -> Pixels:
    """A part of the crop, in BGR and as high as the recogniser sees it: drawn in one
    step, for a second one blurs print of a few pixels more."""
    step = max(place.height, 1.0) / _LINE_HEIGHT
    size = max(2, round(place.width / step)), _LINE_HEIGHT
    left, top = (side + 0.5 * step - 0.5 for side in (place.left, place.top))
    turn = np.array([[step, 0, left], [0, step, top]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    drawn = cv2.warpAffine(crop, turn, size, flags=flags, borderMode=1)
    return cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)


def _corners(box: Box) -> npt.NDArray[np.float32]:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    return np.array(
        [[left, top], [right, top], [right, bottom], [left, bottom]], np.float32
    )


def _place_of(
    corners: npt.NDArray[np.float32], places: Sequence[Placed]
) -> Placed | None:
    x, y = (float(value) for value in corners.mean(axis=0))
    return next((place for place in places if place.holds(x, y)), None)


def _most_prominent(found: Sequence[_Found], crops: int, most: int) -> list[_Found]:
    chosen: list[_Found] = []
    for crop in range(crops):
        lines = [line for line in found if line.crop == crop]
        lines.sort(key=lambda line: -line.prominence)
        chosen.extend(lines[:most])
    if len(chosen) > _MOST_LINES:
        ranked = _fair_order(chosen)
        chosen = ranked[:_MOST_LINES]
    return chosen


def _units_beside(chosen: Sequence[_Found], found: Sequence[_Found]) -> list[_Found]:
    """Short lines that were not chosen and may be units of numbers that were."""
    return [
        unit
        for unit in found
        if all(unit is not other for other in chosen)
        and any(
            unit.crop == number.crop and is_beside(unit.box, number.box)
            for number in chosen
        )
    ]


def _fair_order(lines: Sequence[_Found]) -> list[_Found]:
    """The best line of every crop before the second best of any."""
    ranks: dict[int, int] = {}
    keyed: list[tuple[int, float, _Found]] = []
    for line in lines:
        rank = ranks.get(line.crop, 0)
        ranks[line.crop] = rank + 1
        keyed.append((rank, -line.prominence, line))
    return [line for _, _, line in sorted(keyed, key=lambda key: key[:2])]


def _strip(pixels: Pixels, corners: npt.NDArray[np.float32]) -> Pixels:
    """The line straightened, in BGR; a line much higher than wide is turned left."""
    width, height = _size(corners)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    strip = cv2.warpPerspective(
        pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=1
    )
    if _is_upended(corners):
        strip = np.rot90(strip)
    return cv2.cvtColor(np.ascontiguousarray(strip), cv2.COLOR_RGB2BGR).astype(
        np.uint8, copy=False
    )


def _is_upended(corners: npt.NDArray[np.float32]) -> bool:
    width, height = _size(corners)
    return height >= 1.5 * width


def _size(corners: npt.NDArray[np.float32]) -> tuple[int, int]:
    width = max(2, round(_length(corners[1] - corners[0])))
    height = max(2, round(_length(corners[3] - corners[0])))
    return width, height


def _length(vector: npt.NDArray[np.float32]) -> float:
    return float(np.hypot(vector[0], vector[1]))
