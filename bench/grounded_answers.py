"""Answers as plain values, to compare them; called by `bench.grounded`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from bench.grounded_questions import ORDINALS, Pair
from bench.grounded_truth import articles
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Compared,
    Counted,
    Filled,
    Kind,
    Listed,
    Located,
    Misplaced,
    Present,
    Prices,
    Thing,
)
from pipeline.vqa.wordfit import fit, words_of

_NUMBER = "number "  # of a group without a name
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def said(pair: Pair, found: Answer) -> Any:
    """What the answer says, in the terms of the pair's right answer."""
    if isinstance(found, CannotTell):
        return f"cannot tell: {found.reason}"
    return _VALUES[type(found)](pair, found)


def is_right(pair: Pair, found: Answer) -> bool:
    value = said(pair, found)
    if isinstance(pair.right, tuple):
        low, high = pair.right
        return isinstance(value, int) and low <= value <= high
    if pair.question.kind is Kind.COLOUR:
        return value in pair.right
    return bool(value == pair.right)


def is_near(pair: Pair, found: Answer) -> bool:
    """Whether it is right, or a number that is a tenth off at most."""
    value = said(pair, found)
    if is_right(pair, found):
        return True
    right = pair.right
    if isinstance(right, bool) or not isinstance(right, int | tuple):
        return False
    low, high = right if isinstance(right, tuple) else (right, right)
    return isinstance(value, int) and bool(0.9 * low <= value <= 1.1 * high)


def claims_nothing_false(pair: Pair, found: Answer) -> bool:
    """Whether it is right, or what is right is not excluded: by "I cannot tell", by the
    range and what may be meant, too, or by packs without a name in place of it."""
    if is_right(pair, found) or isinstance(found, CannotTell):
        return True
    doubt = sum(thing.high for thing in found.maybe) + found.unnamed
    if isinstance(found, Counted):
        low, high = pair.right if isinstance(pair.right, tuple) else (pair.right,) * 2
        return bool(found.low <= high and low <= found.high + doubt)
    if isinstance(found, Present):
        return not found.is_there and doubt > 0
    value = said(pair, found)
    if isinstance(found, Listed | Prices) and isinstance(value, set | dict):
        return _is_part(value, pair.right)
    return False


def _is_part(value: Any, right: Any) -> bool:
    """Whether all that has a name is right; of each product no more than there are."""
    named = {part for part in value if not str(part).startswith(_NUMBER)}
    if isinstance(value, dict):
        return all(value[part] <= right.get(part, 0) for part in named)
    return len(named) < len(value) and named <= set(right)


def _listed(pair: Pair, found: Listed) -> Any:
    if pair.question.kind is Kind.COLOUR:
        return str(found.things[0].colours[0])
    if isinstance(pair.right, dict):
        return {_id(thing): thing.count for thing in found.things}
    return _ids(found.things)


def _filled(pair: Pair, found: Filled) -> Any:
    if pair.question.kind is Kind.SHELVES:
        return len(found.all_rows)
    if pair.question.kind is Kind.GAPS:
        return sum(row.empty for row in found.all_rows)
    return {row.row for row in found.best}


def _prices(pair: Pair, found: Prices) -> Any:
    if pair.question.kind is Kind.TAG:
        return {price.amount for price in found.priced}
    return _ids(price.thing for price in found.priced if price.thing)


def _located(_: Pair, found: Located) -> Any:
    return {(standing.row, standing.side) for standing in found.standings}


def _compared(_: Pair, found: Compared) -> Any:
    return {_id(one.thing): (one.before, one.after) for one in found.differences}


def _misplaced(_: Pair, found: Misplaced) -> Any:
    return _ids(stray.standing.thing for stray in found.strays)


_VALUES: dict[type[Answer], Callable[[Pair, Any], Any]] = {
    Counted: lambda _, found: found.count,
    Present: lambda _, found: found.is_there,
    Located: _located,
    Listed: _listed,
    Filled: _filled,
    Misplaced: _misplaced,
    Prices: _prices,
    Compared: _compared,
}


def _id(thing: Thing) -> str:
    return thing.product_id or f"{_NUMBER}{thing.group}"


def _ids(things: Iterable[Thing]) -> set[str]:
    return {_id(thing) for thing in things}


def is_right_in_words(pair: Pair, text: str) -> bool:
    """Whether a model's words hold the right answer: its number, yes or no, its shelf,
    or every name of it."""
    words = words_of(text)
    right = pair.right
    if isinstance(right, bool):
        return words[:1] == ("yes" if right else "no",)
    if isinstance(right, tuple):
        low, high = right
        return any(low <= number <= high for number in _numbers(text)[:1])
    if isinstance(right, int):
        return _numbers(text)[:1] == [right]
    if not right:
        return bool({"no", "none", "nothing"} & set(words))
    return all(_is_said(part, text, words) for part in right)


def _numbers(text: str) -> list[int]:
    return [
        int(word) if word.isdigit() else _NUMBERS.index(word)
        for word in re.findall(r"\w+", text.casefold())
        if word.isdigit() or word in _NUMBERS
    ]


def _is_said(part: Any, text: str, words: tuple[str, ...]) -> bool:
    if isinstance(part, tuple):  # shelf and side
        row, side = part
        return _is_said(row, text, words) and str(side) in words
    if isinstance(part, int):
        return ORDINALS[part - 1] in words or part in _numbers(text)
    if isinstance(part, Decimal):
        return str(part.normalize()) in words
    name = articles()[part].name if part in articles() else str(part)
    return fit(name, text) == 1
