"""How names of products and suppliers are kept and compared."""

from __future__ import annotations

import unicodedata


def clean_name(text: str) -> str:
    """One line, single spaces, accents in one piece: how names are kept."""
    visible = text.replace("\ufeff", "").replace("\u200b", "")
    one_line = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} else letter
        for letter in visible
    )
    return " ".join(unicodedata.normalize("NFC", one_line).split())


def name_key(name: str) -> str:
    """Equal where PostgreSQL's lower() is: letter by letter, unlike str.lower()."""
    return "".join(letter.lower()[0] for letter in clean_name(name))
