"""Forgets secrets that somebody had to type in a message, once they are understood."""

from __future__ import annotations

import re
import uuid
from typing import Any

from sqlalchemy.orm import Session

from storage.models import InboxMessage

HIDDEN = "…"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
"""Of several addresses in a message, only one is understood."""


def forget_words(session: Session, inbox_id: uuid.UUID, words: str) -> None:
    """Take the words, if they hold a URL, out of the message that is kept."""
    row = session.get(InboxMessage, inbox_id)
    if row is None or "://" not in words:
        return
    row.message = _without(row.message, words)
    row.raw = _without(row.raw, words)
    session.flush()


def _without(value: Any, words: str) -> Any:
    if isinstance(value, str):
        is_told = words in value
        return _URL.sub(HIDDEN, value.replace(words, HIDDEN)) if is_told else value
    if isinstance(value, dict):
        return {name: _without(part, words) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, words) for part in value]
    return value
