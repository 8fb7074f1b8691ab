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
    for key in keys:
        try:
            deleted += _delete_file(services, key)
        except OSError:
            log.warning("file_not_deleted")
            break
    return deleted


def _delete_file(services: Services, key: str) -> bool:
    with services.db.transaction() as session:
        is_used = erasing.is_used(session, key)
        if not is_used:
            services.blobs.delete(key)
        erasing.settle_discarded(session, key)
    return not is_used
