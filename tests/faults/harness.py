"""A whole installation of real processes, and the person who chats with it."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bot.settings import load_settings
from commands.compose import open_servers
from commands.local_stack import Stack, run_stack
from storage import migrate
from storage.db import Database
from storage.embedded import PostgresServer, RedisServer
from storage.models import (
    Chat,
    InboxMessage,
    OutboxMessage,
    Product,
    Scan,
    StockMovement,
)
from storage.models.messages import InboxStatus, OutboxStatus
from storage.models.stock import MovementKind, ScanStatus
from tests.fakes.telegram import TOKEN, FakeTelegram, Shown

SECRET = "a-secret-of-the-fault-tests"
ANSWER_WITHIN_S = 60.0
PHOTO = Path(__file__).parent.parent.parent / "demo_images" / "drinks_before.jpg"


def wait_for(what: str, is_true: Callable[[], bool], within_s: float) -> None:
    """Look again and again; fails with `what` when it does not come true."""
    deadline = time.monotonic() + within_s
    while not is_true():
        assert time.monotonic() < deadline, f"not within {within_s:.0f} s: {what}"
        time.sleep(0.05)


@dataclass
class Installation:
    """Running processes with a fake provider beside them."""

    home: Path
    stack: Stack
    telegram: FakeTelegram
    database: Database

    @property
    def postgres(self) -> PostgresServer:
        return PostgresServer(self.home)

    @property
    def redis(self) -> RedisServer:
        return RedisServer(self.home)

    def push(self, update: dict[str, object], tries: int = 40) -> int:
        """Deliver an update as the provider does, until it is accepted."""
        url = f"{self.stack.base_url}/webhooks/telegram"
        return self.telegram.push(update, url, SECRET, tries)

    def kill(self, name: str) -> None:
        """kill -9; the supervisor starts the process again."""
        self.stack.processes.kill(name)

    def scan_is_read(self, chat: int) -> bool:
        """Whether a vision worker is at a photo of this chat right now."""
        with self.database.transaction() as session:
            found = session.scalar(
                select(func.count())
                .select_from(Scan)
                .join(Chat, Chat.id == Scan.chat_id)
                .where(
                    Chat.external_id == str(chat),
                    Scan.status == ScanStatus.PROCESSING,
                )
            )
        return bool(found)

    def sure_group(self, chat: int) -> int:
        """The number of a product whose facings on the photo are told for certain.

        One with neither many nor few: those with most of them, or with one,
        may stand elsewhere under another number, and then their count is doubtful.
        """
        with self.database.transaction() as session:
            items = session.scalars(
                select(Scan.normalized)
                .join(Chat, Chat.id == Scan.chat_id)
                .where(Chat.external_id == str(chat))
            ).one()["items"]
        sure = [item for item in items if item["count_low"] == item["count_high"]]
        sure.sort(key=lambda item: (-item["count"], item["group"]))
        return int(sure[len(sure) // 3]["group"])


@contextmanager
def installation(home: Path) -> Iterator[Installation]:
    """Web, chat worker, vision worker and scheduler on PostgreSQL and Redis."""
    settings = load_settings({"ATLASVISION_HOME": str(home), "PORT": "0"})
    with FakeTelegram() as telegram, open_servers(settings) as servers:
        migrate.upgrade(servers.database_url)
        database = Database(servers.database_url)
        environment = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_BASE_URL": telegram.url,
            "LEASE_SECONDS": "4",
            "SWEEP_SECONDS": "0.5",
            "LOG_LEVEL": "warning",
        }
        with run_stack(settings, servers, environment, report=print) as stack:
            try:
                yield Installation(home, stack, telegram, database)
            finally:
                database.dispose()


class Person:
    """A shop owner in one Telegram chat."""

    def __init__(self, installation: Installation, chat: int) -> None:
        self.installation = installation
        self.chat = chat
        self.answers_expected = 0

    def say(self, text: str) -> Shown:
        """Send a text and wait for its answer."""
        self.send(text)
        return self.last_answer()

    def send(self, text: str) -> dict[str, object]:
        """Send a text without waiting."""
        update = self.installation.telegram.send_text(self.chat, text)
        return self._push(update)

    def send_photo(self) -> dict[str, object]:
        """Send the shelf photo without waiting."""
        update = self.installation.telegram.send_photo(self.chat, PHOTO.read_bytes())
        return self._push(update)

    def last_answer(self) -> Shown:
        """Wait until all is answered and give the newest answer."""
        wait_for("every message is answered", self.is_answered, ANSWER_WITHIN_S)
        return self.installation.telegram.answers(self.chat)[-1]

    def is_answered(self) -> bool:
        """As many answers as messages, and none of them is only a placeholder."""
        with self.installation.database.transaction() as session:
            sent = session.scalar(
                select(func.count())
                .select_from(OutboxMessage)
                .join(Chat, Chat.id == OutboxMessage.chat_id)
                .where(
                    Chat.external_id == str(self.chat),
                    OutboxMessage.status == OutboxStatus.SENT,
                )
            )
        return (sent or 0) >= self.answers_expected

    def _push(self, update: dict[str, object]) -> dict[str, object]:
        assert self.installation.push(update) == 200
        self.answers_expected += 1
        return update


def open_shop(installation: Installation, chat: int, product: str) -> Person:
    """A person whose shop knows one product of the shelf photo, booked two too few.

    It is one whose number is sure, give or take one: a doubtful one changes no books.

    The next photo therefore has exactly one thing to book.
    """
    person = Person(installation, chat)
    person.say("hi")
    person.send_photo()
    assert person.last_answer().kind == "photo"
    person.say(f"{installation.sure_group(chat)} = {product}")
    person.say(f"sold 2 {product}")
    return person


def check_books(installation: Installation, people: list[Person]) -> None:
    """One answer for each message, and stock that is the sum of its movements."""
    with installation.database.transaction() as session:
        rows = list(session.scalars(select(InboxMessage)))
        assert {row.status for row in rows} == {InboxStatus.DONE}
        causes = list(session.scalars(select(OutboxMessage.cause)))
        assert len(causes) == len(set(causes)) == len(rows)
        assert set(session.scalars(select(OutboxMessage.status))) == {OutboxStatus.SENT}
        for product in session.scalars(select(Product)):
            booked = session.scalar(
                select(func.sum(StockMovement.delta)).where(
                    StockMovement.product_id == product.id
                )
            )
            assert product.quantity == booked
    for person in people:
        shown = installation.telegram.answers(person.chat)
        assert len(shown) == person.answers_expected, [m.text for m in shown]
    assert installation.telegram.violations == []


def scan_bookings(installation: Installation, person: Person) -> int:
    """How many times a photo of this person's chat has changed stock."""
    with installation.database.transaction() as session:
        scans: list[uuid.UUID] = list(
            session.scalars(
                select(Scan.id)
                .join(Chat, Chat.id == Scan.chat_id)
                .where(Chat.external_id == str(person.chat))
            )
        )
        return (
            session.scalar(
                select(func.count()).where(
                    StockMovement.scan_id.in_(scans),
                    StockMovement.kind == MovementKind.SCAN,
                )
            )
            or 0
        )


def at_once(*acts: Callable[[], object]) -> None:
    """Run all at the same time and wait for them."""
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
