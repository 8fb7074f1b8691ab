"""Labels a few pixels high, read several times as differently cut strips.

Called by `pipeline.vision.prices.labels`. Finding print fails there, while the
recogniser, given the strip of the label where a price stands, reads most of them. Where
the style of the shop's prices is known, each price that may stand there is weighed
instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.images import Pixels
from pipeline.types import Box
from pipeline.vision.prices.fit import best_fit
from pipeline.vision.prices.style import PriceStyle
from pipeline.vision.prices.tags import parse_price
from pipeline.vision.prices.votes import FITS, PriceVotes, Vote
from pipeline.vision.prices.words import as_blurred
from pipeline.vision.text.letters import Letters
from pipeline.vision.text.ocr import TextReader

HIGHEST = 42  # pixels; larger labels are read where print was found
# Top and bottom of the strips, as shares of the label's height: each look is had only
# where those before do not agree, and the last only where they have said anything.
_LEAST_SAID = (0.0, 0.0, 0.7)  # weight of what was read before each look
_LOOKS = (((0.18, 0.85),), ((0.1, 0.9),), ((0.3, 0.9), (0.22, 0.82)))
_FITTED = ((0.18, 0.85), (0.1, 0.9))  # strips in which prices are weighed
_LEAST_SCORE = 0.5


def is_small(label: Pixels) -> bool:
    """Whether one reading of a label is not enough."""
    return bool(label.shape[0] < HIGHEST)


def with_closer_looks(
    votes: Sequence[PriceVotes],
    labels: Sequence[Pixels],
    reader: TextReader,
    style: PriceStyle | None = None,
) -> list[PriceVotes]:
    """The votes of each label, with what its strips say where it is small."""
    if style is None:
        return _with_strips(votes, labels, reader)
    return _with_fits(votes, labels, reader, style)


def _with_fits(
    votes: Sequence[PriceVotes],
    labels: Sequence[Pixels],
    reader: TextReader,
    style: PriceStyle,
) -> list[PriceVotes]:
    """The votes, with the price that fits best in this style; a second look is had
    where the first leaves it open."""
    result = list(votes)
    looks: dict[int, list[Letters]] = {
        index: []
        for index, (known, label) in enumerate(zip(votes, labels, strict=True))
        if is_small(label) and known.is_open()
    }
    for strip in _FITTED:
        places = [_strip(labels[index], *strip) for index in looks]
        seen = reader.letters_at([labels[index] for index in looks], places)
        for (index, before), letters in zip(list(looks.items()), seen, strict=True):
            before.append(letters)
            fit = best_fit(before, style)
            if fit.price is not None:
                said = result[index].and_also(Vote(fit.price, FITS))
                result[index] = replace(said, is_blurred=False)
                del looks[index]
            else:
                said = result[index].and_also(*_said(*letters.text()))
                result[index] = replace(said, is_blurred=fit.is_doubtful)
    return result


def _with_strips(
    votes: Sequence[PriceVotes], labels: Sequence[Pixels], reader: TextReader
) -> list[PriceVotes]:
    """The votes, with what strips say by themselves."""
    result = list(votes)
    for strips, least in zip(_LOOKS, _LEAST_SAID, strict=True):
        open_ones = [
            index
            for index, (known, label) in enumerate(zip(result, labels, strict=True))
            if is_small(label) and known.is_open(least)
        ]
        places = [[_strip(labels[i], *strip) for strip in strips] for i in open_ones]
        read = reader.read_at([labels[i] for i in open_ones], places)
        for index, lines in zip(open_ones, read, strict=True):
            more = [vote for line in lines for vote in _said(line.text, line.score)]
            result[index] = result[index].and_also(*more)
    return result


def _said(text: str, score: float) -> list[Vote]:
    price = parse_price(as_blurred(text))
    return [] if price is None or score < _LEAST_SCORE else [Vote(price, score)]


def _strip(label: Pixels, top: float, bottom: float) -> Box:
    height, width = label.shape[:2]
    return Box(0.0, top * height, float(width), bottom * height)
