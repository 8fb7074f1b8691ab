"""Text to tokens: cleaned of what cannot be stored or shown, folded for comparison.

Called by the grammar and by the name index; a token remembers where it stood, so that
a new product keeps the spelling of the person who named it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ARABIC_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه"})
_SAME_WORD = {
    **dict.fromkeys(("شو", "ايش", "وش", "شنو", "اش", "اشنو"), "ايه"),
    **dict.fromkeys(("مبارح", "البارح", "امس"), "امبارح"),
}
"""What is said from Casablanca to Baghdad for one Egyptian word: what, yesterday."""
_TINTS = dict.fromkeys([*range(0x1F3FB, 0x1F400), 0xFE0E, 0xFE0F])  # of emoji
_LIGATURES = _TINTS | str.maketrans(
    {"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ı": "i"}
)
_SPACES = re.compile(r"[^\S\n]+")
_STOP = r"\s,;:=!?¿¡؟،؛\"“”«»()\[\]{}<>|+*~^…–—₦€£$¥₹₵"
_TOKEN = re.compile(
    rf"""
    (?P<measure>\d+(?:[.,]\d+)*(?:kg|g|gr|cl|ml|l|lt|ltr)(?=[{_STOP}.]|$))
  | (?P<number>\d+(?:[.,]\d+)*(?=[{_STOP}.]|$))
  | (?P<elided>(?:[ldjnscmt]|qu)['’](?=\w))
  | (?P<word>[^{_STOP}./\\\#-](?:[^{_STOP}]*[^{_STOP}./\\-])?)
  | (?P<newline>\n)
  | (?P<symbol>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_KINDS = {kind: kind for kind in ("number", "elided", "newline", "symbol")}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or symbol; `key` is folded, `start` and `end` its place."""

    text: str
    key: str
    kind: str  # number | elided | word | newline | symbol
    start: int
    end: int


def clean(text: str) -> str:
    """The text without control, override and surrogate characters, blanks joined.

    Newlines stay. What PostgreSQL or a terminal cannot take is gone afterwards.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        character
        for character in text
        if character == "\n" or not _is_invisible(character)
    )
    return _SPACES.sub(" ", kept).strip()


def _is_invisible(character: str) -> bool:
    if character == "\t":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """Lower case without accents, apostrophes and Arabic spelling variants."""
    if word.isascii():
        return word.lower().replace("'", "")
    word = _ARABIC_MARKS.sub("", unicodedata.normalize("NFKC", word).casefold())
    word = word.replace("'", "").replace("’", "").translate(_ARABIC_LETTERS)
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    folded = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain
    ).translate(_LIGATURES)
    return _SAME_WORD.get(folded, folded)


def tokens(text: str) -> list[Token]:
    """The tokens of a cleaned text, in order."""
    return [
        Token(
            found.group(),
            fold(found.group()),
            _KINDS.get(found.lastgroup or "symbol", "word"),
            found.start(),
            found.end(),
        )
        for found in _TOKEN.finditer(text)
    ]


def tidy_name(text: str) -> str:
    """A product name as it is stored: one line, trimmed, at most 80 characters."""
    name = clean(text).replace("\n", " ").strip(" \"'“”«»*_.,;:!?=-")
    return _SPACES.sub(" ", name)[:80].strip()
