"""Recognisers of print as PaddleOCR and RapidOCR publish them: one ONNX file.

Chosen with OCR_MODEL (docs/models.md) for scripts that the shipped one does not read.
Implements `pipeline.vision.text.ocr.LineRecogniser`; called by `pipeline.models`.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.errors import ModelUnavailable
from pipeline.images import Pixels
from pipeline.vision.models import session
from pipeline.vision.text.letters import Letters
from pipeline.vision.text.line_order import in_logical_order

_BATCH = 8
_HEIGHT = 48  # pixels of a line, where the file does not say
_NARROWEST = 64
_SAMPLE = 1 << 16  # bytes at the end of a file, which training changes


class OnnxLines:
    """A recogniser that tells by connectionist temporal classification what each step
    along a line is: (lines, 3, height, width) in, (lines, steps, alphabet) out."""

    def __init__(self, path: Path, threads: int) -> None:
        """Raises ModelUnavailable for a file that is missing, broken or something
        else, and where nothing says what letters it knows."""
        self._path = path
        self._session = session(path, threads)
        self._height = self._line_height()
        self._letters = _letters_of(path, self._described().get("character", ""))
        self._places = self._checked()
        self.version = f"{path.stem}@{_digest(path)}"

    def __call__(self, strips: Sequence[Pixels]) -> list[tuple[str, float]]:
        """The text of each strip (BGR) in logical order and how sure it is."""
        ratios = [strip.shape[1] / strip.shape[0] for strip in strips]
        order = sorted(range(len(strips)), key=ratios.__getitem__)
        read: dict[int, tuple[str, float]] = {}
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            lines = [self._shown(strips[index]) for index in batch]
            shown = _padded(lines)
            for index, line, steps in zip(
                batch, lines, self._chances(shown), strict=True
            ):
                used = math.ceil(len(steps) * line.shape[2] / shown.shape[3])
                text, sure = Letters(steps[:used], self._places).text()
                read[index] = in_logical_order(text), sure
        return [read[index] for index in range(len(strips))]

    def _chances(self, shown: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        name = self._session.get_inputs()[0].name
        found: npt.NDArray[np.float32] = self._session.run(None, {name: shown})[0]
        return found

    def _shown(self, strip: Pixels) -> npt.NDArray[np.float32]:
        height, width = strip.shape[:2]
        wide = max(8, round(width * self._height / height))
        line = cv2.resize(strip, (wide, self._height)).astype(np.float32)
        return np.ascontiguousarray((line / 127.5 - 1.0).transpose(2, 0, 1))

    def _line_height(self) -> int:
        shape = self._session.get_inputs()[0].shape
        if len(shape) != 4:
            raise self._unfit("it does not take pictures of lines")
        return shape[2] if isinstance(shape[2], int) else _HEIGHT

    def _described(self) -> dict[str, str]:
        described: dict[str, str] = self._session.get_modelmeta().custom_metadata_map
        return described

    def _checked(self) -> dict[str, int]:
        """Where each letter is in the model's alphabet, tried on an empty line."""
        blank = np.zeros((1, 3, self._height, _NARROWEST), np.float32)
        try:
            size = self._chances(blank).shape
        except Exception as error:  # onnxruntime's own errors share no public base
            raise self._unfit("it does not read pictures of lines") from error
        known = len(self._letters)
        # The first place is "no letter"; a blank may come last without being listed.
        if len(size) != 3 or size[2] - known not in (1, 2):
            last = size[-1] if size else 0
            raise self._unfit(f"it knows {last} letters, but {known} are listed")
        letters = [*self._letters, " "][: size[2] - 1]
        return {letter: place for place, letter in enumerate(letters, start=1)}

    def _unfit(self, why: str) -> ModelUnavailable:
        return ModelUnavailable(f"{self._path.name} is no recogniser of print: {why}")


def _letters_of(path: Path, described: str) -> list[str]:
    """The alphabet: in the file, in a text file of its name, or the only one beside."""
    if described:
        return described.splitlines()
    beside = sorted(path.parent.glob("*.txt"))
    named = path.with_suffix(".txt")
    lists = [named] if named in beside else beside
    if len(lists) != 1:
        raise ModelUnavailable(
            f"{path.name} does not say which letters it knows: "
            f"put its list, a letter a line, beside it as {named.name}"
        )
    return [line.strip("\r\n") for line in lists[0].read_text("utf-8").split("\n")[:-1]]


def _padded(lines: Sequence[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    """All lines as wide as the widest; what is added is grey."""
    widest = max(_NARROWEST, *(line.shape[2] for line in lines))
    shown = np.zeros((len(lines), 3, lines[0].shape[1], widest), np.float32)
    for row, line in zip(shown, lines, strict=True):
        row[:, :, : line.shape[2]] = line
    return shown


def _digest(path: Path) -> str:
    """Tells a file of weights from another without reading all of it."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _SAMPLE))
        end = file.read()
    size = str(path.stat().st_size).encode()
    return hashlib.sha256(size + end).hexdigest()[:8]
