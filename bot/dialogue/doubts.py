"""The question about counts that a photo leaves doubtful: what of it is still open.

It stays answerable beside later questions. Called by whatever settles a count.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from typing import Any

from bot.talk import Talk
from storage import conversations, ledger
from storage.models import Scan

KIND = "apply"
Pairs = list[list[Any]]


def ask(talk: Talk, scan: Scan, changes: Pairs) -> None:
    """Whether the products are that many; a question about an older photo of one of
    them asks no more about that."""
    asked = {pair[0] for pair in changes}
    for question in conversations.waiting(talk.conversation, talk.now):
        if question["kind"] == KIND:
            settle(talk, question, lambda product_id: product_id not in asked)
    talk.ask(
        {
            "kind": KIND,
            "scan_id": str(scan.id),
            "changes": changes,
            "seq": ledger.newest(talk.session, talk.shop.id),
            "stays": True,
        }
    )


def of_scan(talk: Talk, scan: Scan) -> dict[str, Any] | None:
    """The open question about the photo's counts."""
    for question in conversations.waiting(talk.conversation, talk.now):
        if question["kind"] == KIND and question["scan_id"] == str(scan.id):
            return question
    return None


def unsettled(talk: Talk, question: dict[str, Any]) -> Pairs:
    """The products and counts that it asks about, without those whose stock was
    booked since it was asked."""
    pairs: Pairs = question["changes"]
    products = [uuid.UUID(product_id) for product_id, _ in pairs]
    moved = ledger.moved_since(
        talk.session, talk.shop.id, products, question.get("seq", 0)
    )
    return [pair for pair in pairs if uuid.UUID(pair[0]) not in moved]


def settle(
    talk: Talk, question: dict[str, Any], is_left: Callable[[str], bool]
) -> None:
    """Only the products of which that holds, by their ids, are asked about."""
    pairs: Pairs = question["changes"]
    left = [pair for pair in pairs if is_left(pair[0])]
    if len(left) < len(pairs):
        changed = {**question, "changes": left} if left else None
        conversations.change(talk.conversation, talk.now, question["id"], changed)


def forget_settled(talk: Talk) -> None:
    """Take out of the questions what has been booked by other words."""
    for question in conversations.waiting(talk.conversation, talk.now):
        if question["kind"] == KIND:
            left: Collection[str] = {pair[0] for pair in unsettled(talk, question)}
            settle(talk, question, left.__contains__)
