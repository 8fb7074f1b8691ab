"""What a chart shows: one idea, said by its title. Drawn by `pipeline.charts.drawing`.

Times are seconds since the epoch, the same on every axis.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the time axis with its name; `to` where a stretch of time is named."""

    at: float
    label: str
    to: float | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """So much from `begin` to `end`. Between two levels that do not touch, nothing is
    known."""

    begin: float
    end: float
    value: float


@dataclass(frozen=True, slots=True)
class Bar:
    """So much in a stretch of time: `sure` is known for it, `spread` is its share of
    what is known for a longer time. `label` stands above it where there is room."""

    begin: float
    end: float
    sure: float
    spread: float = 0.0
    label: str = ""

    @property
    def value(self) -> float:
        return self.sure + self.spread


@dataclass(frozen=True, slots=True)
class Row:
    """A name with stretches of time, and what they come to."""

    name: str
    spans: tuple[tuple[float, float], ...]
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What every chart has. `notes` stand below it, one a line.

    `runs_left`: for readers from right to left, the time runs so too.
    """

    title: str
    begin: float
    end: float
    ticks: tuple[Tick, ...]
    notes: tuple[str, ...] = ()
    runs_left: bool = False


@dataclass(frozen=True, slots=True)
class LevelChart:
    """A level over time, as steps: it is not known between two changes how it went.

    `seen`: when it was looked at. `bands` are stretches of one meaning, `band_label`.
    `last_label` stands at the end of the line.
    """

    frame: Frame
    levels: tuple[Level, ...]
    number: Callable[[float], str]
    last_label: str = ""
    seen: tuple[float, ...] = ()
    bands: tuple[tuple[float, float], ...] = ()
    band_label: str = ""
    is_whole: bool = True
    starts_at_zero: bool = True


@dataclass(frozen=True, slots=True)
class BarChart:
    """So much per day, week or month."""

    frame: Frame
    bars: tuple[Bar, ...]
    number: Callable[[float], str]
    spread_label: str = ""


@dataclass(frozen=True, slots=True)
class RowChart:
    """When something was so, one row for each of a few names."""

    frame: Frame
    rows: tuple[Row, ...]


Chart = LevelChart | BarChart | RowChart
