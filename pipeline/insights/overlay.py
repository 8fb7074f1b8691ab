"""The photos of a reading laid over the plan of a shelf; and which shelf that is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.insights.alignment import Alignment, align
from pipeline.insights.planogram import UNKNOWN, Plan, View

Name = TypeVar("Name", bound=Hashable)

SAME_SHELF = 0.4
"""From this score on a photo may show the shelf."""
CLEARLY = 0.08
"""So much better than the next shelf it must be."""
FEW = 3  # facings: a layout of fewer is no evidence, unless it is all there is
_LEAST_SHARE = 0.2  # of the photo's facings must be known from the plan
_MOST = 0.5  # of the facings on photo or plan, whichever shows less, must agree
_OVERLAP = 0.75  # the score from which photos that overlap a little may show one shelf
_VARIED = 4  # different products in the same order, for that
_TRIED = 4  # plans that are laid over it, those with most in common first


@dataclass(frozen=True, slots=True)
class Laid:
    """One photo over one panel of the plan."""

    panel: int
    alignment: Alignment


@dataclass(frozen=True, slots=True)
class Overlay:
    """For each photo where it lies on the plan, if it does."""

    plan: Plan
    views: tuple[View, ...]
    laid: tuple[Laid | None, ...]

    @property
    def alignments(self) -> list[Alignment]:
        return [laid.alignment for laid in self.laid if laid]

    @property
    def agreed(self) -> int:
        """Facings that stand where the plan has them."""
        return sum(len(found.pairs) for found in self.alignments)

    @property
    def products(self) -> int:
        return max((found.products for found in self.alignments), default=0)

    @property
    def score(self) -> float:
        """The mean score of the photos that lie on it, by what agrees on each."""
        total = sum(found.score * len(found.pairs) for found in self.alignments)
        return total / self.agreed if self.agreed else 0.0

    @property
    def shown(self) -> dict[int, set[int]]:
        """The spots that the photos show, by panel; of other panels none."""
        shown: dict[int, set[int]] = defaultdict(set)
        for laid in self.laid:
            if laid:
                shown[laid.panel] |= laid.alignment.covered
        return shown

    @property
    def covered(self) -> int:
        """How many spots of the plan the photos show."""
        return sum(map(len, self.shown.values()))


@dataclass(frozen=True, slots=True)
class Recognised(Generic[Name]):
    """The shelf that the photos show; `rivals` are those that it could be as well."""

    shelf: Name | None = None
    overlay: Overlay | None = None
    rivals: tuple[Name, ...] = ()


def lay(plan: Plan, views: Sequence[View]) -> Overlay:
    """Each photo over the panel that it fits best, where it fits at all."""
    return Overlay(plan, tuple(views), tuple(_best(plan, view) for view in views))


def _best(plan: Plan, view: View) -> Laid | None:
    if not view.facings:
        return None
    found = [
        Laid(number, alignment)
        for number, panel in enumerate(plan.panels)
        if (alignment := align(panel, view)) is not None
    ]
    fitting = [laid for laid in found if _fits(laid.alignment)]
    return max(fitting, key=lambda laid: _strength(laid.alignment), default=None)


def _fits(found: Alignment) -> bool:
    """Whether so much agrees that it cannot well be chance."""
    agreed = len(found.pairs)
    here = len(found.view.facings)
    known = len({s.key for s in found.panel.spots if s.is_there})
    if found.score < SAME_SHELF or agreed < _LEAST_SHARE * here:
        return False
    few = min(FEW, here, sum(spot.is_there for spot in found.panel.spots))
    if agreed < few or (found.products < 2 and known > 1):
        return False
    return _is_most(found) or (found.score >= _OVERLAP and found.products >= _VARIED)


def _is_most(found: Alignment) -> bool:
    """Whether most agrees of what has a name on the photo, or stands on the plan.

    Neighbours from one maker stand in the same order in many a shop, so one block of
    them is no evidence where all else differs.
    """
    agreed = len(found.pairs)
    paired = {facing for _, facing in found.pairs}
    named = sum(
        not facing.key.startswith(UNKNOWN) or i in paired
        for i, facing in enumerate(found.view.facings)
    )
    there = sum(spot.is_there for spot in found.panel.spots)
    return agreed >= _MOST * min(named, there)


def _strength(found: Alignment) -> float:
    return found.score * len(found.pairs)


def recognise(plans: Mapping[Name, Plan], views: Sequence[View]) -> Recognised[Name]:
    """The shelf whose layout the photos show, if one stands out."""
    likely = _most_in_common(plans, views)
    overlays = {name: lay(plans[name], views) for name in likely}
    fitting = [name for name in likely if overlays[name].agreed]
    fitting.sort(key=lambda name: -overlays[name].score)
    if not fitting:
        return Recognised()
    best = overlays[fitting[0]]
    rivals = [n for n in fitting if not _beats(best, overlays[n])]
    if len(rivals) > 1:
        strongest = max(rivals, key=lambda name: overlays[name].agreed)
        if all(
            overlays[strongest].agreed >= 1.5 * overlays[name].agreed
            for name in rivals
            if name != strongest
        ):
            return Recognised(strongest, overlays[strongest])
        return Recognised(rivals=tuple(rivals))
    return Recognised(fitting[0], best)


def _beats(best: Overlay, other: Overlay) -> bool:
    return best is not other and best.score - other.score >= CLEARLY


def _most_in_common(plans: Mapping[Name, Plan], views: Sequence[View]) -> list[Name]:
    """The plans that share most facings with the photos, by product."""
    seen = Counter(facing.key for view in views for facing in view.facings)
    shared: dict[Name, int] = {}
    for name, plan in plans.items():
        known = Counter(s.key for s in plan.spots if s.is_there and s.key != UNKNOWN)
        common = sum((known & seen).values())
        if common:
            shared[name] = common
    return sorted(shared, key=lambda name: -shared[name])[:_TRIED]
