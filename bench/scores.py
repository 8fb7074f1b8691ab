"""How good a reading is against a labelled photo.

Facings match truth at IoU 0.5, best score first, each truth once; gaps at 0.3; tags at
0.5. A prediction in an ignore area counts neither way. Grouping is judged on pairs of
matched facings: same group in truth against same group in the reading. A SKU's count is
that of the read group which holds most of its facings; a read group serves one SKU.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import combinations
from typing import Any

from pipeline.types import Box, ShelfReading

Label = dict[str, Any]
IOU_STEPS = tuple(0.5 + 0.05 * step for step in range(10))


@dataclass
class Tally:
    """Right, wrong and missed, of one kind."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0


@dataclass
class Scores:
    """Sums over photos; add photos, then ask for `summary`."""

    facings: Tally = field(default_factory=Tally)
    pairs: Tally = field(default_factory=Tally)
    gaps: Tally = field(default_factory=Tally)
    tags: Tally = field(default_factory=Tally)
    ranked: dict[float, list[tuple[float, bool]]] = field(
        default_factory=lambda: {step: [] for step in IOU_STEPS}
    )
    truths: int = 0
    count_errors: list[float] = field(default_factory=list)
    in_range: int = 0
    range_widths: list[float] = field(default_factory=list)
    skus: Counter[str] = field(default_factory=Counter)
    prices: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)

    def add(self, label: Label, reading: ShelfReading, known: set[str]) -> None:
        """One photo; `known` are the product ids of the catalogue it was read with."""
        truth = [_box(product) for product in label["products"]]
        ignore = [_box(area) for area in label.get("ignore", [])]
        read = [
            (facing.score, facing.box, item.group, item.product_id)
            for item in reading.items
            for facing in item.facings
        ]
        ranked = [(score, box) for score, box, _, _ in read]
        matches = match(ranked, truth, 0.5)
        kept = [
            k
            for k, found in enumerate(matches)
            if found is not None or not is_ignored(read[k][1], ignore)
        ]
        self._add_facings(ranked, kept, matches, truth)
        self._add_range(reading, len(truth), len(read) - len(kept))
        groups = [product["group"] for product in label["products"]]
        self._add_groups([(read[k][2], matches[k]) for k in kept], groups, reading)
        self._add_names([(read[k][3], matches[k]) for k in kept], groups, known)
        gaps = [(gap.score, gap.box) for gap in reading.gaps]
        _count(self.gaps, gaps, [_box(g) for g in label.get("gaps", [])], ignore, 0.3)
        self._add_tags(label, reading)

    def _add_facings(
        self,
        ranked: list[tuple[float, Box]],
        kept: list[int],
        matches: list[int | None],
        truth: list[Box],
    ) -> None:
        hits = sum(matches[k] is not None for k in kept)
        self.facings.right += hits
        self.facings.wrong += len(kept) - hits
        self.facings.missed += len(truth) - hits
        self.truths += len(truth)
        self.count_errors.append(abs(len(kept) - len(truth)) / max(1, len(truth)))
        for step in IOU_STEPS:
            found = match(ranked, truth, step)
            self.ranked[step] += [(ranked[k][0], found[k] is not None) for k in kept]

    def _add_range(self, reading: ShelfReading, truth: int, ignored: int) -> None:
        low, high = reading.facings_low, reading.facings_high
        low = reading.facings if low is None else low
        high = reading.facings if high is None else high
        self.in_range += low - ignored <= truth <= high - ignored
        self.range_widths.append((high - low) / max(1, truth))

    def _add_groups(
        self,
        kept: list[tuple[int, int | None]],
        groups: list[str],
        reading: ShelfReading,
    ) -> None:
        of_truth = {found: group for group, found in kept if found is not None}
        for one, other in combinations(sorted(of_truth), 2):
            same = groups[one] == groups[other]
            read_same = of_truth[one] == of_truth[other]
            self.pairs.right += same and read_same
            self.pairs.wrong += read_same and not same
            self.pairs.missed += same and not read_same
        sizes = Counter(group for group, _ in kept)
        items = {item.group: item for item in reading.items}
        used: set[int] = set()
        for group, count in Counter(groups).most_common():
            votes = Counter(of_truth[j] for j in of_truth if groups[j] == group)
            best = next((g for g, _ in votes.most_common() if g not in used), None)
            if best is not None:
                used.add(best)
            seen = sizes[best] if best is not None else 0
            self.skus["all"] += 1
            self.skus["exact"] += seen == count
            self.skus["within one"] += seen > 0 and abs(seen - count) <= 1
            if best is not None:
                item = items[best]
                low, high = item.count_low - item.count, item.count_high - item.count
                self.skus["in range"] += low <= count - seen <= high

    def _add_names(
        self,
        kept: list[tuple[str | None, int | None]],
        groups: list[str],
        known: set[str],
    ) -> None:
        for name, found in kept:
            if found is None or not known:
                continue
            is_known = groups[found] in known
            self.names["known" if is_known else "unknown"] += 1
            if name is None:
                continue
            outcome = "right" if name == groups[found] else "wrong"
            self.names[outcome if is_known else "false"] += 1

    def _add_tags(self, label: Label, reading: ShelfReading) -> None:
        if not label.get("price_tags"):
            return
        truth = [_box(tag) for tag in label["price_tags"]]
        read = [(tag.score, tag.box) for tag in reading.price_tags]
        matches = _count(self.tags, read, truth, [], 0.5)
        for tag, found in zip(reading.price_tags, matches, strict=True):
            price = None if found is None else label["price_tags"][found].get("price")
            if price is not None:
                self.prices["priced"] += 1
                self.prices["read"] += tag.amount is not None
                self.prices["right"] += _money(price) == tag.amount

    def _of_priced(self, outcome: str) -> float:
        """The share of the found tags whose price is known."""
        return self.prices[outcome] / max(1, self.prices["priced"])

    def summary(self) -> dict[str, float]:
        """The figures, as shares of 1."""
        ap = {
            step: _average_precision(rows, self.truths)
            for step, rows in self.ranked.items()
        }
        figures = {
            "photos": len(self.count_errors),
            "facings": self.truths,
            "f1": self.facings.f1,
            "ap50": ap[0.5],
            "ap": sum(ap.values()) / len(ap),
            "count_error": sum(self.count_errors) / max(1, len(self.count_errors)),
            "count_in_range": self.in_range / max(1, len(self.count_errors)),
            "count_range_width": sum(self.range_widths)
            / max(1, len(self.range_widths)),
            "grouping_f1": self.pairs.f1,
            "sku_exact": self.skus["exact"] / max(1, self.skus["all"]),
            "sku_within_one": self.skus["within one"] / max(1, self.skus["all"]),
            "sku_in_range": self.skus["in range"] / max(1, self.skus["all"]),
            "gap_f1": self.gaps.f1,
            "tag_f1": self.tags.f1,
            "price_right": self._of_priced("right"),
            "price_read": self._of_priced("read"),
            "price_wrong": self._of_priced("read") - self._of_priced("right"),
        }
        if self.names["known"]:
            figures["named_right"] = self.names["right"] / self.names["known"]
            figures["named_wrong"] = self.names["wrong"] / self.names["known"]
        if self.names["unknown"]:
            figures["false_names"] = self.names["false"] / self.names["unknown"]
        return {name: round(value, 4) for name, value in figures.items()}


def match(
    read: Sequence[tuple[float, Box]], truth: Sequence[Box], iou: float
) -> list[int | None]:
    """For each prediction the truth it takes, best scores first."""
    taken: set[int] = set()
    found: list[int | None] = [None] * len(read)
    for k in sorted(range(len(read)), key=lambda k: -read[k][0]):
        overlaps = [
            (read[k][1].iou(box), j) for j, box in enumerate(truth) if j not in taken
        ]
        best, j = max(overlaps, default=(0.0, 0))
        if best >= iou:
            taken.add(j)
            found[k] = j
    return found


def _count(
    tally: Tally,
    read: list[tuple[float, Box]],
    truth: list[Box],
    ignore: list[Box],
    iou: float,
) -> list[int | None]:
    matches = match(read, truth, iou)
    hits = sum(found is not None for found in matches)
    tally.right += hits
    tally.missed += len(truth) - hits
    tally.wrong += sum(
        found is None and not is_ignored(box, ignore)
        for found, (_, box) in zip(matches, read, strict=True)
    )
    return matches


def is_ignored(box: Box, ignore: Sequence[Box]) -> bool:
    """Whether the label says nothing of what is there."""
    x, y = box.centre
    return any(
        (area.left <= x <= area.right and area.top <= y <= area.bottom)
        or area.intersection(box) >= 0.5 * max(box.area, 1e-9)
        for area in ignore
    )


def _average_precision(rows: list[tuple[float, bool]], truths: int) -> float:
    """Area under the precision-recall curve, precision made non-increasing."""
    if not truths:
        return 0.0
    hits, points = 0, []
    for seen, (_, hit) in enumerate(sorted(rows, key=lambda row: -row[0]), start=1):
        hits += hit
        points.append((hits / truths, hits / seen))
    area, best, next_recall = 0.0, 0.0, points[-1][0] if points else 0.0
    for recall, precision in reversed(points):
        area += (next_recall - recall) * best
        best, next_recall = max(best, precision), recall
    return area + next_recall * best


def _box(entry: Label) -> Box:
    return Box(*entry["box"])


def _money(price: object) -> Decimal | None:
    try:
        return Decimal(str(price).replace(",", ".").replace(" ", ""))
    except InvalidOperation:
        return None
