"""The owner's right to have everything deleted. Verbs like those of `bot.actions`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.services import Services
from storage import erasing
from storage.models import Chat, Shop


@dataclass(frozen=True, slots=True)
class Erased:
    """Nothing of the shop is left; its files go with the next sweep."""

    shop_name: str


def erase_shop(session: Session, shop: Shop, chat: Chat, inbox_id: uuid.UUID) -> Erased:
    """Delete the shop for good. It cannot be undone: ask before.

    `inbox_id` is the message that asked for it, whose row stays for the answer.
    """
    name = shop.name
    erasing.erase_shop(session, shop, chat, inbox_id)
    return Erased(name)


def delete_discarded_files(services: Services) -> int:
    """Delete files of deleted shops that no other shop has; gives how many."""
    with services.db.transaction() as session:
        keys = erasing.discarded(session)
    deleted = 0
    for key in keys:
        with services.db.transaction() as session:
            if not erasing.is_used(session, key):
                services.blobs.delete(key)
                deleted += 1
            erasing.settle_discarded(session, key)
    return deleted
