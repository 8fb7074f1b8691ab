"""The print on each group, read from its best facings only.

Called by `pipeline.shelf`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.images import Pixels
from pipeline.types import Box, Detection, TextLine
from pipeline.vision.looks import crop
from pipeline.vision.ocr import PACK, SMALL_PACK, Line, TextReader
from pipeline.vision.sheets import Limits

_MOST_LINES = 3
_MOST_CROPS = 60
_FEW_GROUPS = 12  # then a second facing of each is read as well
# Square pixels of packs that are laid out large; more of them are laid out smaller.
_ROOMY_AREA = 3_000_000
_SMALLEST_SIDE = 24  # pixels; nothing can be read on a smaller pack


def read_prints(
    groups: Sequence[Sequence[int]],
    facings: Sequence[Detection],
    pixels: Mapping[int, Pixels],
    reader: TextReader,
) -> list[list[TextLine]]:
    """Lines of print of each group, from its one or two best facings.

    `groups` hold indices of facings; `pixels` are the photos by number.
    """
    chosen = _representatives(groups, facings)
    crops = [crop(pixels[facings[i].photo], facings[i].box) for _, i in chosen]
    lines: list[list[TextLine]] = [[] for _ in groups]
    read = reader.read(crops, _MOST_LINES, _limits(crops))
    for (group, index), part in zip(chosen, read, strict=True):
        lines[group].extend(_on_photo(line, facings[index]) for line in part)
    return lines


def _limits(crops: Sequence[Pixels]) -> Limits:
    area = sum(min(c.shape[1], PACK[0]) * min(c.shape[0], PACK[1]) for c in crops)
    return PACK if area <= _ROOMY_AREA else SMALL_PACK


def _representatives(
    groups: Sequence[Sequence[int]], facings: Sequence[Detection]
) -> list[tuple[int, int]]:
    """(group, facing): the best facing of every group, of few groups the second too."""
    ranked = [
        sorted(
            (m for m in members if _is_readable(facings[m].box)),
            key=lambda m: -facings[m].box.area * facings[m].score,
        )
        for members in groups
    ]
    chosen = [(group, members[0]) for group, members in enumerate(ranked) if members]
    if len(groups) <= _FEW_GROUPS:
        chosen += [(g, ranks[1]) for g, ranks in enumerate(ranked) if len(ranks) > 1]
    return chosen[:_MOST_CROPS]


def _is_readable(box: Box) -> bool:
    return min(box.width, box.height) >= _SMALLEST_SIDE


def _on_photo(line: Line, facing: Detection) -> TextLine:
    left, top = facing.box.left, facing.box.top
    box = Box(
        line.box.left + left,
        line.box.top + top,
        line.box.right + left,
        line.box.bottom + top,
    )
    return TextLine(box, line.text, round(line.score, 4), facing.photo)
