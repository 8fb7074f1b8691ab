"""Labels a few pixels high, read several times as differently cut strips.

Called by `pipeline.vision.labels`. Finding print fails there, while the recogniser,
given the strip of the label where a price stands, reads most of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.images import Pixels
from pipeline.types import Box
from pipeline.vision.ocr import TextReader
from pipeline.vision.price_tags import parse_price
from pipeline.vision.price_votes import PriceVotes, Vote
from pipeline.vision.price_words import as_blurred

HIGHEST = 42  # pixels; larger labels are read where print was found
# Top and bottom of the strips, as shares of the label's height: each look is had only
# where those before do not agree, and the last only where they have said anything.
_LEAST_SAID = (0.0, 0.0, 0.7)  # weight of what was read before each look
_LOOKS = (((0.18, 0.85),), ((0.1, 0.9),), ((0.3, 0.9), (0.22, 0.82)))


def is_small(label: Pixels) -> bool:
    """Whether one reading of a label is not enough."""
    return bool(label.shape[0] < HIGHEST)


def with_closer_looks(
    votes: Sequence[PriceVotes], labels: Sequence[Pixels], reader: TextReader
) -> list[PriceVotes]:
    """The votes of each label, with what its strips say where it is small."""
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
            prices = [
                (parse_price(as_blurred(line.text)), line.score) for line in lines
            ]
            more = [Vote(price, score) for price, score in prices if price is not None]
            result[index] = result[index].and_also(*more)
    return result


def _strip(label: Pixels, top: float, bottom: float) -> Box:
    height, width = label.shape[:2]
    return Box(0.0, top * height, float(width), bottom * height)
