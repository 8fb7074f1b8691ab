"""Which things of a photo a question is about.

Called by all that answers. What is sure is told from what may be meant: an unnamed
group whose likeliest product is asked about, or whose print has most of the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.types import Colour, ItemReading
from pipeline.vqa.questions import Facts, Reason, Subject
from pipeline.vqa.scene import Scene
from pipeline.vqa.wordfit import fit

_MAY_BE = 0.6  # of the words
_LIKELY_CANDIDATES = 2


@dataclass(frozen=True, slots=True)
class Meant:
    """Groups that are asked about, and those that may be, too."""

    sure: frozenset[int]
    maybe: frozenset[int] = frozenset()


_NO, _PERHAPS, _YES = 0, 1, 2


def meant_by(subject: Subject, scene: Scene, facts: Facts) -> Meant | Reason:
    """The groups; a reason where the reading cannot tell them."""
    items = scene.reading.items
    if subject.group is not None:
        group = scene.numbers.get(subject.group)
        if group is None:
            return Reason.NO_SUCH_PLACE
        subject = replace(subject, group=group)
    reason = _unanswerable(subject, items, facts)
    if reason is not None:
        return reason
    fits = {item.group: _fit(subject, item, facts) for item in items}
    return Meant(
        frozenset(group for group, how in fits.items() if how == _YES),
        frozenset(group for group, how in fits.items() if how == _PERHAPS),
    )


def is_everything(subject: Subject) -> bool:
    return subject == Subject()


def _unanswerable(
    subject: Subject, items: Sequence[ItemReading], facts: Facts
) -> Reason | None:
    if subject.colours and not any(item.colours for item in items):
        return Reason.NO_COLOURS
    named = [item.product_id for item in items if item.product_id]
    if subject.category and not any(facts.categories.get(i) for i in named):
        return Reason.NO_CATEGORIES
    by_name = subject.words or subject.product_ids
    if by_name and not named and not any(i.text or i.candidates for i in items):
        return Reason.NO_NAMES
    return None


def _fit(subject: Subject, item: ItemReading, facts: Facts) -> int:
    """How an item fits all that is given: the worst of it counts."""
    parts = [_YES]
    if subject.group is not None:
        parts.append(_YES if item.group == subject.group else _NO)
    if subject.is_unnamed:
        parts.append(_NO if item.product_id else _YES)
    if subject.category is not None:
        parts.append(_of_category(subject.category, item, facts))
    if subject.colours:
        parts.append(_in_colours(subject.colours, item))
    if subject.product_ids or subject.words:
        parts.append(_by_name(subject, item, facts))
    return min(parts)


def _of_category(category: str, item: ItemReading, facts: Facts) -> int:
    if item.product_id:
        own = facts.categories.get(item.product_id, "")
        return _YES if own.casefold() == category.casefold() else _NO
    likely = item.candidates[:_LIKELY_CANDIDATES]
    categories = [facts.categories.get(c.product_id, "").casefold() for c in likely]
    return _PERHAPS if category.casefold() in categories else _NO


def _in_colours(asked: tuple[Colour, ...], item: ItemReading) -> int:
    """One colour is meant as the main one; of several the pack has to have all."""
    if not set(asked) <= set(item.colours):
        return _NO
    return _YES if len(asked) > 1 or item.colours[0] == asked[0] else _PERHAPS


def _by_name(subject: Subject, item: ItemReading, facts: Facts) -> int:
    if item.product_id:
        return _named(subject, item, facts)
    likely = {c.product_id for c in item.candidates[:_LIKELY_CANDIDATES]}
    names = [facts.names.get(i, "") for i in subject.product_ids]
    best = max((fit(name, item.text) for name in names if name), default=0.0)
    if subject.words:
        said = fit(subject.words, f"{item.text} {item.guess}")
        if said == 1 and not subject.product_ids:
            return _YES
        best = max(best, said)
    may_be = bool(likely & set(subject.product_ids)) or best >= _MAY_BE
    return _PERHAPS if may_be else _NO


def _named(subject: Subject, item: ItemReading, facts: Facts) -> int:
    """Words decide only where the chat has not resolved them to products."""
    assert item.product_id is not None
    if subject.product_ids:
        return _YES if item.product_id in subject.product_ids else _NO
    names = [item.name or "", facts.names.get(item.product_id, "")]
    names += facts.aliases.get(item.product_id, ())
    return _YES if any(fit(subject.words, name) == 1 for name in names) else _NO
