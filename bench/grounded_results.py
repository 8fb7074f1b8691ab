"""Sums over questions and their answers; called by `bench.grounded`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.figures import percentile, print_table
from bench.grounded_questions import Pair

_FIGURES = (
    "asked",
    "right",
    "share",
    "within 10 %",
    "nothing false",
    "p50_ms",
    "p95_ms",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How good an answer is. Not right, it `is_false` unless it says that it is unsure,
    and `is_near` where it is a number that is little off."""

    is_right: bool
    is_false: bool
    is_near: bool


@dataclass
class Results:
    """Right, near and asked by way of answering and kind of question, and times."""

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    near: Counter[tuple[str, str]] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    asked: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[dict[str, str]] = field(default_factory=list)

    def add(
        self, way: str, pair: Pair, said: Any, outcome: Outcome, spent_s: float
    ) -> None:
        """One answer, which took so many seconds."""
        kind = str(pair.question.kind)
        self.asked[way, kind] += 1
        self.right[way, kind] += outcome.is_right
        self.near[way, kind] += outcome.is_near
        self.false[way] += outcome.is_false
        self.seconds.setdefault(way, []).append(spent_s)
        if not outcome.is_right:
            self.wrong.append(
                {
                    "way": way,
                    "photo": pair.shelf.name,
                    "question": pair.text,
                    "right": repr(pair.right),
                    "said": repr(said),
                }
            )

    @property
    def ways(self) -> list[str]:
        return [*self.seconds]

    def summary(self) -> dict[str, Any]:
        """For each way: shares right, overall and by kind, and milliseconds."""
        return {way: self._summary_of(way) for way in self.ways}

    def _summary_of(self, way: str) -> dict[str, Any]:
        kinds = [kind for other, kind in self.asked if other == way]
        asked = sum(self.asked[way, kind] for kind in kinds)
        right = sum(self.right[way, kind] for kind in kinds)
        near = sum(self.near[way, kind] for kind in kinds)
        spent = self.seconds[way]
        return {
            "asked": asked,
            "right": right,
            "share": round(right / asked, 4),
            "within 10 %": round(near / asked, 4),
            "nothing false": round(1 - self.false[way] / asked, 4),
            "p50_ms": round(1000 * median(spent), 3),
            "p95_ms": round(1000 * percentile(spent, 0.95), 3),
            "kinds": {
                kind: {
                    "right": self.right[way, kind],
                    "within 10 %": self.near[way, kind],
                    "asked": self.asked[way, kind],
                }
                for kind in kinds
            },
        }

    def print(self, title: str) -> None:
        """A table of the kinds, one column a way."""
        told = self.summary()
        kinds = dict.fromkeys(kind for way in self.ways for kind in told[way]["kinds"])
        rows: list[list[object]] = [["question", *self.ways]]
        for kind in kinds:
            cells = [told[way]["kinds"].get(kind) for way in self.ways]
            rows.append([kind, *(_cell(cell) for cell in cells)])
        for name in _FIGURES:
            rows.append([name, *(told[way][name] for way in self.ways)])
        print_table(title, rows)


def _cell(figures: dict[str, int] | None) -> str:
    if figures is None:
        return ""
    near = figures["within 10 %"] - figures["right"]
    also = f", {near} within 10 %" if near else ""
    return f"{figures['right']} of {figures['asked']}{also}"
