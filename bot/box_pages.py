"""The page on which a person corrects the boxes of one photo: what it shows and saves.

Called by `webhooks.boxes`. What is saved becomes a message of that person in the chat
of the photo, so it is carried out in order, once, and answered there.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.drawings import DRAWN, as_read, read_drawing, to_json
from bot.actions.numbers import groups_of
from bot.actions.roles import Verb, may
from bot.inbound import accept
from bot.messages import ChatRef, InboundMessage, Sender
from bot.services import Services
from storage import box_corrections, catalogue, readings, scans
from storage.models import Chat, Member, Scan
from storage.models.stock import ScanPurpose, ScanStatus

MOST_SAVES = 20
"""So often a photo may be corrected within a minute."""
MOST_NAMES = 3000
"""So many products are suggested; others are known by their whole name, too."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is shown: the photos, and everything the page's script has to know."""

    photo_keys: tuple[str, ...]
    sizes: tuple[tuple[int, int], ...]
    boxes: tuple[dict[str, Any], ...]
    groups: tuple[dict[str, Any], ...]
    names: tuple[str, ...]
    base: str
    locale: str | None
    is_web_chat: bool


class Overtaken(Exception):
    """Somebody has corrected the photo since the page was opened."""


def open_page(
    session: Session, scan_id: uuid.UUID, member_id: uuid.UUID
) -> Page | None:
    """None where the photo is gone or was not read, or who asks is not of the shop."""
    found = _find(session, scan_id, member_id)
    if found is None:
        return None
    scan, _, chat = found
    reading = readings.of_scan(scan)
    known = catalogue.own_names(session, scan.shop_id)
    groups = [
        {
            "number": group.group,
            "name": known.get(group.product_id or "", ""),
            "skipped": group.is_skipped,
        }
        for group in groups_of(scan)
    ]
    return Page(
        tuple(scans.photo_keys(session, scan.id)),
        reading.sizes,
        tuple(
            {
                "kind": box.kind.value,
                "photo": box.photo,
                "box": [
                    round(side, 2)
                    for side in (
                        box.box.left,
                        box.box.top,
                        box.box.right,
                        box.box.bottom,
                    )
                ],
                "group": box.group,
                "source": box.source,
            }
            for boxes in as_read(reading).values()
            for box in boxes
        ),
        tuple(groups),
        tuple(sorted(known.values(), key=str.casefold)[:MOST_NAMES]),
        box_corrections.base_of(session, scan.id),
        chat.locale,
        chat.channel == "web",
    )


def save(
    services: Services,
    scan_id: uuid.UUID,
    member_id: uuid.UUID,
    client_id: str,
    data: Any,
    label: str,
) -> bool:
    """Have it carried out; the same `client_id` again changes nothing.

    False where there is nothing to draw on any more. Raises BadDrawing for what does
    not fit the photo, and Overtaken. `label` is what the chat page shows of it.
    """
    with services.db.transaction() as session:
        found = _find(session, scan_id, member_id)
        if found is None:
            return False
        scan, member, chat = found
        if box_corrections.was_applied(session, scan.id, client_id):
            return True
        if data.get("base", "") != box_corrections.base_of(session, scan.id):
            raise Overtaken
        drawing = read_drawing(data, readings.of_scan(scan))
        correction_id = box_corrections.draft(
            session, scan, client_id, to_json(drawing)
        )
        message = InboundMessage(
            chat=ChatRef(chat.channel, chat.external_id),
            external_id=f"{DRAWN}:{correction_id}",
            sender=Sender(member.external_id, member.name or ""),
            sent_at=services.clock(),
            choice=f"{DRAWN}:{correction_id}",
            raw={"label": label},
        )
    # The drawing is kept before anybody is told to look for it.
    accept(services, message, is_from_provider=False)
    return True


def saved_within(session: Session, scan_id: uuid.UUID, window: timedelta) -> int:
    """How often this photo's page was saved lately."""
    return box_corrections.drafted_within(session, scan_id, window)


def corrigible(session: Session, scan_ids: set[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the scans that have boxes to correct."""
    query = select(Scan.id).where(
        Scan.id.in_(scan_ids),
        Scan.status == ScanStatus.DONE,
        Scan.purpose == ScanPurpose.COUNT,
        Scan.meta.has_key("reading"),
    )
    return set(session.scalars(query)) if scan_ids else set()


def may_correct(member: Member) -> bool:
    """Whether a person is of the shop, and not only there to look."""
    return may(member, Verb.CORRECT)


def _find(
    session: Session, scan_id: uuid.UUID, member_id: uuid.UUID
) -> tuple[Scan, Member, Chat] | None:
    scan, member = session.get(Scan, scan_id), session.get(Member, member_id)
    if scan is None or member is None or scan.chat_id is None:
        return None
    chat = session.get_one(Chat, scan.chat_id)
    if {member.shop_id, chat.shop_id} != {scan.shop_id} or not may_correct(member):
        return None
    if scan.id not in corrigible(session, {scan.id}):
        return None
    return scan, member, chat
