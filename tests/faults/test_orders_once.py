"""A worker is killed while it sends an order: the order is never sent twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import ordering
from bot.actions.order_views import view
from bot.queue import make_broker
from bot.services import Services
from bot.settings import load_settings
from commands.compose import Servers, services_on
from storage import orders, sendings, suppliers
from storage.db import Database
from storage.models import OrderSending, OutboxMessage, Shop
from storage.models.orders import OrderStatus, SendingStatus
from storage.orders import Wanted
from storage.shops import lock_shop
from tests.factories import make_chat, make_member, make_product, make_shop
from tests.fakes.mail import MailServer
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio
from tests.faults.harness import wait_for

ROOT = Path(__file__).parent.parent.parent
NUMBER = "+254712345678"
TEMPLATE = "HX" + "4" * 32
LEASE_S = 3
WORKER = """
import sys, uuid
from bot.delivery import deliver
from bot.queue import make_broker
from bot.settings import load_settings
from commands.compose import Servers, services_on
settings = load_settings()
servers = Servers(settings.database_url, settings.redis_url)
with services_on(settings, servers, make_broker(servers.redis_url)) as services:
    deliver(services, uuid.UUID(sys.argv[1]))
"""


@dataclass
class Installation:
    """Real processes that deliver, on real servers, with providers beside them."""

    environment: dict[str, str]
    services: Services

    def start_worker(self, outbox_id: uuid.UUID) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-c", WORKER, str(outbox_id)],
            cwd=ROOT,
            env={**os.environ, **self.environment},
        )

    def deliver_again(self, outbox_id: uuid.UUID) -> None:
        """After the dead worker's lease has run out, as the sweeper brings it back."""
        time.sleep(LEASE_S + 1)
        assert self.start_worker(outbox_id).wait(60) == 0

    def put_out(self, way: str, address: str) -> uuid.UUID:
        """An approved order that waits in the outbox."""
        with self.services.db.transaction() as session:
            shop = make_shop(session, name="Corner", country="KE")
            chat = make_chat(session, shop)
            member = make_member(session, shop)
            lock_shop(session, shop.id)
            supplier = suppliers.supplier_named(session, shop.id, "Karim")
            supplier.phone = address if way == sendings.WHATSAPP else None
            supplier.email = address if way == sendings.MAIL else None
            now = self.services.clock()
            order = orders.draft_for(
                session, shop.id, supplier.id, member_id=member.id, now=now
            )
            product = make_product(session, shop, name="Coke")
            orders.put(session, order, [Wanted(product.id, 24)])
            order.status = OrderStatus.APPROVED
            session.flush()
            sending = ordering.send(
                self.services,
                session,
                session.get_one(Shop, shop.id),
                view(session, order),
                told=(chat.id, member.external_id),
                now=now,
            )
            assert sending is not None and sending.way == way
            assert sending.outbox_id is not None
            return sending.outbox_id

    def status(self) -> tuple[str, int]:
        """What is known of the only sending, and how many messages tell of it."""
        ordering.look(self.services)
        with self.services.db.transaction() as session:
            told = session.scalars(
                select(OutboxMessage).where(OutboxMessage.cause.startswith("sending:"))
            ).all()
            return session.scalars(select(OrderSending.status)).one(), len(told)


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        fake.templates[TEMPLATE] = "A shop orders: {{1}}. Please confirm."
        yield fake
    assert fake.violations == []


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def installed(
    database: Database,
    database_url: str,
    redis_url: str,
    twilio: FakeTwilio,
    mail: MailServer,
    tmp_path: Path,
) -> Iterator[Installation]:
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "ATLASVISION_HOME": str(tmp_path),
        "LEASE_SECONDS": str(LEASE_S),
        "LOG_LEVEL": "warning",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WHATSAPP_FROM": SENDER,
        "TWILIO_API_BASE_URL": twilio.url,
        "TWILIO_CONTENT_SIDS": f'{{"order": {{"en": "{TEMPLATE}"}}}}',
        "ALERT_MAIL_URL": (
            f"mailto://127.0.0.1:{mail.port}?from=shop@corner.example&mode=insecure"
        ),
    }
    settings = load_settings(environment)
    broker = make_broker(redis_url)
    with services_on(settings, Servers(database_url, redis_url), broker) as services:
        yield Installation(environment, services)
    broker.close()


def kill_once(process: subprocess.Popen[bytes], is_out: Callable[[], bool]) -> None:
    """kill -9 as soon as the provider has it, and before it has said so."""
    wait_for("the provider has the order", is_out, 60)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL


def test_order_over_whatsapp_is_found_at_the_provider_after_a_kill(
    installed: Installation, twilio: FakeTwilio
) -> None:
    outbox_id = installed.put_out(sendings.WHATSAPP, NUMBER)
    twilio.be_slow("create", 15)
    worker = installed.start_worker(outbox_id)
    kill_once(worker, lambda: len(twilio.messages) == 1)

    installed.deliver_again(outbox_id)

    assert len(twilio.visible(NUMBER)) == 1
    assert installed.status() == (SendingStatus.SENT, 0)


def test_mailed_order_is_asked_about_after_a_kill_and_not_mailed_again(
    installed: Installation, mail: MailServer
) -> None:
    outbox_id = installed.put_out(sendings.MAIL, "karim@wholesale.example")
    mail.stall(15)
    worker = installed.start_worker(outbox_id)
    kill_once(worker, lambda: len(mail.received) == 1)

    installed.deliver_again(outbox_id)

    assert len(mail.received) == 1
    assert installed.status() == (SendingStatus.IN_DOUBT, 1)
