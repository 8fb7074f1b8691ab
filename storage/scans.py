"""Scans: photos that wait to be read, are being read, or were read."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, select, update
from sqlalchemy.orm import Session

from storage import erasing, leases
from storage.models import Chat, Scan, ScanPhoto
from storage.models.stock import ScanPurpose, ScanStatus

OPEN = (ScanStatus.PENDING, ScanStatus.PROCESSING)
MAX_WAIT = timedelta(seconds=15)
"""An album that keeps growing is read after this at the latest."""
_PIECE = 1000  # between the places of one video's photos


def add_photo(
    session: Session,
    *,
    chat: Chat,
    shop_id: uuid.UUID,
    inbox_id: uuid.UUID,
    position: int,
    blob_key: str,
    sender_id: str,
    album: str | None,
    caption: str,
    reply_to: str | None,
    purpose: str,
    now: datetime,
    window_s: float,
) -> Scan:
    """Put a photo into a scan of its chat.

    It joins a scan that has not been begun: the one of the same album, or, where the
    channel does not mark albums (`window_s` > 0), the one still waiting for more
    photos of the same sender. Else it starts a scan, readable `window_s` from now.
    """
    scan = None
    if purpose == ScanPurpose.COUNT and (album or window_s > 0):
        scan = _scan_to_join(session, chat.id, sender_id, album, now)
    if scan is None:
        scan = Scan(
            shop_id=shop_id,
            chat_id=chat.id,
            sender_id=sender_id,
            album=album,
            purpose=purpose,
            reply_to=reply_to,
            caption="",
            ready_at=now,
            created_at=now,
            enqueued_at=now,
        )
        session.add(scan)
        session.flush()
    scan.caption = "\n".join(part for part in (scan.caption, caption) if part)
    latest = scan.created_at + MAX_WAIT
    scan.ready_at = min(max(scan.ready_at, now + timedelta(seconds=window_s)), latest)
    scan.enqueued_at = scan.ready_at
    session.add(
        ScanPhoto(
            scan_id=scan.id, inbox_id=inbox_id, position=position, blob_key=blob_key
        )
    )
    session.flush()
    return scan


def photo_keys(session: Session, scan_id: uuid.UUID) -> list[str]:
    """Blob keys of the scan's photos in the order they came."""
    return list(
        session.scalars(
            select(ScanPhoto.blob_key)
            .where(ScanPhoto.scan_id == scan_id)
            .order_by(ScanPhoto.created_at, ScanPhoto.position)
        )
    )


def was_sent_before(session: Session, scan: Scan) -> bool:
    """Whether the shop got an answer to the very same photos already."""
    keys = set(photo_keys(session, scan.id))
    known = session.scalars(
        select(ScanPhoto.blob_key)
        .join(Scan, Scan.id == ScanPhoto.scan_id)
        .where(
            Scan.shop_id == scan.shop_id,
            Scan.id != scan.id,
            Scan.status == ScanStatus.DONE,
            ScanPhoto.blob_key.in_(keys),
        )
    )
    return keys <= set(known)


def replace_photo(
    session: Session, scan_id: uuid.UUID, blob_key: str, keys: Sequence[str]
) -> None:
    """Put other files in the place of one, which is deleted soon unless others use it.

    Harmless when it was done before.
    """
    rows = session.scalars(
        select(ScanPhoto)
        .where(ScanPhoto.scan_id == scan_id, ScanPhoto.blob_key == blob_key)
        .with_for_update()
    ).all()
    for row in rows:
        row.blob_key = keys[0]
        session.add_all(
            ScanPhoto(
                scan_id=scan_id,
                inbox_id=row.inbox_id,
                # Places of a message's own files are far smaller.
                position=row.position + _PIECE * number,
                blob_key=key,
                created_at=row.created_at,
            )
            for number, key in enumerate(keys[1:], 1)
        )
    session.flush()
    if rows:
        erasing.discard(session, [blob_key])


def begin(session: Session, scan_id: uuid.UUID) -> Scan | None:
    """Start a try at an open scan and count it; None when it is closed."""
    scan = session.get(Scan, scan_id, with_for_update={"key_share": True})
    if scan is None or scan.status not in OPEN:
        return None
    scan.status = ScanStatus.PROCESSING
    scan.attempts += 1
    return scan


def keep_reading(
    session: Session,
    scan_id: uuid.UUID,
    meta: dict[str, Any],
    *,
    image_key: str,
    fingerprint: str,
) -> None:
    """Store what the models gave, so that neither a retry nor the same photo sent
    again needs to be read."""
    session.execute(
        update(Scan)
        .where(Scan.id == scan_id)
        .values(meta=meta, image_url=image_key, fingerprint=fingerprint)
    )


def read_before(session: Session, shop_id: uuid.UUID, fingerprint: str) -> Scan | None:
    """The newest scan of the shop with the same photos, models and catalogue."""
    return session.scalars(
        select(Scan)
        .where(Scan.shop_id == shop_id, Scan.fingerprint == fingerprint)
        .order_by(Scan.created_at.desc())
        .limit(1)
    ).first()


def close(
    session: Session,
    scan_id: uuid.UUID,
    status: ScanStatus,
    now: datetime,
    error: str | None = None,
) -> None:
    """Set the final status."""
    session.execute(
        update(Scan)
        .where(Scan.id == scan_id)
        .values(status=status, finished_at=now, error=error)
    )


def is_reading(session: Session, chat_id: uuid.UUID, since: datetime) -> bool:
    """Whether a photo that came to this chat after `since` is not answered yet."""
    found = session.scalar(
        select(
            exists().where(
                Scan.chat_id == chat_id,
                Scan.status.in_(OPEN),
                Scan.created_at >= since,
            )
        )
    )
    return bool(found)


def album_begun(
    session: Session, chat_id: uuid.UUID, sender_id: str, album: str
) -> bool:
    """Whether a photo of this album is being read or was read."""
    found = select(Scan.id).where(
        Scan.chat_id == chat_id, Scan.sender_id == sender_id, Scan.album == album
    )
    return session.scalars(found.limit(1)).first() is not None


def overdue(
    session: Session, now: datetime, forgotten_after: timedelta
) -> list[uuid.UUID]:
    """Open scans that nobody reads, marked as queued again."""
    return leases.overdue(
        session,
        Scan,
        now,
        forgotten_after,
        is_due=and_(Scan.status.in_(OPEN), Scan.ready_at <= now),
        was_begun=Scan.status == ScanStatus.PROCESSING,
        order=Scan.created_at,
    )


def _scan_to_join(
    session: Session,
    chat_id: uuid.UUID,
    sender_id: str,
    album: str | None,
    now: datetime,
) -> Scan | None:
    together = Scan.album == album if album else Scan.ready_at > now
    return session.scalars(
        select(Scan)
        .where(
            Scan.chat_id == chat_id,
            Scan.sender_id == sender_id,
            Scan.status == ScanStatus.PENDING,
            Scan.purpose == ScanPurpose.COUNT,
            together,
        )
        .order_by(Scan.created_at.desc())
        .limit(1)
        .with_for_update()
    ).first()
