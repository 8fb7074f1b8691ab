"""The basic colour term of a colour in CIELAB. Called by `pipeline.vqa.colours`.

Borders between the terms are hue angles, with lightness and chroma where a name needs
them: dark orange is brown, light red is pink, and what has hardly any chroma is black,
grey or white. They follow where people place the terms (Sturges and Whitfield 1995).
"""

from __future__ import annotations

from pipeline.types import Colour

_WHITE = 78.0  # lightness
_BLACK = 22.0
_GREYISH = 13.0  # chroma
_CREAM = 22.0  # chroma of a white that is a little yellow
_BLUISH = 18.0  # of one in the shade

# Up to which hue, in degrees; from 345 on it starts again with red.
_HUES = (
    (47.0, Colour.RED),
    (76.0, Colour.ORANGE),
    (106.0, Colour.YELLOW),
    (192.0, Colour.GREEN),
    (300.0, Colour.BLUE),
    (342.0, Colour.PURPLE),
    (360.0, Colour.RED),
)


def name_of(lightness: float, chroma: float, hue: float) -> Colour:
    """The term for a colour of lightness 0 to 100 and hue 0 to 360 degrees."""
    if chroma < _least_chroma(lightness, hue):
        if lightness >= _WHITE:
            return Colour.WHITE
        return Colour.BLACK if lightness < _BLACK else Colour.GREY
    term = next(colour for until, colour in _HUES if hue <= until)
    if term is Colour.RED and not (hue > 42 and lightness > 58 and chroma > 58):
        return _reddish(lightness, chroma, hue)
    if term in (Colour.RED, Colour.ORANGE):
        is_dull = (lightness < 57 and chroma < 44) or (lightness < 45 and chroma < 56)
        return Colour.BROWN if is_dull else Colour.ORANGE
    if term is Colour.YELLOW and lightness < 52 and hue < 95:
        return Colour.BROWN
    if term is Colour.PURPLE and lightness > 62 and hue > 318:
        return Colour.PINK
    return term


def _least_chroma(lightness: float, hue: float) -> float:
    """Below it a colour counts as none; noise has more chroma in the dark."""
    if lightness >= _WHITE and 45 <= hue <= 115:
        return _CREAM
    if lightness >= _WHITE and 230 <= hue <= 320:
        return _BLUISH
    return _GREYISH - 3 if lightness < _BLACK else _GREYISH


def _reddish(lightness: float, chroma: float, hue: float) -> Colour:
    is_light = lightness > 66 or (lightness > 52 and not 18 <= hue <= 60)
    if is_light:
        return Colour.PINK
    if 30 <= hue <= 60 and chroma < 30 + max(0.0, hue - 36) and lightness < 45:
        return Colour.BROWN
    return Colour.RED
