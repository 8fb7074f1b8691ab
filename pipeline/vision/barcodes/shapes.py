"""EAN-13 and UPC-A numbers by the shape of their bars, where no scanner reads them.

Called by `pipeline.vision.barcodes.reader` for places that stay undecided. A scanner
cuts bars from spaces first, and blur or glare makes it cut wrongly. Here the brightness
along thin bands is compared with what each digit looks like when blurred, digits moving
a little against each other (deformable templates, after Gallo and Manduchi 2011), and
the bands that show the code well decide together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from pipeline.vision.barcodes.pictures import Grey

Line = npt.NDArray[np.float32]
Table = npt.NDArray[np.float64]

_ODD = "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011"
_LEFT_ODD = _ODD.split()
_RIGHT = [code.translate(str.maketrans("01", "10")) for code in _LEFT_ODD]
_LEFT_EVEN = [code[::-1] for code in _RIGHT]
# Which of the six left digits are even ones tells the first digit.
_FIRST = "------ --e-ee --ee-e --eee- -e--ee -ee--e -eee-- -e-e-e -e-ee- -ee-e-".split()
_CHECK_WEIGHTS = (3, 1) * 6

_MODULES, _DIGIT, _SIDE = 95, 7, 6  # modules of a code and of a digit, digits a side
_SAMPLES = 4  # of one module
_QUIET = 3
_FIRST_DIGIT, _FIRST_RIGHT, _CENTRE, _END = 3, 50, 44, 92  # modules from the start
_BANDS = 12
_LEAST_SIDE = 24  # pixels
_WIDTHS = 22  # of a module, tried between a quarter and all of the picture
_BLURS = (0.7, 0.35, 1.0)  # in modules
_STARTS = 3  # places of a band where a code may be, the best first
_SHIFTS = np.arange(-8, 9)  # samples that a digit may stand off its place
_STRETCHES = np.arange(26, 31)  # samples that a digit may be wide
_SHIFT_COST = 0.02
_WORTH_MORE = 9.3  # of 12: other blurs are tried from here on
_WELL_SHOWN = 10.5  # of 12: a band that has a say
_LEAST_FIT, _LEAST_LEAD = 0.87, 0.2  # of 1, and of 12 over the next best number
_MOST_CHOICES = 5  # digits thought of at each place


@dataclass(frozen=True, slots=True)
class _Band:
    """How well a band fits a code (of 12), and each digit at each place: (6, 20) for
    odd and even ones on the left, (6, 10) on the right."""

    fit: float
    left: Table
    right: Table


def read_by_shape(grey: Grey) -> str | None:
    """The 13 digits of the one code in a picture of its place, or None if unsure."""
    if min(grey.shape) < _LEAST_SIDE:
        return None
    upright = _upright(grey)
    turned = np.ascontiguousarray(upright[:, ::-1])  # rows are alike: upside down
    return _number_in(upright) or _number_in(turned)


def _number_in(upright: Line) -> str | None:
    shown = [band for band in _bands(upright) if band.fit >= _WELL_SHOWN]
    if not shown:
        return None
    left = np.mean([band.left for band in shown], axis=0)
    right = np.mean([band.right for band in shown], axis=0)
    (fit, number), (next_fit, _) = _two_best(left, right)
    is_clear = fit >= _LEAST_FIT * 12 and fit - next_fit >= _LEAST_LEAD
    return number if is_clear else None


def _upright(grey: Grey) -> Line:
    """Turned so that most edges, which are those of the bars, stand upright."""
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2).astype(np.float32)
    across, along = (cv2.Sobel(soft, cv2.CV_32F, dx, 1 - dx) for dx in (1, 0))
    double = np.arctan2((2 * across * along).sum(), (across**2 - along**2).sum())
    turn = cv2.getRotationMatrix2D((0, 0), np.degrees(double) / 2, 1)
    height, width = grey.shape
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], np.float64)
    turned = corners @ turn[:, :2].T
    turn[:, 2] = -turned.min(axis=0)
    size = np.ceil(np.ptp(turned, axis=0)).astype(int)
    return cv2.warpAffine(
        grey.astype(np.float32),
        turn,
        (int(size[0]), int(size[1])),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    ).astype(np.float32)


def _bands(upright: Line) -> Iterator[_Band]:
    """The best look at each horizontal band."""
    height, width = upright.shape
    half = max(1, height // (2 * _BANDS))
    least = max(0.9, 0.25 * width / _MODULES)
    if width < least * _MODULES:
        return
    widths = np.geomspace(least, width / _MODULES, _WIDTHS)
    for number in range(_BANDS):
        y = int((number + 0.5) * height / _BANDS)
        line = _evened(upright[max(0, y - half) : y + half + 1].mean(axis=0))
        best: _Band | None = None
        for start, module in _likely_starts(line, widths):
            for blur in _BLURS:
                band = _band(line, start, module, blur)
                best = band if best is None or band.fit > best.fit else best
                if band.fit < _WORTH_MORE:
                    break
        if best is not None:
            yield best


def _evened(line: Line) -> Line:
    """Brightness against the mean and the spread of what is around."""
    row = line.astype(np.float32)[None]
    apart = row - cv2.GaussianBlur(row, (0, 0), row.shape[1] / 20)
    spread = np.sqrt(cv2.GaussianBlur(apart * apart, (0, 0), row.shape[1] / 12)) + 4
    evened: Line = (40 * apart / spread)[0]
    return evened


def _likely_starts(line: Line, widths: Table) -> list[tuple[float, float]]:
    """Where a code may begin and how wide a module is there, both in pixels: the
    guards at both ends and in the middle tell."""
    found: list[tuple[float, float, float]] = []
    for module in widths:
        samples = np.arange(0, len(line) - 1, module / _SAMPLES)
        row = np.interp(samples, np.arange(len(line)), line)
        if len(row) < (_MODULES + 2) * _SAMPLES:
            continue
        start = _fit_to("000101", row)
        centre, end = _nearby(_fit_to("0101010", row)), _nearby(_fit_to("101000", row))
        count = len(end) - (_END + _QUIET) * _SAMPLES
        if count <= 0:
            continue
        first = np.arange(count)
        middle = np.minimum(first + (_CENTRE + _QUIET) * _SAMPLES, len(centre) - 1)
        last = first + (_END + _QUIET) * _SAMPLES
        fit = start[first] + centre[middle] + end[last]
        for k in np.argsort(-fit)[:_STARTS]:
            begin = (int(k) + _QUIET * _SAMPLES) * module / _SAMPLES
            found.append((float(fit[k]), float(begin), float(module)))
    best = sorted(found, reverse=True)[:_STARTS]
    return [(start, module) for _, start, module in best]


def _fit_to(modules: str, row: Table) -> Table:
    """Correlation of each part of a row with some modules; 1 is a bar."""
    shape = _blurred(modules, 0.4)
    shape -= shape.mean()
    shape /= np.linalg.norm(shape)
    sums = [np.cumsum(np.pad(part, (1, 0))) for part in (row, row * row)]
    mean, square = ((s[len(shape) :] - s[: -len(shape)]) / len(shape) for s in sums)
    spread = np.sqrt(len(shape) * np.maximum(square - mean * mean, 0.0))
    fit: Table = np.correlate(row, shape, "valid") / (spread + 6)
    return fit


def _nearby(fit: Table) -> Table:
    """The best within a module and a half."""
    best: Table = cv2.dilate(fit[None].astype(np.float32), np.ones((1, 13)))[0]
    return best


def _blurred(modules: str, blur: float) -> Table:
    """Brightness of modules in samples, dark where they are 1."""
    bright = np.repeat([-float(module) for module in modules], _SAMPLES)
    row = bright.astype(np.float32)[None]
    soft: Table = cv2.GaussianBlur(row, (0, 0), blur * _SAMPLES)[0].astype(np.float64)
    return soft


@cache
def _templates(blur: float) -> tuple[Table, Table]:
    """(20, samples) and (10, samples): digits on the left and on the right with a
    module beside them on both sides, which is always a bar or always a space."""
    left = [_template("1", code, "0", blur) for code in _LEFT_ODD + _LEFT_EVEN]
    right = [_template("0", code, "1", blur) for code in _RIGHT]
    return np.stack(left), np.stack(right)


def _template(before: str, code: str, after: str, blur: float) -> Table:
    wide = _blurred(before * 4 + code + after * 4, blur)
    return _of_length_one(wide[3 * _SAMPLES : -3 * _SAMPLES])


def _of_length_one(rows: Table) -> Table:
    apart = rows - rows.mean(axis=-1, keepdims=True)
    unit: Table = apart / (np.linalg.norm(apart, axis=-1, keepdims=True) + 1e-3)
    return unit


def _band(line: Line, start: float, module: float, blur: float) -> _Band:
    """The digits along a line under the placing of them that fits best (Viterbi)."""
    row = np.interp(
        start + module / _SAMPLES * np.arange(-12 * _SAMPLES, 107 * _SAMPLES),
        np.arange(len(line)),
        line,
    )
    left, right = _templates(blur)
    nothing = -_SHIFT_COST * np.abs(_SHIFTS)
    reached, left_steps = _walk(row, _FIRST_DIGIT, left, nothing)
    near = cv2.dilate(reached[None].astype(np.float32), np.ones((1, 3)))[0]
    ended, right_steps = _walk(row, _FIRST_RIGHT, right, near.astype(np.float64))
    shift = int(ended.argmax())
    right_table, shift = _back(right_steps, shift)
    low = max(0, shift - 1)
    left_table, _ = _back(left_steps, low + int(reached[low : shift + 2].argmax()))
    return _Band(float(ended.max()), left_table, right_table)


_Step = tuple[Table, npt.NDArray[np.intp]]


def _walk(
    row: Table, first: int, templates: Table, fit: Table
) -> tuple[Table, list[_Step]]:
    """Six digits on: the best fit for each shift at the end, and for each digit its
    fits (shifts, stretches, digits) and which stretch led to each shift."""
    steps: list[_Step] = []
    for fits in _digit_fits(row, first, templates):
        total = fit[:, None] + fits.max(axis=2)
        fit = np.full(len(_SHIFTS), -99.0)
        stretch = np.zeros(len(_SHIFTS), np.intp)
        for k, samples in enumerate(_STRETCHES):
            more = int(samples) - _DIGIT * _SAMPLES
            moved = np.full(len(_SHIFTS), -99.0)
            ends = slice(max(0, more), len(_SHIFTS) + min(0, more))
            begins = slice(max(0, -more), len(_SHIFTS) - max(0, more))
            moved[ends] = total[begins, k]
            stretch[moved > fit] = k
            fit = np.maximum(fit, moved)
        steps.append((fits, stretch))
    return fit, steps


def _digit_fits(row: Table, first: int, templates: Table) -> Table:
    """(6, shifts, stretches, templates): correlations of six digits from a module."""
    begin = (first + 12 + _DIGIT * np.arange(_SIDE)) * _SAMPLES
    begins = begin[:, None, None, None] + _SHIFTS[:, None, None]
    inside = (np.arange((_DIGIT + 2) * _SAMPLES) + 0.5) / _SAMPLES - 1
    places = begins + inside * _STRETCHES[:, None] / _DIGIT - 0.5
    cut = np.interp(places.ravel(), np.arange(len(row)), row).reshape(places.shape)
    fits: Table = _of_length_one(cut) @ templates.T
    return fits


def _back(steps: Sequence[_Step], shift: int) -> tuple[Table, int]:
    """(6, digits): the fits along the best way to a shift, and where it began."""
    table: list[Table] = []
    for fits, stretch in reversed(steps):
        k = int(stretch[shift])
        shift -= int(_STRETCHES[k]) - _DIGIT * _SAMPLES
        shift = min(max(shift, 0), len(_SHIFTS) - 1)
        table.append(fits[shift, k])
    return np.array(table[::-1]), shift


def _two_best(left: Table, right: Table) -> list[tuple[float, str]]:
    """The two numbers with a right check digit that fit best, each with its fit."""
    found: list[tuple[float, str]] = []
    for first, kinds in enumerate(_FIRST):
        halves = [
            fits[10:] if kind == "e" else fits[:10]
            for fits, kind in zip(left, kinds, strict=True)
        ]
        found.extend(_with_check_digit(first, [*halves, *right]))
    return sorted(found, reverse=True)[:2]


def _with_check_digit(first: int, fits: Sequence[Table]) -> list[tuple[float, str]]:
    """The two best numbers with this first digit, by what they leave modulo 10."""
    known: dict[int, list[tuple[float, str]]] = {first: [(0.0, str(first))]}
    for weight, fit in zip(_CHECK_WEIGHTS, fits, strict=True):
        longer: dict[int, list[tuple[float, str]]] = {}
        for digit in np.argsort(-fit)[:_MOST_CHOICES].tolist():
            for rest, numbers in known.items():
                more = [(f + float(fit[digit]), n + str(digit)) for f, n in numbers]
                longer.setdefault((rest + digit * weight) % 10, []).extend(more)
        known = {rest: sorted(n, reverse=True)[:2] for rest, n in longer.items()}
    return known.get(0, [])
