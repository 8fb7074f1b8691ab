"""The print of shelf labels, with numbers that a finder of text passes over.

Called by `pipeline.vision.prices.labels`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.images import Pixels
from pipeline.types import Box
from pipeline.vision.prices.large_print import large_numbers, raised_cents
from pipeline.vision.prices.small_labels import is_small
from pipeline.vision.prices.tags import find_currency, parse_price, read_label
from pipeline.vision.text.ocr import LABEL, SMALL_LABEL, Line, TextReader

_MOST_LINES, _MOST_LINES_OF_MANY = 4, 2  # the price is the largest print
_MANY_LABELS = 12
_SHORT_NUMBER = re.compile(r"\D{0,2}\d{1,2}\D?")
_MOST_WHOLE = 4  # digits of an amount that has raised cents
_SURE_NUMBER = 0.75  # of a number that was told by its shapes


def lines_of(
    crops: Sequence[Pixels], reader: TextReader | None
) -> list[tuple[Line, ...]]:
    """Print of each label. Where the large number was not found, or only a part of it,
    it is read where its digits are; those still without a price are looked at smaller.
    Small labels get closer looks instead.
    """
    if reader is None:
        return [() for _ in crops]
    most = _MOST_LINES if len(crops) <= _MANY_LABELS else _MOST_LINES_OF_MANY
    lines = reader.read(crops, most, LABEL)
    large = [index for index, label in enumerate(crops) if not is_small(label)]
    of_large = [lines[index] for index in large]
    _add_numbers(of_large, [crops[index] for index in large], reader)
    _complete_numbers(of_large, [crops[index] for index in large], reader)
    _add_cents(of_large, [crops[index] for index in large], reader)
    for index, part in zip(large, of_large, strict=True):
        lines[index] = part
    unread = [index for index in _unread(lines) if _is_larger(crops[index])]
    again = reader.read([crops[i] for i in unread], most, SMALL_LABEL)
    for index, part in zip(unread, again, strict=True):
        if read_label(part) is not None:
            lines[index] = part
    return [
        tuple(line for line in part if not _is_part_of(line, part)) for part in lines
    ]


def _is_larger(label: Pixels) -> bool:
    """Whether it is not looked at in its own size already."""
    height, width = label.shape[:2]
    return bool(width > SMALL_LABEL[0] or height > SMALL_LABEL[1])


def _unread(lines: Sequence[tuple[Line, ...]]) -> list[int]:
    return [index for index, part in enumerate(lines) if read_label(part) is None]


def _add_numbers(
    lines: list[tuple[Line, ...]], crops: Sequence[Pixels], reader: TextReader
) -> None:
    """Put numbers told by their shapes in the place of what was read there."""
    unread = set(_unread(lines))
    places = [
        [
            number
            for number in large_numbers(pixels)
            if index in unread or _is_short(part) or _goes_beyond(number, part)
        ]
        for index, (part, pixels) in enumerate(zip(lines, crops, strict=True))
    ]
    for index, found in enumerate(reader.read_at(crops, places)):
        numbers = [
            line
            for line in found
            if _is_number(line) and not _is_part_of(line, lines[index])
        ]
        kept = [
            line
            for line in lines[index]
            if not any(_is_same_place(line.box, number.box) for number in numbers)
        ]
        if numbers:
            lines[index] = tuple(sorted((*kept, *numbers), key=lambda x: x.box.top))


def _add_cents(
    lines: list[tuple[Line, ...]], crops: Sequence[Pixels], reader: TextReader
) -> None:
    """Read a number and the raised digits beside it apart, for read together they
    look like one long number."""
    found = [raised_cents(pixels) for pixels in crops]
    read = reader.read_at(crops, [[] if pair is None else [*pair] for pair in found])
    for index, (pair, parts) in enumerate(zip(found, read, strict=True)):
        if pair is None or len(parts) != 2:
            continue
        number, cents = sorted(parts, key=lambda line: line.box.left)
        whole, raised = (re.sub(r"\D", "", line.text) for line in (number, cents))
        are_sure = min(number.score, cents.score) >= _SURE_NUMBER
        if are_sure and len(raised) == 2 and 1 <= len(whole) <= _MOST_WHOLE:
            around = _around(number.box, cents.box)
            kept = [x for x in lines[index] if not _is_same_place(x.box, around)]
            gone = (x.text for x in lines[index] if _is_same_place(x.box, around))
            amount = f"{whole}.{raised} {find_currency(' '.join(gone)) or ''}".strip()
            said = Line(amount, min(number.score, cents.score), around)
            lines[index] = (*kept, said)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def _complete_numbers(
    lines: list[tuple[Line, ...]], crops: Sequence[Pixels], reader: TextReader
) -> None:
    """Look again, wider, where a price of one or two digits was read: a thin first
    digit is passed over easily."""
    short = [
        (index, line)
        for index, part in enumerate(lines)
        for line in part
        if _SHORT_NUMBER.fullmatch(line.text)
    ]
    places: list[list[Box]] = [[] for _ in crops]
    for index, line in short:
        places[index].append(_widened(line.box))
    found = reader.read_at(crops, places)
    for index, line in short:
        number = re.sub(r"\D", "", line.text)
        for wider in found[index]:
            if wider.score >= _SURE_NUMBER and _completes(wider.text, number):
                others = (x for x in lines[index] if x is not line)
                lines[index] = (*others, wider)
                break


def _completes(text: str, number: str) -> bool:
    """Whether a text is one number that holds the other and a digit or two more."""
    whole = re.fullmatch(r"\D*(\d+)\D*", text)
    more = len(whole.group(1)) - len(number) if whole else 0
    return whole is not None and 1 <= more <= 2 and whole.group(1).endswith(number)


def _widened(box: Box) -> Box:
    """With room for a digit or two before it."""
    size = min(box.height, box.width)
    return Box(
        max(0.0, box.left - 0.9 * size),
        max(0.0, box.top - 0.1 * size),
        box.right + 0.15 * size,
        box.bottom + 0.1 * size,
    )


def _is_short(lines: Sequence[Line]) -> bool:
    return any(_SHORT_NUMBER.fullmatch(line.text) for line in lines)


def _is_same_place(one: Box, other: Box) -> bool:
    shared = one.intersection(other)
    return shared >= 0.4 * one.area or shared >= 0.8 * other.area


def _is_part_of(number: Line, lines: Sequence[Line]) -> bool:
    """Whether a longer number was read at the same place."""
    return any(
        line.box.intersection(number.box) > 0.2 * number.box.area
        and number.text.strip().isdigit()
        and _digits(line) > _digits(number)
        and parse_price(line.text) is not None
        for line in lines
    )


def _digits(line: Line) -> int:
    return sum(character.isdigit() for character in line.text)


def _is_number(line: Line) -> bool:
    return line.score >= _SURE_NUMBER and parse_price(line.text) is not None


def _goes_beyond(number: Box, lines: Sequence[Line]) -> bool:
    """Whether a line was read there that ends more than half a digit too early."""
    return any(
        line.box.intersection(number) > 0.5 * line.box.area
        and number.width - line.box.width > 0.5 * number.height
        and line.box.height > 0.5 * number.height
        for line in lines
    )
