"""The owner's right to have everything deleted. Verbs like those of `bot.actions`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from bot.services import Services
from storage import erasing
from storage.models import Chat, Shop

log = structlog.get_logger(__name__)

AT_ONCE = 20
"""So many are looked up together, and deleted before others can come to need them."""


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
    """Delete files of deleted shops that no other shop has; gives how many.

    What cannot be reached now is tried again with the next call.
    """
    with services.db.transaction() as session:
        keys = erasing.discarded(session)
    deleted = 0
    for start in range(0, len(keys), AT_ONCE):
        try:
            deleted += _delete_files(services, keys[start : start + AT_ONCE])
        except OSError:
            log.warning("file_not_deleted")
            break
    return deleted


def _delete_files(services: Services, keys: list[str]) -> int:
    with services.db.transaction() as session:
        unused = set(keys) - erasing.used(session, keys)
        for key in sorted(unused):
            services.blobs.delete(key)
        for key in keys:
            erasing.settle_discarded(session, key)
    return len(unused)
