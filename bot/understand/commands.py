"""Slash commands: each is a sentence of the English lexicon, with the rest appended.

`/count coke` is read as "how many coke". Commands that only a later version knows are
not understood, which shows what can be said.
"""

from __future__ import annotations

import re

_COMMAND = re.compile(r"^/([A-Za-z_]+)(?:@\w+)?(?:\s+|$)(.*)$", re.DOTALL)
_SENTENCES = {
    "start": "hello",
    "help": "help",
    "stock": "stock list",
    "products": "stock list",
    "list": "stock list",
    "missing": "what is missing",
    "gaps": "what is missing",
    "low": "what is low",
    "undo": "undo",
    "redo": "redo",
    "scan": "help",
    "currency": "currency",
    "language": "language",
    "lang": "language",
}
_OPENINGS = {
    "count": "how many",
    "price": "price of",
    "sold": "sold",
    "received": "received",
    "lost": "lost",
    "learn": "new product",
    "add": "new product",
    "min": "minimum",
    "set": "set",
    "remove": "remove",
    "rename": "rename",
    "stock": "how many",
    "language": "language",
    "lang": "language",
    "currency": "currency",
}


def spelled_out(text: str) -> str:
    """The command as a sentence; any other text as it is."""
    found = _COMMAND.match(text)
    if found is None:
        return text
    command, rest = found[1].lower(), found[2].strip()
    if rest and command in _OPENINGS:
        return f"{_OPENINGS[command]} {rest}"
    if command in _SENTENCES:
        return _SENTENCES[command]
    return "stock list" if command == "count" else text
