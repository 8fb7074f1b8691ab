"""Forgets secrets that somebody had to type in a message, once they are understood."""

from __future__ import annotations

import re
import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.models import InboxMessage, Scan, ScanPhoto

HIDDEN = "…"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+")
"""Of several addresses in a message, only one is understood."""


def forget_words(session: Session, cause: uuid.UUID, words: str) -> None:
    """Take the words, if they hold a URL, out of the message that is kept.

    `cause` is the message, or the scan whose caption said them.
    """
    if "://" not in words:
        return
    scan = session.get(Scan, cause)
    if scan is not None:
        scan.caption = _without(scan.caption, words)
    photos = select(ScanPhoto.inbox_id).where(ScanPhoto.scan_id == cause)
    for inbox_id in (cause, *session.scalars(photos)):
        row = session.get(InboxMessage, inbox_id)
        if row is not None:
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
