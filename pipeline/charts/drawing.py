"""Draws a chart. Colours are those of Okabe and Ito (2008), told apart by everybody;
what a colour means is written beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.charts.canvas import GREY, HEIGHT, INK, LINE, WHITE, WIDTH, Canvas, Colour
from pipeline.charts.chart import (
    Bar,
    BarChart,
    Chart,
    Frame,
    LevelChart,
    RowChart,
    Tick,
)
from pipeline.charts.lettering import balanced, cut, font, width_of, wrapped
from pipeline.charts.scale import round_steps

BLUE: Colour = (0, 114, 178)
PALE_BLUE: Colour = (150, 203, 236)
WASH: Colour = (229, 241, 248)
RED: Colour = (190, 75, 0)
PALE_RED: Colour = (250, 226, 211)

MARGIN = 48
TITLE, SMALL_TITLE, LABEL, AXIS, NOTE = 58, 48, 40, 38, 32
_MOST_TITLE_LINES = 3
_MANY_LEVELS = 120
_GAP = 18


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where times and values lie on the canvas."""

    left: float
    top: float
    right: float
    bottom: float
    begin: float
    end: float
    low: float = 0.0
    high: float = 1.0

    def x(self, at: float) -> float:
        share = (at - self.begin) / max(1e-9, self.end - self.begin)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)

    def y(self, value: float) -> float:
        share = (value - self.low) / max(1e-9, self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def draw(chart: Chart) -> bytes:
    """A PNG, 1280 px wide and 960 px high, smaller than 200 KB."""
    canvas = Canvas(chart.frame.runs_left)
    if isinstance(chart, LevelChart):
        _draw_levels(canvas, chart)
    elif isinstance(chart, BarChart):
        _draw_bars(canvas, chart)
    else:
        _draw_rows(canvas, chart)
    return canvas.encoded()


def _draw_levels(canvas: Canvas, chart: LevelChart) -> None:
    values = [level.value for level in chart.levels]
    low = 0.0 if chart.starts_at_zero else min(values)
    steps = round_steps(low, max(values), is_whole=chart.is_whole)
    room = width_of(chart.last_label, font(LABEL, bold=True)) + _GAP + 8
    plot = _frame(canvas, chart.frame, steps, chart.number, room)
    for begin, end in chart.bands:
        canvas.box(plot.x(begin), plot.top, plot.x(end), plot.bottom, PALE_RED)
    for level in chart.levels if chart.starts_at_zero else ():
        left, right = plot.x(level.begin), plot.x(level.end)
        if level.value > plot.low:
            canvas.box(left, plot.y(level.value), right, plot.bottom, WASH)
    _grid(canvas, plot, steps)
    _steps(canvas, plot, chart)
    _band_label(canvas, plot, chart)
    _last_label(canvas, plot, chart)
    _time_axis(canvas, plot, chart.frame)


def _steps(canvas: Canvas, plot: _Plot, chart: LevelChart) -> None:
    width = 6 if len(chart.levels) <= _MANY_LEVELS else 3
    path: list[tuple[float, float]] = []
    end = None
    for level in chart.levels:
        if path and end is not None and level.begin > end:
            canvas.line(path, BLUE, width)
            path = []
        y = plot.y(level.value)
        path += [(plot.x(level.begin), y), (plot.x(level.end), y)]
        end = level.end
    canvas.line(path, BLUE, width)
    for at in chart.seen:
        values = [v.value for v in chart.levels if v.begin <= at < v.end]
        for value in values[:1]:
            canvas.dot((plot.x(at), plot.y(value)), 9, BLUE, WHITE)


def _band_label(canvas: Canvas, plot: _Plot, chart: LevelChart) -> None:
    """Once, over the longest of the bands."""
    if not chart.bands or not chart.band_label:
        return
    begin, end = max(chart.bands, key=lambda band: band[1] - band[0])
    face = font(LABEL, bold=True)
    half = width_of(chart.band_label, face) / 2
    middle = (plot.x(begin) + plot.x(end)) / 2
    x = min(max(middle, plot.left + half + 8), plot.right - half)
    canvas.text((x, plot.top + 44), chart.band_label, face, RED, "ms")


def _last_label(canvas: Canvas, plot: _Plot, chart: LevelChart) -> None:
    last = chart.levels[-1]
    at = (plot.x(last.end) + _GAP, plot.y(last.value))
    colour = RED if any(end >= last.end for _, end in chart.bands) else BLUE
    canvas.text(at, chart.last_label, font(LABEL, bold=True), colour, "lm", halo=6)


def _draw_bars(canvas: Canvas, chart: BarChart) -> None:
    highest = max(bar.value for bar in chart.bars)
    steps = round_steps(0.0, highest)
    has_spread = any(bar.spread > 0 for bar in chart.bars)
    head = 56 if has_spread and chart.spread_label else 0
    plot = _frame(canvas, chart.frame, steps, chart.number, 0, head=head)
    if head:
        _key(canvas, plot, chart.spread_label)
    _grid(canvas, plot, steps)
    for bar in chart.bars:
        _bar(canvas, plot, bar)
    _bar_labels(canvas, plot, chart.bars)
    _time_axis(canvas, plot, chart.frame)


def _bar_sides(plot: _Plot, bar: Bar) -> tuple[float, float]:
    """A bar takes three quarters of its time, and no more than looks like a bar."""
    left, right = plot.x(bar.begin), plot.x(bar.end)
    half = min((right - left) * 0.38, 70.0)
    middle = (left + right) / 2
    return middle - half, middle + half


def _bar(canvas: Canvas, plot: _Plot, bar: Bar) -> None:
    left, right = _bar_sides(plot, bar)
    middle = plot.y(bar.sure)
    if bar.spread > 0:
        canvas.box(left, plot.y(bar.value), right, middle, PALE_BLUE)
    if bar.sure > 0:
        canvas.box(left, middle, right, plot.bottom, BLUE)


def _bar_labels(canvas: Canvas, plot: _Plot, bars: Sequence[Bar]) -> None:
    """On every bar where they fit beside one another, else on the highest only."""
    face = font(LABEL, bold=True)
    room = (plot.right - plot.left) / max(1, len(bars)) - 6
    shown = [bar for bar in bars if bar.value > 0]
    if any(width_of(bar.label, face) > room for bar in shown):
        shown = [max(shown, key=lambda bar: bar.value)] if shown else []
    for bar in shown:
        half = width_of(bar.label, face) / 2
        middle = (plot.x(bar.begin) + plot.x(bar.end)) / 2
        x = min(max(middle, plot.left + half), plot.right - half)
        at = (x, plot.y(bar.value) - 12)
        canvas.text(at, bar.label, face, BLUE, "ms", halo=5)


def _key(canvas: Canvas, plot: _Plot, label: str) -> None:
    """What the paler parts are, above the bars."""
    y = plot.top - 62
    canvas.box(plot.left, y - 26, plot.left + 34, y + 2, PALE_BLUE)
    face = font(NOTE)
    text = cut(label, face, plot.right - plot.left - 50)
    canvas.text((plot.left + 48, y), text, face, GREY)


def _draw_rows(canvas: Canvas, chart: RowChart) -> None:
    top = _title(canvas, chart.frame)
    bottom = _notes(canvas, chart.frame) - AXIS - 34
    names = font(AXIS)
    widest = 0.34 * WIDTH
    left = MARGIN + _GAP + max(min(width_of(r.name, names), widest) for r in chart.rows)
    bold = font(LABEL, bold=True)
    right = WIDTH - MARGIN - _GAP - max(width_of(r.label, bold) for r in chart.rows)
    plot = _Plot(left, top, right, bottom, chart.frame.begin, chart.frame.end)
    height = min(130.0, (bottom - top) / len(chart.rows))
    plot = _Plot(left, top, right, top + height * len(chart.rows), plot.begin, plot.end)
    for number, row in enumerate(chart.rows):
        middle = top + (number + 0.5) * height
        name = cut(row.name, names, widest)
        canvas.text((MARGIN, middle), name, names, INK, "lm")
        canvas.box(left, middle - 2, right, middle + 1, LINE)
        for begin, end in row.spans:
            half = height * 0.3
            x = plot.x(begin)
            canvas.box(x, middle - half, max(plot.x(end), x + 5), middle + half, RED)
        canvas.text((right + _GAP, middle), row.label, bold, RED, "lm")
    _time_axis(canvas, plot, chart.frame)


def _frame(
    canvas: Canvas,
    frame: Frame,
    steps: Sequence[float],
    number: Callable[[float], str],
    room: float,
    head: int = 0,
) -> _Plot:
    """Title, notes and the numbers beside the plot; `room` is kept free after it."""
    top = _title(canvas, frame) + 20 + head
    bottom = _notes(canvas, frame) - AXIS - 34
    face = font(AXIS)
    labels = [number(step) for step in steps]
    widest = max(width_of(label, face) for label in labels)
    left, right = MARGIN + widest + _GAP, WIDTH - MARGIN - room
    plot = _Plot(left, top, right, bottom, frame.begin, frame.end, steps[0], steps[-1])
    for step, label in zip(steps, labels, strict=True):
        canvas.text((left - _GAP, plot.y(step)), label, face, GREY, "rm")
    return plot


def _grid(canvas: Canvas, plot: _Plot, steps: Sequence[float]) -> None:
    for step in steps:
        is_base = step == steps[0]
        y = plot.y(step)
        half = 1.5 if is_base else 1.0
        colour = GREY if is_base else LINE
        canvas.box(plot.left, y - half, plot.right, y + half, colour)


def _title(canvas: Canvas, frame: Frame) -> float:
    """Gives where the title ends."""
    width = WIDTH - 2 * MARGIN
    size = TITLE
    lines = balanced(frame.title, font(size, bold=True), width, _MOST_TITLE_LINES)
    if len(lines) > 2:
        size = SMALL_TITLE
        lines = balanced(frame.title, font(size, bold=True), width, _MOST_TITLE_LINES)
    y = float(MARGIN)
    for line in lines:
        y += size
        canvas.text((MARGIN, y), line, font(size, bold=True))
        y += size * 0.22
    return y + 34


def _notes(canvas: Canvas, frame: Frame) -> float:
    """Gives where the notes begin."""
    face = font(NOTE)
    width = WIDTH - 2 * MARGIN
    lines = [line for note in frame.notes for line in wrapped(note, face, width, 2)]
    y = HEIGHT - 36.0
    for line in reversed(lines):
        canvas.text((MARGIN, y), line, face, GREY)
        y -= NOTE * 1.3
    return y


def _time_axis(canvas: Canvas, plot: _Plot, frame: Frame) -> None:
    """Names of times: each, or each second or third, so that they do not touch."""
    placed = [_placed(plot, tick) for tick in frame.ticks]
    stride = next(n for n in range(1, len(placed) + 2) if _has_room(placed[::n]))
    for tick, (middle, _) in list(zip(frame.ticks, placed, strict=True))[::stride]:
        if tick.to is None:
            x = plot.x(tick.at)
            canvas.box(x - 1, plot.bottom, x + 1, plot.bottom + 10, GREY)
        at = (middle, plot.bottom + AXIS + 16)
        canvas.text(at, tick.label, font(AXIS), GREY, "ms")


def _placed(plot: _Plot, tick: Tick) -> tuple[float, float]:
    """Where the middle of the name is, and half its width."""
    x = plot.x(tick.at) if tick.to is None else (plot.x(tick.at) + plot.x(tick.to)) / 2
    half = width_of(tick.label, font(AXIS)) / 2
    return min(max(x, MARGIN + half), WIDTH - MARGIN - half), half


def _has_room(placed: Sequence[tuple[float, float]]) -> bool:
    return all(
        after - half_after >= before + half_before + 24
        for (before, half_before), (after, half_after) in pairwise(placed)
    )
