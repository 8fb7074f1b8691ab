"""Text on pictures: Arabic joined, every line in its order from left to right.

The shaping is done here and not by the drawing library, which needs a system library
for it that a fresh machine does not have. The fonts lie beside this module.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from arabic_reshaper import ArabicReshaper
from bidi import get_display
from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
_STEERING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]")
_PAIRS = {"(": ")", "[": "]", "{": "}", "«": "»", "‹": "›", "<": ">"}
_OPENS = {close: open_ for open_, close in _PAIRS.items()}
_COUNTED = re.compile(r"(?<=\d) (?=\w)")
"""Between a number and what it counts: they stay together."""
_PAUSES = (",", "،", ":", ";")
_NO_PAUSE = 1.3
_UNKNOWN = "\ue000"  # for private use: no font draws it
_RESHAPER = ArabicReshaper()


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The typeface at a size in pixels."""
    name = f"DejaVuSansCondensed{'-Bold' if bold else ''}.ttf"
    return ImageFont.truetype(
        str(FONTS / name), size, layout_engine=ImageFont.Layout.BASIC
    )


def shaped(text: str, *, right_to_left: bool = False) -> str:
    """One line as it is drawn, from left to right; what no font knows is left out."""
    joined = _RESHAPER.reshape(_drawable(text))
    turned = get_display(joined, base_dir="R" if right_to_left else "L")
    return _STEERING.sub("", _mirrored(str(turned)))


def width_of(text: str, face: ImageFont.FreeTypeFont) -> float:
    """How wide the line is drawn, in pixels."""
    return face.getlength(shaped(text))


def wrapped(
    text: str, face: ImageFont.FreeTypeFont, width: float, most: int
) -> list[str]:
    """The text in at most so many lines of this width; what is left over is cut off."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, face) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return [cut(line, face, width) for line in lines]


def balanced(
    text: str, face: ImageFont.FreeTypeFont, width: float, most: int
) -> list[str]:
    """Like `wrapped`, with lines about as wide as one another: no word stands alone."""
    text = _COUNTED.sub("\xa0", text)
    lines = wrapped(text, face, width, most)
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    if len(lines) == 2:
        return _broken_in_two(text, face, width)
    narrow = width / 2
    for _ in range(7):
        middle = (narrow + width) / 2
        fitting = wrapped(text, face, middle, most)
        is_whole = sum(map(len, fitting)) == sum(map(len, lines))
        if len(fitting) == len(lines) and is_whole:
            lines, width = fitting, middle
        else:
            narrow = middle
    return lines


def _broken_in_two(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """After a comma, rather than where both lines are the shortest."""
    words = text.split(" ")

    def cost(first: str, second: str) -> float:
        widest = max(width_of(first, face), width_of(second, face))
        if widest > width:
            return float("inf")
        return widest * (1 if first.endswith(_PAUSES) else _NO_PAUSE)

    pairs = [
        (" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))
    ]
    return list(min(pairs, key=lambda pair: cost(*pair)))


def cut(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """The text, or as much of its beginning as fits, with "…"."""
    if width_of(text, face) <= width:
        return text
    kept = text
    while kept and width_of(f"{kept.rstrip()}…", face) > width:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _drawable(text: str) -> str:
    return "".join(
        letter for letter in text if _STEERING.match(letter) or _is_known(letter)
    )


@cache
def _is_known(letter: str) -> bool:
    """Whether the font has the letter: else it shows what it shows for all others."""
    face = font(24)
    unknown = face.getmask(_UNKNOWN)
    mask = face.getmask(letter)
    return letter == "□" or bytes(mask) != bytes(unknown)


def _mirrored(line: str) -> str:
    """Brackets of what runs to the left, which are seen closed before they open."""
    letters = list(line)
    opened: list[str] = []
    turned: list[str] = []
    for place, letter in enumerate(letters):
        if letter in _OPENS:
            if opened and opened[-1] == _OPENS[letter]:
                opened.pop()
            else:
                letters[place] = _OPENS[letter]
                turned.append(_OPENS[letter])
        elif letter in _PAIRS:
            if turned and turned[-1] == letter:
                turned.pop()
                letters[place] = _PAIRS[letter]
            else:
                opened.append(letter)
    return "".join(letters)
