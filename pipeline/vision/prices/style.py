"""How a shop prints its prices, learned from the labels of one photo that read clearly.

Called by `pipeline.vision.prices.labels`. Labels of one shop are printed alike: what
stands before and after the number, and which digits prices end on, tell what the
blurred labels of the same photo may say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

_LEAST_ALIKE, _LEAST_SHARE = 4, 0.6  # labels that are printed alike, and of all
_MORE_DIGITS = 1  # than any clear price of the photo has
_FEWEST_DIGITS = 3
_UNSEEN = 0.1  # of a label for each ending that no clear label shows
_PRICE = re.compile(
    r"(?P<before>[^\d.,]{0,5})"
    r"(?P<whole>[1-9]\d{0,2}(?:[.,' ’]\d{3})+|0|[1-9]\d{0,6})"
    r"(?:(?P<point>[.,])(?P<cents>\d\d))?(?P<after>[^\d.,]{0,6})"
)
_MISREAD = re.compile(r"^[KkX][5S][hHk](?= ?\d)")  # KSh


@dataclass(frozen=True, slots=True)
class PriceStyle:
    """What stands around a price, and the endings of the clear ones."""

    before: str
    after: str
    point: str  # between whole and cents; empty where no cents are printed
    thousands: str
    most_digits: int  # of the whole
    last_digits: Counter[str]
    cents: Counter[str]

    def log_odds(self, whole: str, cents: str) -> float:
        """How likely a price ends like that, by those that were read clearly."""
        return _share(self.last_digits, whole[-1], 10) + (
            _share(self.cents, cents, 100) if self.point else 0.0
        )


def style_of(lines: Iterable[str]) -> PriceStyle | None:
    """The style that most of these prices are printed in; None for too few of them."""
    found = [m for line in lines if (m := _PRICE.fullmatch(_plain(line)))]
    alike = Counter(_around(match) for match in found)
    if not alike:
        return None
    (before, after, point), number = alike.most_common(1)[0]
    if number < max(_LEAST_ALIKE, _LEAST_SHARE * len(found)):
        return None
    prices = [match for match in found if _around(match) == (before, after, point)]
    return _style((before, after, point), prices)


def _style(around: tuple[str, str, str], prices: Sequence[re.Match[str]]) -> PriceStyle:
    seen = {(re.sub(r"\D", "", m["whole"]), m["cents"] or "") for m in prices}
    gaps = Counter(re.sub(r"\d", "", m["whole"])[:1] for m in prices)
    del gaps[""]
    longest = max(len(whole) for whole, _ in seen)
    return PriceStyle(
        *around,
        thousands=gaps.most_common(1)[0][0] if gaps else "",
        most_digits=max(_FEWEST_DIGITS, longest + _MORE_DIGITS),
        last_digits=Counter(whole[-1] for whole, _ in seen),
        cents=Counter(cents for _, cents in seen),
    )


def _around(match: re.Match[str]) -> tuple[str, str, str]:
    return match["before"], match["after"], match["point"] or ""


def _plain(line: str) -> str:
    return _MISREAD.sub("KSh", line.strip())


def _share(seen: Counter[str], ending: str, endings: int) -> float:
    """Of a Dirichlet prior that all endings are alike."""
    total = seen.total() + _UNSEEN * endings
    return log((seen[ending] + _UNSEEN) / total)
