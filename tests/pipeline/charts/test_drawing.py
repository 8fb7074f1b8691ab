"""Charts: their size, and that what they are to show is seen."""

from __future__ import annotations

import io
import time
from collections.abc import Iterable
from dataclasses import replace

import pytest
from PIL import Image

from pipeline.charts.canvas import HEIGHT, MOST_BYTES, WIDTH
from pipeline.charts.chart import (
    Bar,
    BarChart,
    Chart,
    Frame,
    Level,
    LevelChart,
    Row,
    RowChart,
    Tick,
)
from pipeline.charts.drawing import BLUE, PALE_BLUE, PALE_RED, RED, draw

DAY = 86_400.0


def frame(days: int = 30, title: str = "Coke: 42 sold in 30 days") -> Frame:
    ticks = tuple(Tick(at * DAY, f"{at + 1} Mar") for at in range(0, days, 7))
    return Frame(title, 0, days * DAY, ticks, ("A note.",))


def plain(value: float) -> str:
    return f"{value:,.0f}"


def level_chart(levels: int = 30) -> LevelChart:
    steps = tuple(
        Level(at * DAY, (at + 1) * DAY, float(at * 7 % 11)) for at in range(levels)
    )
    bands = tuple((v.begin, v.end) for v in steps if not v.value)
    seen = tuple(level.begin for level in steps)
    return LevelChart(frame(levels), steps, plain, "4 now", seen, bands, "out of stock")


def bar_chart(bars: int = 30) -> BarChart:
    values = [Bar(at * DAY, (at + 1) * DAY, at % 6, at % 3, "7") for at in range(bars)]
    return BarChart(frame(bars), tuple(values), plain, "found by counting")


def row_chart(rows: int = 8) -> RowChart:
    made = [
        Row(f"Product {at}", ((at * DAY, 9 * DAY),), "3 days") for at in range(rows)
    ]
    return RowChart(frame(), tuple(made))


CHARTS = [
    pytest.param(chart, id=name)
    for name, chart in {
        "level of a day": level_chart(1),
        "level of a month": level_chart(),
        "level of a year": level_chart(365),
        "bars of a week": bar_chart(7),
        "bars of a month": bar_chart(),
        "one row": row_chart(1),
        "rows": row_chart(),
    }.items()
]


def colours(picture: bytes) -> dict[tuple[int, ...], int]:
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    found = image.getcolors(WIDTH * HEIGHT)
    assert found is not None
    return {colour: count for count, colour in found if isinstance(colour, tuple)}


def middle_of_red(picture: bytes) -> float:
    """How far to the right the red of the first row lies, in pixels."""
    row = Image.open(io.BytesIO(picture)).convert("RGB").crop((0, 235, WIDTH, 236))
    data = row.tobytes()
    red = [x for x in range(WIDTH) if _is_near(data[3 * x : 3 * x + 3], RED)]
    return sum(red) / len(red)


def _is_near(found: Iterable[int], colour: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(found, colour, strict=True)) <= 6


def amount(picture: bytes, colour: tuple[int, int, int]) -> int:
    """How many pixels are of nearly this colour."""
    return sum(
        count for found, count in colours(picture).items() if _is_near(found, colour)
    )


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_a_small_png_that_fills_a_phone(chart: Chart) -> None:
    began = time.perf_counter()

    picture = draw(chart)

    taken = time.perf_counter() - began
    image = Image.open(io.BytesIO(picture))
    assert (image.format, image.size) == ("PNG", (1280, 960))
    assert len(picture) < MOST_BYTES
    assert taken < 5, "a second on an idle machine, with room for a busy one"


def test_bars_are_as_high_as_what_they_show() -> None:
    low = Bar(0, DAY, 5)
    high = Bar(DAY, 2 * DAY, 10)

    both = amount(draw(BarChart(frame(2), (low, high), plain)), BLUE)
    one = amount(draw(BarChart(frame(2), (high,), plain)), BLUE)

    assert both == pytest.approx(1.5 * one, rel=0.05)


def test_what_is_not_sure_has_another_colour_that_is_explained() -> None:
    sure = draw(replace(bar_chart(), bars=(Bar(0, DAY, 5),)))
    spread = draw(replace(bar_chart(), bars=(Bar(0, DAY, 5, 3),)))

    assert amount(sure, PALE_BLUE) < 50 < amount(spread, PALE_BLUE)


def test_time_without_stock_is_shaded() -> None:
    chart = level_chart()

    assert amount(draw(chart), PALE_RED) > 5_000
    assert amount(draw(replace(chart, bands=())), PALE_RED) < 50


def test_where_nothing_is_known_no_line_is_drawn() -> None:
    whole = replace(level_chart(), levels=(Level(0, 30 * DAY, 5),), seen=(), bands=())
    gap = replace(whole, levels=(Level(0, 10 * DAY, 5), Level(20 * DAY, 30 * DAY, 5)))

    assert amount(draw(gap), BLUE) < 0.8 * amount(draw(whole), BLUE)


def test_for_readers_from_the_right_the_picture_is_mirrored() -> None:
    chart = RowChart(frame(), (Row("خبز", ((0, 3 * DAY),), "3"),))
    mirrored = replace(chart, frame=replace(chart.frame, runs_left=True))

    assert middle_of_red(draw(chart)) < WIDTH / 2 < middle_of_red(draw(mirrored))


def test_a_long_name_stays_on_the_picture() -> None:
    title = "Peak Evaporated Full Cream Milk in a Tin " * 6 + ": 42 sold in 30 days"

    picture = draw(replace(level_chart(), frame=frame(title=title)))

    image = Image.open(io.BytesIO(picture)).convert("L")
    border = [image.getpixel((x, y)) for x in (2, WIDTH - 3) for y in range(HEIGHT)]
    assert min(border) > 240  # type: ignore[type-var, operator]
