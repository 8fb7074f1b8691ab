"""Shelf labels of one photo: their print, price, and the facing they belong to.

Called by `pipeline.shelf`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from pipeline.images import Pixels
from pipeline.types import Box, Detection
from pipeline.vision.find import ShelfPhoto, facing_above
from pipeline.vision.large_print import large_numbers
from pipeline.vision.looks import crop
from pipeline.vision.ocr import LABEL, SMALL_LABEL, Line, TextReader
from pipeline.vision.price_tags import (
    PrintedPrice,
    parse_price,
    price_line,
    read_label,
    whole_text,
)
from pipeline.vision.price_votes import PriceVotes, Vote
from pipeline.vision.small_labels import is_small, with_closer_looks

_MOST_LINES, _MOST_LINES_OF_MANY = 4, 2  # the price is the largest print
_MANY_LABELS = 12
_SHORT_NUMBER = re.compile(r"\D{0,2}\d{1,2}\D?")
_SURE_NUMBER = 0.75  # of a number that was told by its shapes
_MOST_LABELS = 60  # of one photo; the surest are read
_SURE_ALONE = 2.0  # the weight of one reading of a larger label
_AT_EDGE = 2.5  # pixels
_ROOM = 0.2  # heights of a number that a cut label shows beside it
_FEW_LABELS = 3
_CUT = 0.85  # of the usual width for its height


@dataclass(frozen=True, slots=True)
class ReadLabel:
    """One label; `facing` is an index into the facings of its photo."""

    label: Detection
    text: str
    price: PrintedPrice | None
    facing: int | None
    votes: PriceVotes = field(default_factory=PriceVotes)


def read_labels(photo: ShelfPhoto, reader: TextReader | None) -> list[ReadLabel]:
    """All labels of a photo; the surest `_MOST_LABELS` with their print."""
    labels = sorted(photo.labels, key=lambda label: -label.score)
    boxes = [label.box for label in labels[:_MOST_LABELS]]
    crops = [crop(photo.pixels, box) for box in boxes]
    lines = _lines_of(crops, reader)
    cut = cut_labels(boxes, photo.pixels.shape[1])
    votes = [_votes(*of) for of in zip(boxes, crops, lines, cut, strict=True)]
    if reader is not None:
        votes = with_closer_looks(votes, crops, reader)
    unread = len(labels) - len(lines)
    return [
        ReadLabel(
            label,
            whole_text(print_of),
            said.winner(),
            facing_above(label.box, photo),
            said,
        )
        for label, print_of, said in zip(
            labels,
            [*lines, *[()] * unread],
            [*votes, *[PriceVotes()] * unread],
            strict=True,
        )
    ]


def agreed_prices(
    labels: Sequence[ReadLabel], owners: Sequence[int | None]
) -> list[ReadLabel]:
    """The labels of one photo with the prices that are sure when those of one product
    speak for each other; `owners` are the groups that the labels belong to."""
    of: dict[int, list[int]] = {}
    for index, owner in enumerate(owners):
        if owner is not None:
            of.setdefault(owner, []).append(index)
    result = list(labels)
    for indices in of.values():
        for index in indices:
            beside = [labels[other].votes for other in indices if other != index]
            if beside:
                price = labels[index].votes.winner(beside)
                result[index] = replace(labels[index], price=price)
    return result


def _votes(box: Box, label: Pixels, lines: Sequence[Line], is_cut: bool) -> PriceVotes:
    """What the found print of a label says."""
    found = price_line(lines)
    if found is None:
        return PriceVotes(is_cut=is_cut)
    price, line = found
    weight = line.score if is_small(label) else _SURE_ALONE
    hides = line.box.left if box.left <= _AT_EDGE else box.width - line.box.right
    is_cut = is_cut and hides < _ROOM * line.box.height
    return PriceVotes((Vote(price, weight),), is_cut)


def cut_labels(boxes: Sequence[Box], width: float) -> list[bool]:
    """Which labels the photo's left or right edge cuts: those that touch it and are
    narrower for their height than the others."""
    inside = [not _touches(box, width) for box in boxes]
    ratios = [
        box.width / box.height
        for box, whole in zip(boxes, inside, strict=True)
        if whole
    ]
    usual = median(ratios) if len(ratios) >= _FEW_LABELS else 0.0
    return [
        not whole and box.width / box.height < _CUT * usual
        for box, whole in zip(boxes, inside, strict=True)
    ]


def _touches(box: Box, width: float) -> bool:
    return box.left <= _AT_EDGE or box.right >= width - _AT_EDGE


def _lines_of(
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
