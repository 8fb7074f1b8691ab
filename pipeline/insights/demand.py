"""How many of a product customers want each day, with how sure that is.

From spans between looks at the shelf (`pipeline.insights.spans`). The rate of a Poisson
process has a Gamma belief that forgets (Harvey and Fernandes, "Time series models for
count or qualitative observations", 1989); how fast it forgets is weighed by how well
each speed would have foretold this product's own spans, one step ahead. Variances are
stretched by what the spans scatter more than Poisson's would. Days without stock are
taken out: where the shelf was found empty, the time until the last piece went is the
expected one (the E step of Dempster, Laird and Rubin, 1977). A weekly pattern is used
where it foretells better. Called by `bot.actions.forecasts` and the benchmark.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.insights.foretold import Foretold, Weeks, stretch_of
from pipeline.insights.pieces import Pieces
from pipeline.insights.spans import THURSDAY, Span
from pipeline.insights.weekdays import FLAT, Week, learn_week, weekly_days

MEMORIES = (7.0, 21.0, 63.0, math.inf)
"""Days after which a span counts half."""
ENOUGH_DAYS = 3.0
ENOUGH_DAYS_UNSOLD = 7.0
ENOUGH_FOR_WEEK = 28.0
WINDOW_DAYS = 112.0
PRICE_OF_WEEK = 6.0
"""What a weekly pattern must gain in log likelihood for its six free numbers."""
TRUST = 0.5
"""How far a better score is believed: products change, scores only know the past."""
AHEAD = 7.0
"""Days for which forecasts are checked in looking back: about one order's."""
_ROUNDS = 3
_PRIOR_WEEKS = 4.0
_PRIOR_SOLD = 0.25


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is believed about the daily demand of one product.

    `per_day` is the average of a week; `doubt` is the variance of that, `stretch` how
    many times the variance of sales exceeds their mean. `week` has one factor for each
    weekday. Known from `sold` pieces in `days` days with stock, from `since` to `until`
    (days as in `Span`); `memory` is the half-life in days that foretold best. `drift`
    is how much `doubt` grows with each day ahead: what is forgotten looking back has
    changed looking forward, too. `wider`: so many times the variance that follows from
    all that had the errors of weeks that were foretold.
    """

    per_day: float
    doubt: float
    stretch: float
    week: Week
    sold: float
    days: float
    since: float
    until: float
    memory: float
    drift: float = 0.0
    wider: float = 1.0

    def over(self, days: float, begin: float | None = None) -> Pieces:
        """The demand of so many days from `begin` on (else of average days)."""
        if days <= 0:
            return Pieces(0.0, 0.0)
        load = days if begin is None else weekly_days(self.week, begin, begin + days)
        mean = self.per_day * load
        unseen = 0.0 if begin is None else max(0.0, begin - self.until)
        doubt = self.doubt + self.drift * (unseen + days / 2)
        variance = self.stretch * mean + doubt * load * load
        wider = 1 + (self.wider - 1) * min(1.0, days / AHEAD)
        return Pieces(mean, wider * variance)

    @property
    def is_weekly(self) -> bool:
        return self.week != FLAT


@dataclass(frozen=True, slots=True)
class _Span:
    """A span with its days weighted by the week.

    `stages`: how many more there were from then on, and how long until the next or the
    end. Whether there was stock all the time is not clear where `is_empty` or where
    nobody looked before a delivery.
    """

    end: float
    sold: float
    stages: tuple[tuple[float, float], ...]
    is_empty: bool

    @property
    def is_clear(self) -> bool:
        return not self.is_empty and len(self.stages) == 1

    def days_with_stock(self, rate: float) -> float:
        level, days = 0.0, 0.0
        for added, length in self.stages[:-1]:
            level += added
            with_stock = _until_gone(level, rate, length)
            level = max(0.0, level - rate * with_stock)
            days += with_stock
        added, length = self.stages[-1]
        if self.is_empty:
            length = _until_gone_if_gone(max(level + added, 1.0), rate, length)
        return max(days + length, 1e-3)


@dataclass(frozen=True, slots=True)
class _Fit:
    """The belief after the last span, and how well all were foretold."""

    memory: float
    rate: float
    doubt: float
    stretch: float
    wider: float
    score: float

    @property
    def drift(self) -> float:
        return self.doubt * math.log(2) / self.memory


def forecast(found: Sequence[Span], usual: float = 1.0) -> Forecast | None:
    """None while too little is known. `usual`: what a product here sells a day."""
    recent = [span for span in found if span.end > found[-1].end - WINDOW_DAYS]
    if not recent:
        return None
    days, fits = _learn(recent, FLAT, usual)
    sold = sum(span.sold for span in recent)
    if days < (ENOUGH_DAYS if sold else ENOUGH_DAYS_UNSOLD):
        return None
    week = FLAT
    if recent[-1].end - recent[0].begin >= ENOUGH_FOR_WEEK:
        learned = learn_week(recent, sold / days)
        if learned != FLAT:
            _, weekly = _learn(recent, learned, usual)
            if _best(weekly) - PRICE_OF_WEEK > _best(fits):
                week, fits = learned, weekly
    begin, end = recent[0].begin, recent[-1].end
    whole = _weighed(fits)
    return Forecast(
        whole.rate,
        whole.doubt,
        whole.stretch,
        week,
        sold,
        days,
        begin,
        end,
        max(fits, key=lambda fit: fit.score).memory,
        whole.drift,
        whole.wider,
    )


def weekday_of(day: float) -> int:
    """Monday is 0; `day` as in `Span`."""
    return (math.floor(day) + THURSDAY) % 7


def _learn(found: Sequence[Span], week: Week, usual: float) -> tuple[float, list[_Fit]]:
    """The days with stock, and one fit for each speed of forgetting."""
    seen = [_weighted(span, week) for span in found]
    sold = max(0.1, sum(span.sold for span in seen))
    clear = sum(span.stages[0][1] for span in seen if span.is_clear)
    unclear = [span for span in seen if not span.is_clear]
    days = clear + sum(length for span in unclear for _, length in span.stages)
    for _ in range(_ROUNDS if unclear else 0):
        rate = sold / max(days, 0.1)
        days = clear + sum(span.days_with_stock(rate) for span in unclear)
    rate = sold / max(days, 0.1)
    told = [
        (span, span.stages[0][1] if span.is_clear else span.days_with_stock(rate))
        for span in seen
    ]
    return days, [_fit(told, memory, usual) for memory in MEMORIES]


def _weighted(span: Span, week: Week) -> _Span:
    ends = [at for at, _ in span.offered[1:]] + [span.end]
    stages = tuple(
        (added, weekly_days(week, at, end))
        for (at, added), end in zip(span.offered, ends, strict=True)
    )
    return _Span(span.end, span.sold, stages, span.is_empty)


def _until_gone(level: float, rate: float, length: float) -> float:
    """The expected time with stock where nobody looked at the end."""
    if level <= 0:
        return 0.0
    x = rate * length
    gone_sooner = _sold_at_least(level + 1, x) * level / rate
    return min(length, gone_sooner + length * (1 - _sold_at_least(level, x)))


def _until_gone_if_gone(level: float, rate: float, length: float) -> float:
    """The expected time until the last piece went, as all are known to be gone."""
    x = rate * length
    likely = _sold_at_least(level, x)
    if likely < 1e-6:
        return length
    return min(length, level / rate * _sold_at_least(level + 1, x) / likely)


def _sold_at_least(pieces: float, mean: float) -> float:
    """P(N ≥ pieces) for a Poisson N, by Wilson and Hilferty's cube root (1931)."""
    if mean <= 0:
        return 0.0
    root = (mean / pieces) ** (1 / 3)
    z = (root - 1 + 1 / (9 * pieces)) * 3 * math.sqrt(pieces)
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _fit(told: Sequence[tuple[_Span, float]], memory: float, usual: float) -> _Fit:
    """Learn span by span; each is foretold from those before it."""
    prior_days = _PRIOR_SOLD / max(usual, 1e-3)
    sold = days = 0.0
    last = told[0][0].end
    foretold: list[Foretold] = []
    weeks = Weeks(AHEAD)
    for span, with_stock in told:
        kept = 0.5 ** ((span.end - last) / memory)
        sold, days, last = sold * kept, days * kept, span.end
        known = days + prior_days
        rate = (sold + _PRIOR_SOLD) / known
        if span.is_empty and len(span.stages) == 1:
            length = span.stages[0][1]  # more may have been wanted in all of it
            wide = 1 + length / known
            foretold.append(Foretold(span.sold, rate * length, wide, is_least=True))
        elif not span.is_empty:
            wide = 1 + with_stock / known
            foretold.append(Foretold(span.sold, rate * with_stock, wide))
        weeks.take(span.sold, with_stock, rate, known, span.is_empty)
        sold, days = sold + span.sold, days + with_stock
    stretch = stretch_of(foretold)
    known = days + prior_days
    rate = (sold + _PRIOR_SOLD) / known
    wider = weeks.wider(stretch, memory, _PRIOR_WEEKS)
    score = sum(one.score(stretch) for one in foretold)
    return _Fit(memory, rate, stretch * rate / known, stretch, wider, score)


def _best(fits: Sequence[_Fit]) -> float:
    return max(fit.score for fit in fits)


@dataclass(frozen=True, slots=True)
class _Whole:
    """All fits as one belief."""

    rate: float
    doubt: float
    stretch: float
    wider: float
    drift: float


def _weighed(fits: Sequence[_Fit]) -> _Whole:
    """Weighed by their scores; that they disagree is a doubt, too."""
    best = _best(fits)
    weights = [math.exp(TRUST * (fit.score - best)) for fit in fits]
    shares = [
        (weight / sum(weights), fit) for weight, fit in zip(weights, fits, strict=True)
    ]
    rate = sum(s * fit.rate for s, fit in shares)
    return _Whole(
        rate,
        sum(s * (fit.doubt + (fit.rate - rate) ** 2) for s, fit in shares),
        sum(s * fit.stretch for s, fit in shares),
        sum(s * fit.wider for s, fit in shares),
        sum(s * fit.drift for s, fit in shares),
    )
