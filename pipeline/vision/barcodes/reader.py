"""Barcodes of a photo, read by zxing-cpp and checked by the GTIN rules of `biip`.

Called by `pipeline.shelf`. A blurred line code easily reads as another number whose
check digit happens to be right, so a line code counts only when differently prepared
pictures of the same place agree on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import biip
import cv2
import numpy as np
import zxingcpp
from biip.gs1_messages import GS1Message
from biip.gtin import Gtin
from biip.upc import Upc

from pipeline.images import Pixels
from pipeline.types import Barcode, Box
from pipeline.vision.barcodes.pictures import (
    LAST,
    LAST_PREPARATIONS,
    NEEDED_PLAIN,
    PLAIN,
    PREPARATIONS,
    Grey,
)
from pipeline.vision.barcodes.shapes import read_by_shape

_LINE_CODES = (zxingcpp.EAN13, zxingcpp.EAN8, zxingcpp.UPCA, zxingcpp.UPCE)
_FORMATS = zxingcpp.BarcodeFormats(
    [
        *_LINE_CODES,
        zxingcpp.Code128,
        zxingcpp.DataBar,
        zxingcpp.DataMatrix,
        zxingcpp.QRCode,
    ]
)
# Their error correction leaves no room for a second reading.
_SELF_CHECKED = (zxingcpp.QRCode, zxingcpp.DataMatrix)
_WHOLE_PHOTO_AREA = 400_000  # square pixels; up to here every preparation sees it all
_SMALL_PHOTO_AREA = 130_000  # up to here the last preparations see it all, too
_CLOSER_AREA = 250_000  # square pixels of striped parts looked at closely, together
_MOST_HINTS = 24
_MOST_DOUBTFUL = 3
_NEEDED_VOTES = 2
_NEEDED_AGAINST_OTHERS = 3
# Six printed digits, or eight: chance finds a right check digit more easily.
_SHORT_CODES = ("UPC-E", "EAN-8")


@dataclass(frozen=True, slots=True)
class _Sighting:
    box: Box
    symbology: str
    text: str
    is_self_checked: bool
    preparation: int = 0


def read_barcodes(
    pixels: Pixels, places: Sequence[Box] = (), photo: int = 0
) -> tuple[Barcode, ...]:
    """All codes that are sure, each with its box; `places` are worth a closer look."""
    grey: Grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
    sightings = list(_whole_look(grey))
    for place in _places(grey, [*places, *(s.box for s in sightings)]):
        sightings.extend(_closer_look(grey, place))
    for place in _undecided(grey, sightings):
        sightings.extend(_closer_look(grey, place, LAST_PREPARATIONS, LAST))
    by_shape = _read_by_shape(grey, _undecided(grey, sightings))
    return tuple(
        Barcode(s.box, s.symbology, s.text, gtin_of(s.text, s.symbology), photo)
        for s in [*_agreed(sightings), *by_shape]
    )


def gtin_of(text: str, symbology: str = "") -> str | None:
    """The code's GTIN as 14 digits; None when it has none or a digit is wrong.

    Reads bare GTINs, UPC-E, and GS1 messages and web addresses.
    """
    try:
        gtin = _gtin_in(text.strip(), symbology)
    except (biip.ParseError, biip.EncodeError):
        return None
    return str(gtin.as_gtin_14()) if gtin else None


def _gtin_in(text: str, symbology: str) -> Gtin | None:
    if symbology == "UPC-E" and len(text) in (6, 7, 8):
        return Gtin.parse(Upc.parse(text).as_upc_a())
    if text.isdigit() and len(text) <= 14:
        # A plain Code 128 number may be anything; one in ten passes as a GTIN.
        return None if symbology == "Code 128" else Gtin.parse(text)
    if text.startswith("("):
        parts = GS1Message.parse_hri(text).element_strings
        return next((part.gtin for part in parts if part.gtin), None)
    return biip.parse(text).gtin


def _sightings(
    whole: Grey, prepared: Grey, factor: float, left: float, top: float, number: int = 0
) -> Iterator[_Sighting]:
    """Codes in one prepared picture, with boxes in pixels of the whole photo."""
    if prepared.shape[1] < 8:
        return
    if prepared.shape[0] < 8:  # a scan line and no picture of bars
        prepared = np.repeat(prepared, 8, axis=0)
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(prepared), _FORMATS):
        corners = found.position
        points = (
            corners.top_left,
            corners.top_right,
            corners.bottom_right,
            corners.bottom_left,
        )
        xs, ys = (
            [p.x / factor + left for p in points],
            [p.y / factor + top for p in points],
        )
        box = Box(
            max(0.0, min(xs)),
            max(0.0, min(ys)),
            min(float(whole.shape[1]), max(xs)),
            min(float(whole.shape[0]), max(ys)),
        )
        is_self_checked = found.format in _SELF_CHECKED
        yield _Sighting(box, str(found.format), found.text, is_self_checked, number)


def _whole_look(grey: Grey) -> Iterator[_Sighting]:
    """All of the photo, and again at half the size, which is a vote of its own."""
    yield from _sightings(grey, grey, 1, 0, 0)
    if grey.size > _WHOLE_PHOTO_AREA:
        half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        number = len(PREPARATIONS)
        yield from _sightings(grey, half.astype(np.uint8), 0.5, 0, 0, number)


def _undecided(grey: Grey, sightings: Sequence[_Sighting]) -> list[Box]:
    """Where something was seen that is not sure yet, or on a small photo might be."""
    height, width = grey.shape
    sure = _agreed(sightings)
    is_small = grey.size <= _WHOLE_PHOTO_AREA
    striped = _striped_parts(grey) if is_small and not sure else []
    if grey.size <= _SMALL_PHOTO_AREA and (striped or sightings) and not sure:
        return [Box(0, 0, width, height)]
    doubtful = [place[0].box for place in _same_place(sightings)] + striped
    places = [
        _with_margin(box, width, height)
        for box in doubtful
        if not any(_overlap(box, each.box) for each in sure)
    ]
    return _without_repeats(places)[:_MOST_DOUBTFUL]


def _read_by_shape(grey: Grey, places: Sequence[Box]) -> list[_Sighting]:
    """What the shapes of the bars tell where no preparations agree."""
    most = _MOST_DOUBTFUL if grey.size <= _WHOLE_PHOTO_AREA else 1
    found = [(place, read_by_shape(_part(grey, place))) for place in places[:most]]
    return [_Sighting(place, "EAN-13", text, True) for place, text in found if text]


def _part(grey: Grey, place: Box) -> Grey:
    left, top = int(place.left), int(place.top)
    return grey[top : int(place.bottom), left : int(place.right)]


def _closer_look(
    grey: Grey,
    place: Box,
    preparations: Sequence[tuple[int, Callable[[Grey], Grey]]] = PREPARATIONS,
    start: int = 0,
) -> Iterator[_Sighting]:
    left, top, part = int(place.left), int(place.top), _part(grey, place)
    for number, (factor, prepare) in enumerate(preparations, start):
        yield from _sightings(grey, prepare(part), factor, left, top, number)


def _places(grey: Grey, hints: Sequence[Box]) -> list[Box]:
    """Where to look closer: all of a small photo, else hints and striped parts."""
    height, width = grey.shape
    if height * width <= _WHOLE_PHOTO_AREA:
        return [Box(0, 0, width, height)]
    chosen = [_with_margin(hint, width, height) for hint in hints[:_MOST_HINTS]]
    left_over = float(_CLOSER_AREA)
    for part in _striped_parts(grey):
        place = _with_margin(part, width, height)
        if place.area <= left_over and all(place.iou(other) < 0.5 for other in chosen):
            chosen.append(place)
            left_over -= place.area
    return _without_repeats(chosen)


def _without_repeats(places: Sequence[Box]) -> list[Box]:
    kept: list[Box] = []
    for place in places:
        if all(place.iou(other) < 0.5 for other in kept):
            kept.append(place)
    return kept


def _with_margin(box: Box, width: int, height: int) -> Box:
    """With the quiet zones that a code needs beside it."""
    side = 0.25 * max(box.width, box.height) + 8
    return Box(
        max(0.0, box.left - side),
        max(0.0, box.top - side),
        min(float(width), box.right + side),
        min(float(height), box.bottom + side),
    )


def _striped_parts(grey: Grey) -> list[Box]:
    """Parts full of strong edges in one direction, as bars are; largest first."""
    shrink = min(1.0, 1600 / max(grey.shape))
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    across = np.abs(cv2.Sobel(small, cv2.CV_32F, 1, 0))
    along = np.abs(cv2.Sobel(small, cv2.CV_32F, 0, 1))
    parts: list[tuple[float, Box]] = []
    for stripes in (across - 2 * along, along - 2 * across):
        dense = cv2.blur(np.clip(stripes, 0, 255), (15, 15)) > 45
        closed = cv2.morphologyEx(
            dense.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)
        )
        _, _, stats, _ = cv2.connectedComponentsWithStats(closed)
        for left, top, width, height, area in stats[1:]:
            if area >= 400 and area >= 0.5 * width * height:
                corners = (left, top, left + width, top + height)
                parts.append((float(area), Box(*(float(c) / shrink for c in corners))))
    return [box for _, box in sorted(parts, key=lambda part: -part[0])]


def _agreed(sightings: Sequence[_Sighting]) -> list[_Sighting]:
    """One sighting a place: the text that clearly most preparations read there."""
    agreed: list[_Sighting] = []
    for place in _same_place(sightings):
        (text, most), *others = _votes(place).most_common(2)
        plain = _votes([s for s in place if s.preparation in PLAIN])
        if len(plain) == 1 and next(iter(plain.values())) >= NEEDED_PLAIN:
            # Sharpening may tear a clear code apart, in the same way each time.
            text, most, others = *plain.most_common(1)[0], []
        best = next(sighting for sighting in place if sighting.text == text)
        if best.is_self_checked or _is_clear(best, most, others[0][1] if others else 0):
            agreed.append(best)
    return agreed


def _votes(sightings: Sequence[_Sighting]) -> Counter[str]:
    """How many preparations read each text."""
    return Counter(text for text, _ in {(s.text, s.preparation) for s in sightings})


def _is_clear(best: _Sighting, votes: int, votes_of_next: int) -> bool:
    is_short = best.symbology in _SHORT_CODES
    needed = _NEEDED_AGAINST_OTHERS if is_short or votes_of_next else _NEEDED_VOTES
    return votes >= needed and votes > 2 * votes_of_next


def _same_place(sightings: Sequence[_Sighting]) -> list[list[_Sighting]]:
    places: list[list[_Sighting]] = []
    for sighting in sightings:
        for place in places:
            if any(_overlap(sighting.box, other.box) for other in place):
                place.append(sighting)
                break
        else:
            places.append([sighting])
    return places


def _overlap(one: Box, other: Box) -> bool:
    """Line codes may be seen as a thin line: compare with some height given."""
    thick_one, thick_other = _thickened(one), _thickened(other)
    smaller = min(thick_one.area, thick_other.area)
    return thick_one.intersection(thick_other) > 0.3 * smaller


def _thickened(box: Box) -> Box:
    more = max(4.0, 0.2 * max(box.width, box.height))
    return Box(box.left - more, box.top - more, box.right + more, box.bottom + more)
