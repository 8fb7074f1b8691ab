"""Long answers in several messages: split where a reader would, within a limit.

Called by the channels. Lengths are UTF-16 units: what Telegram counts, and never less
than a count of characters, so that a provider that counts those is satisfied too.
"""

from __future__ import annotations

import regex

# Where to cut, best first: a line end, a sentence end, a gap between words.
_BREAKS = (
    regex.compile(r"\n"),
    regex.compile(r"(?<=[.!?…。！？؟۔])\s"),
    regex.compile(r"\s"),
)


def utf16_length(text: str) -> int:
    """How many UTF-16 units the text has; an emoji counts two or more."""
    return len(text) + sum(char > "\uffff" for char in text)


def split_text(text: str, limit: int, *, first_limit: int | None = None) -> list[str]:
    """Parts of at most `limit` units (the first one of `first_limit`), none blank."""
    parts = []
    rest = text.strip()
    allowed = limit if first_limit is None else first_limit
    while rest:
        cut = _cut(rest, allowed)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].strip()
        allowed = limit
    return parts


def _cut(text: str, limit: int) -> int:
    """Index of the best place to break the text so that its start fits the limit."""
    fitting = _fitting(text, limit)
    if fitting == len(text):
        return fitting
    for pattern in _BREAKS:
        # The break itself is dropped, so it may stand just behind the limit.
        places = [place.start() for place in pattern.finditer(text, 1, fitting + 1)]
        if places:
            return places[-1]
    return _grapheme_cut(text, fitting)


def _fitting(text: str, limit: int) -> int:
    units = 0
    for index, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > limit:
            return index
    return len(text)


def _grapheme_cut(text: str, fitting: int) -> int:
    """The last end of a whole user-perceived character; a giant one is cut hard."""
    end = 0
    for cluster in regex.finditer(r"\X", text):
        if cluster.end() > fitting:
            break
        end = cluster.end()
    return end or max(fitting, 1)
