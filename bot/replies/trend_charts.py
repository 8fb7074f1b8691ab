"""The charts of trends, with every word, number and date as they are to be read."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from bot.actions.trends import (
    OutageTrend,
    PriceTrend,
    SalesTrend,
    StockTrend,
    WorthTrend,
)
from bot.replies import about_trends
from bot.voice import Voice
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
from pipeline.insights.periods import Step, Window
from pipeline.insights.trends import Bucket, Span

MOST_TICKS = 6
MOST_DOTS = 40
FEW_DAYS = 7


def chart_of(voice: Voice, result: object) -> Chart | None:
    """The chart of a result; None where words say all of it."""
    make = _CHARTS.get(type(result))
    return make(voice, result) if make else None


def _stock(voice: Voice, result: StockTrend) -> Chart:
    has_dots = 0 < len(result.seen) <= MOST_DOTS
    note = ""
    if has_dots:
        note = voice.say("Dots: counted. Between them, what was booked.")
    elif not result.seen:
        note = voice.say("Not counted in this time: the line is what was booked.")
    return LevelChart(
        _frame(voice, result.window, about_trends.stock_finding(voice, result), note),
        _levels(result.spans),
        voice.short,
        voice.plural("{n} left", "{n} left", result.quantity),
        tuple(at.timestamp() for at in result.seen) if has_dots else (),
        tuple((span.begin.timestamp(), span.end.timestamp()) for span in result.out),
        voice.say("out of stock"),
    )


def _sales(voice: Voice, result: SalesTrend) -> Chart:
    title = about_trends.sales_finding(voice, result)
    return BarChart(
        _frame(voice, result.window, title),
        tuple(_bar(voice, bucket) for bucket in result.buckets),
        voice.short,
        voice.say("Found gone when counting: shared out over the time before"),
    )


def _bar(voice: Voice, bucket: Bucket) -> Bar:
    return Bar(
        bucket.begin.timestamp(),
        bucket.end.timestamp(),
        max(0.0, bucket.said),
        bucket.found,
        voice.number(round(bucket.sold)) if bucket.sold >= 0.5 else "",
    )


def _price(voice: Voice, result: PriceTrend) -> Chart | None:
    if result.is_flat:
        return None
    return LevelChart(
        _frame(voice, result.window, about_trends.price_finding(voice, result)),
        _levels(result.spans),
        voice.short,
        voice.money(result.price),
        is_whole=False,
        starts_at_zero=False,
    )


def _worth(voice: Voice, result: WorthTrend) -> Chart:
    notes = [
        voice.say("At what the products cost you today.")
        if result.is_at_cost
        else voice.say("At today’s selling prices.")
    ]
    if result.left_out:
        notes.append(
            voice.plural(
                "{n} product without a price is left out.",
                "{n} products without a price are left out.",
                result.left_out,
            )
        )
    return LevelChart(
        _frame(
            voice,
            result.window,
            about_trends.worth_finding(voice, result),
            " ".join(notes),
        ),
        _levels(result.spans),
        voice.short,
        voice.rough_money(result.spans[-1].value),
    )


def _outages(voice: Voice, result: OutageTrend) -> Chart | None:
    if not result.rows:
        return None
    rows = [
        Row(
            row.name,
            tuple((span.begin.timestamp(), span.end.timestamp()) for span in row.spans),
            about_trends.lasting(voice, row.days),
        )
        for row in result.rows
    ]
    more = result.products - len(rows)
    note = voice.plural("… and {n} more", "… and {n} more", more) if more else ""
    title = about_trends.outage_finding(voice, result)
    return RowChart(_frame(voice, result.window, title, note), tuple(rows))


def _frame(voice: Voice, window: Window, title: str, note: str = "") -> Frame:
    return Frame(
        title,
        window.begin.timestamp(),
        window.end.timestamp()
        if window.step is Step.HOUR
        else window.edges[-1].timestamp(),
        tuple(_ticks(voice, window)),
        (note,) if note else (),
        voice.is_right_to_left,
    )


def _levels(spans: Sequence[Span]) -> tuple[Level, ...]:
    return tuple(
        Level(span.begin.timestamp(), span.end.timestamp(), span.value)
        for span in spans
    )


def _ticks(voice: Voice, window: Window) -> Iterable[Tick]:
    """Names of hours, days or months, few enough to be read."""
    edges = window.edges
    steps = len(edges) - 1
    if window.step is Step.HOUR:
        for at in edges[:-1:4]:
            if at < window.end:
                yield Tick(at.timestamp(), voice.dated(at, "Hm"))
        return
    name, stride = "MMMd", math.ceil(steps / MOST_TICKS)
    if window.step is Step.DAY and steps <= FEW_DAYS:
        name, stride = "E", 1
    elif window.step is Step.DAY and steps > 2 * FEW_DAYS:
        stride = FEW_DAYS
    elif window.step is Step.MONTH:
        name, stride = "MMM", 1
    for begin, end in list(pairwise(edges))[::stride]:
        yield Tick(begin.timestamp(), voice.dated(begin, name), end.timestamp())


_CHARTS: dict[type, Callable[[Voice, Any], Chart | None]] = {
    StockTrend: _stock,
    SalesTrend: _sales,
    PriceTrend: _price,
    WorthTrend: _worth,
    OutageTrend: _outages,
}
