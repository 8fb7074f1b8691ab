"""What is over is deleted in time; what anybody may still need stays."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions.erasing import delete_discarded_files
from bot.pruning import prune
from bot.schedule import run_schedule
from bot.services import Services
from storage import pruning
from storage.models import (
    Alert,
    AlertEvent,
    AlertNotice,
    AlertPause,
    Base,
    Chat,
    DeliveryReport,
    Enquiry,
    InboxMessage,
    Invite,
    Order,
    OrderSending,
    OutboxMessage,
    Scan,
    ScanPhoto,
    Shop,
    StockMovement,
)
from storage.models.alerts import AlertKind, NoticeStatus
from storage.models.messages import InboxStatus, OutboxStatus
from storage.models.sources import EnquiryStatus
from storage.models.stock import MovementKind
from tests.conftest import Clock
from tests.factories import make_chat, make_product, make_scan, make_shop

KINDS: tuple[type[Base], ...] = (
    AlertEvent,
    AlertNotice,
    AlertPause,
    DeliveryReport,
    Enquiry,
    InboxMessage,
    Invite,
    OutboxMessage,
)


class Past:
    """A shop in whose chat things have happened at some time."""

    def __init__(self, session: Session, at: datetime) -> None:
        self.session = session
        self.at = at
        self.shop: Shop = make_shop(session)
        self.chat: Chat = make_chat(session, self.shop)

    def add(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row

    def message(self, **values: Any) -> InboxMessage:
        default = {"message": {}, "status": InboxStatus.DONE, "done_at": self.at}
        row = {"chat_id": self.chat.id, "external_id": uuid.uuid4().hex, **default}
        return self.add(InboxMessage(**{**row, **values}))

    def reply(self, **values: Any) -> OutboxMessage:
        default = {"reply": {}, "status": OutboxStatus.SENT, "sent_at": self.at}
        row = {"chat_id": self.chat.id, "created_at": self.at, **default, **values}
        return self.add(OutboxMessage(**row))

    def notice(self, status: str, reply: OutboxMessage | None = None) -> AlertNotice:
        product = make_product(self.session, self.shop)
        kind = AlertKind.LOW_STOCK
        rule = self.add(Alert(shop_id=self.shop.id, type=kind, chat_id=self.chat.id))
        event = self.add(
            AlertEvent(
                shop_id=self.shop.id,
                alert_id=rule.id,
                product_id=product.id,
                type=kind,
                cause="stock",
                after=1,
                created_at=self.at,
            )
        )
        notice = AlertNotice(
            event_id=event.id,
            chat_id=self.chat.id,
            status=status,
            outbox_id=reply.id if reply else None,
            created_at=self.at,
        )
        return self.add(notice)

    def enquiry(self, status: str) -> Enquiry:
        return self.add(
            Enquiry(
                cause=uuid.uuid4().hex,
                shop_id=self.shop.id,
                chat_id=self.chat.id,
                sender_id="",
                language="en",
                wishes=[],
                reply={},
                status=status,
                created_at=self.at,
            )
        )

    def photo(self) -> InboxMessage:
        """A photo of which a count in the books has come."""
        message = self.message()
        scan = make_scan(self.session, self.shop, chat_id=self.chat.id)
        key = blob_key("a")
        self.add(ScanPhoto(scan_id=scan.id, inbox_id=message.id, blob_key=key))
        self.add(
            StockMovement(
                batch_id=uuid.uuid4(),
                shop_id=self.shop.id,
                product_id=make_product(self.session, self.shop).id,
                kind=MovementKind.SCAN,
                delta=3,
                before=0,
                after=3,
                scan_id=scan.id,
            )
        )
        return message

    def settle_one_of_each(self) -> None:
        reply = self.reply()
        self.message()
        self.message(status=InboxStatus.QUARANTINED)
        self.reply(status=OutboxStatus.FAILED, sent_at=None)
        self.notice(NoticeStatus.TOLD, reply)
        self.enquiry(EnquiryStatus.DONE)
        self.add(AlertPause(chat_id=self.chat.id, until=self.at))
        self.add(DeliveryReport(provider_id="1", status="read", reported_at=self.at))
        self.add(
            Invite(
                shop_id=self.shop.id,
                role="staff",
                digest="d",
                uses_left=1,
                expires_at=self.at,
            )
        )


def blob_key(letter: str) -> str:
    return f"{letter * 64}.jpg"


def left(services: Services) -> dict[str, int]:
    """How many rows of each kind there are."""
    with services.db.transaction() as session:
        counts = {
            kind.__name__: session.scalar(select(func.count()).select_from(kind)) or 0
            for kind in KINDS
        }
    return {name: count for name, count in counts.items() if count}


@pytest.fixture
def old(clock: Clock) -> datetime:
    return clock() - timedelta(days=91)


def test_what_was_settled_long_ago_is_deleted(
    services: Services, old: datetime
) -> None:
    with services.db.transaction() as session:
        Past(session, old).settle_one_of_each()
    assert len(left(services)) == len(KINDS)

    deleted = prune(services)

    assert left(services) == {}
    assert deleted == 10


def test_what_was_settled_lately_stays(services: Services, old: datetime) -> None:
    with services.db.transaction() as session:
        Past(session, old + timedelta(days=2)).settle_one_of_each()
    before = left(services)

    assert prune(services) == 0

    assert left(services) == before


def test_what_is_open_stays_however_old(services: Services, old: datetime) -> None:
    with services.db.transaction() as session:
        past = Past(session, old)
        past.message(status=InboxStatus.RECEIVED, done_at=None)
        for status in (OutboxStatus.PENDING, OutboxStatus.SENDING):
            past.reply(status=status, sent_at=None)
        past.notice(NoticeStatus.PENDING)
        past.notice(NoticeStatus.HANDED, past.reply())
        past.enquiry(EnquiryStatus.PENDING)
    before = left(services)

    assert prune(services) == 0

    assert left(services) == before


def test_photo_that_the_books_refer_to_stays(services: Services, old: datetime) -> None:
    with services.db.transaction() as session:
        past = Past(session, old)
        photo, talk = past.photo(), past.message()

    assert prune(services) == 1

    with services.db.transaction() as session:
        assert session.get(InboxMessage, photo.id)
        assert session.get(InboxMessage, talk.id) is None
        assert session.scalars(select(StockMovement.scan_id)).one()
        assert session.scalars(select(ScanPhoto)).one()


def test_message_that_carried_an_order_stays(services: Services, old: datetime) -> None:
    with services.db.transaction() as session:
        past = Past(session, old)
        reply = past.reply()
        order = past.add(Order(shop_id=past.shop.id, number=1))
        sending = {"order_id": order.id, "attempt": 1, "way": "mail", "address": "a@b"}
        past.add(OrderSending(**sending, sender_id="", outbox_id=reply.id))

    assert prune(services) == 0

    with services.db.transaction() as session:
        assert session.scalars(select(OrderSending.outbox_id)).one() == reply.id


def test_much_goes_in_small_parts(
    services: Services, old: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "AT_ONCE", 3)
    with services.db.transaction() as session:
        past = Past(session, old)
        for _ in range(8):
            past.message()

    with services.db.transaction() as session:
        assert pruning.prune(session, old + timedelta(days=1)) == 3

    assert prune(services) == 5


def test_row_that_somebody_has_locked_is_left_for_later(
    services: Services, old: datetime
) -> None:
    with services.db.transaction() as session:
        past = Past(session, old)
        first, _ = past.message(), past.message()

    with services.db.transaction() as working:
        working.get_one(InboxMessage, first.id, with_for_update=True)
        assert prune(services) == 1

    assert prune(services) == 1


def test_files_of_deleted_answers_go_too_unless_a_photo_needs_them(
    services: Services, old: datetime
) -> None:
    keys = [services.blobs.put(data, "image/jpeg") for data in (b"picture", b"photo")]
    with services.db.transaction() as session:
        past = Past(session, old)
        past.reply(reply={"picture": keys[0], "other": [keys[1]]})
        message = past.photo()
        photo = session.scalars(
            select(ScanPhoto).where(ScanPhoto.inbox_id == message.id)
        )
        photo.one().blob_key = keys[1]

    prune(services)

    assert delete_discarded_files(services) == 1
    assert services.blobs.get(keys[1]) == b"photo"


def test_nothing_is_deleted_where_all_is_to_be_kept(
    make_services: Callable[..., Services], old: datetime
) -> None:
    services = make_services({"KEEP_DAYS": "0"})
    with services.db.transaction() as session:
        Past(session, old).settle_one_of_each()

    assert prune(services) == 0


def test_scheduler_looks_for_it_when_it_starts_and_every_hour(
    make_services: Callable[..., Services], clock: Clock, old: datetime
) -> None:
    services = make_services({"SWEEP_SECONDS": "0.2"})
    stop = threading.Event()
    running = threading.Thread(target=run_schedule, args=(services, stop))

    def are_gone() -> bool:
        return not left(services) or stop.wait(0.05)

    with services.db.transaction() as session:
        Past(session, old).message()
    running.start()
    while not are_gone():
        pass
    with services.db.transaction() as session:
        Past(session, old).message()
    stop.wait(1)
    assert left(services) == {"InboxMessage": 1}
    clock.advance(3600)
    while not are_gone():
        pass
    stop.set()
    running.join(timeout=10)

    assert not running.is_alive()
    with services.db.transaction() as session:
        assert session.scalars(select(Scan)).all() == []
