"""Shelf labels of one photo: their print, price, and the facing they belong to.

Called by `pipeline.shelf`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from pipeline.images import Pixels
from pipeline.types import Box, Detection
from pipeline.vision.find import ShelfPhoto, facing_above
from pipeline.vision.looks.looks import crop
from pipeline.vision.prices.label_lines import lines_of
from pipeline.vision.prices.small_labels import is_small, with_closer_looks
from pipeline.vision.prices.style import PriceStyle, style_of
from pipeline.vision.prices.tags import PrintedPrice, price_line, whole_text
from pipeline.vision.prices.votes import PriceVotes, Vote
from pipeline.vision.text.ocr import Line, TextReader

_MOST_LABELS = 60  # of one photo; the surest are read
_SURE_ALONE = 2.0  # the weight of one clear reading of a larger label
_CLEAR = 0.85  # of readings below it hardly one is right, however large the label
_CLEAR_STYLE = 0.9
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
    lines = lines_of(crops, reader)
    cut = cut_labels(boxes, photo.pixels.shape[1])
    votes = [_votes(*of) for of in zip(boxes, crops, lines, cut, strict=True)]
    if reader is not None:
        votes = with_closer_looks(votes, crops, reader, _style_of(lines, cut))
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
    is_alone = is_small(label) or line.score < _CLEAR
    weight = line.score if is_alone else _SURE_ALONE
    hides = line.box.left if box.left <= _AT_EDGE else box.width - line.box.right
    is_cut = is_cut and hides < _ROOM * line.box.height
    return PriceVotes((Vote(price, weight),), is_cut)


def _style_of(
    lines: Sequence[Sequence[Line]], cut: Sequence[bool]
) -> PriceStyle | None:
    """How the prices of whole labels that read clearly are printed."""
    prices = [
        price_line(print_of)
        for print_of, is_cut in zip(lines, cut, strict=True)
        if not is_cut
    ]
    found = [price[1] for price in prices if price is not None]
    return style_of(line.text for line in found if line.score >= _CLEAR_STYLE)


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
