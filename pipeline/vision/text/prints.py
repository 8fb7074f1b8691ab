"""The print on each group, read from its best facings only.

Called by `pipeline.shelf`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipeline.images import Pixels
from pipeline.types import Box, Detection, TextLine
from pipeline.vision.looks.looks import crop
from pipeline.vision.text.ocr import PACK, SMALL_PACK, Line, TextReader
from pipeline.vision.text.sheets import Limits

_MOST_LINES = 3
# What one reading may cost: finding print takes a quarter of a second of one core for
# each million square pixels, reading a line a hundredth.
_MOST_CROPS = 48
_MOST_AREA = 2_700_000
_FEW_GROUPS = 12  # then a second facing of each is read as well
# Square pixels of packs that are laid out large; more of them are laid out smaller.
_ROOMY_AREA = 1_800_000
_MORE_OF_SILENT = 2  # facings of a group whose best ones say nothing
_WORD, _SURE_WORD = 3, 0.8  # letters, and how sure they are
_SMALLEST_SIDE = 28  # pixels; nothing can be read on a smaller pack


def read_prints(
    groups: Sequence[Sequence[int]],
    facings: Sequence[Detection],
    pixels: Mapping[int, Pixels],
    reader: TextReader,
) -> list[list[TextLine]]:
    """Lines of print of each group, from its one or two best facings.

    `groups` hold indices of facings; `pixels` are the photos by number.
    """
    wanted = _representatives(groups, facings)
    crops = [crop(pixels[facings[i].photo], facings[i].box) for _, i in wanted]
    limits = PACK if sum(_area(c, PACK) for c in crops) <= _ROOMY_AREA else SMALL_PACK
    chosen = _affordable(crops, limits)
    lines: list[list[TextLine]] = [[] for _ in groups]

    def read(asked: Sequence[tuple[int, int]], shown: Sequence[Pixels]) -> None:
        found = reader.read(shown, _MOST_LINES, limits)
        for (group, index), part in zip(asked, found, strict=True):
            lines[group].extend(_on_photo(line, facings[index]) for line in part)

    read(wanted[:chosen], crops[:chosen])
    spent = sum(_area(c, limits) for c in crops[:chosen])
    read_before = {index for _, index in wanted[:chosen]}
    others = _others_of_silent(groups, facings, lines, read_before)
    again = [crop(pixels[facings[i].photo], facings[i].box) for _, i in others]
    more = _affordable(again, limits, spent, chosen)
    if more:
        read(others[:more], again[:more])
    return lines


def _others_of_silent(
    groups: Sequence[Sequence[int]],
    facings: Sequence[Detection],
    lines: Sequence[Sequence[TextLine]],
    read_before: set[int],
) -> list[tuple[int, int]]:
    """(group, facing): the next best facings of groups whose best ones say no word:
    another one may show its front."""
    silent = [group for group, part in enumerate(lines) if not any(map(_is_word, part))]
    ranked = [
        [m for m in _ranked(groups[group], facings) if m not in read_before]
        for group in silent
    ]
    return [
        (group, members[turn])
        for turn in range(_MORE_OF_SILENT)
        for group, members in zip(silent, ranked, strict=True)
        if len(members) > turn
    ]


def _is_word(line: TextLine) -> bool:
    letters = sum(character.isalpha() for character in line.text)
    return letters >= _WORD and line.score >= _SURE_WORD


def _affordable(
    crops: Sequence[Pixels], limits: Limits, before: float = 0.0, read: int = 0
) -> int:
    """How many of the crops, from the first, can be read in the time there is; `before`
    square pixels of `read` crops were read already."""
    most = max(0, _MOST_CROPS - read)
    spent = before + np.cumsum([_area(pixels, limits) for pixels in crops[:most]])
    return int((spent <= _MOST_AREA).sum())


def _area(pixels: Pixels, limits: Limits) -> float:
    """Square pixels that a crop takes up where print is looked for."""
    height, width = pixels.shape[:2]
    gain = min(limits[0] / width, limits[1] / height, 1.0)
    return float(gain * gain * width * height)


def _representatives(
    groups: Sequence[Sequence[int]], facings: Sequence[Detection]
) -> list[tuple[int, int]]:
    """(group, facing): the best facing of every group, of few groups the second too;
    those first that take up most of the shelf."""
    ranked = [_ranked(members, facings) for members in groups]
    space = [sum(facings[m].box.area for m in members) for members in groups]
    order = sorted(range(len(groups)), key=lambda group: -space[group])
    chosen = [(group, ranked[group][0]) for group in order if ranked[group]]
    if len(groups) <= _FEW_GROUPS:
        chosen += [(g, ranked[g][1]) for g in order if len(ranked[g]) > 1]
    return chosen


def _ranked(members: Sequence[int], facings: Sequence[Detection]) -> list[int]:
    """Those on which anything can be read, the best first."""
    return sorted(
        (m for m in members if _is_readable(facings[m].box)),
        key=lambda m: -facings[m].box.area * facings[m].score,
    )


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
