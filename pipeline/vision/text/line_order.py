"""Lines that run from right to left, from the order in which they stand to that in
which they are written.

Called by `pipeline.vision.text.line_models`. A recogniser tells letters as they follow
each other from the left edge of the picture, whatever the script: PaddleOCR turns what
its Arabic models say, too. Pure text in and out.
"""

from __future__ import annotations

import re
import unicodedata

_FROM_RIGHT = {"R", "AL"}
# What runs from the left within such a line: Latin words, and numbers in any digits
# with what stands inside them.
_LETTER = "A-Za-z\u00c0-\u024f"
_END = f"{_LETTER}0-9٠-٩۰-۹%"
_TOKEN = rf"[{_END}](?:[{_END}.,:/٫٬'’&+×-]*[{_END}])?"
_FROM_LEFT = re.compile(rf"{_TOKEN}(?: {_TOKEN})*")
_TURNED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def in_logical_order(line: str) -> str:
    """The line as it is written and typed; one without letters that run from the right
    stays as it is."""
    plain = unicodedata.normalize("NFKC", line)
    if not any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in plain):
        return line
    return _FROM_LEFT.sub(_turned_back, plain.translate(_TURNED)[::-1])


def _turned_back(found: re.Match[str]) -> str:
    """Words from the left together, numbers by themselves one by one."""
    tokens = found.group()
    if re.search(f"[{_LETTER}]", tokens):
        return tokens[::-1]
    return " ".join(token[::-1] for token in tokens.split(" "))
