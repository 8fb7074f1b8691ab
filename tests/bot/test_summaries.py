"""The summary of a week by itself: once a week for each chat, when it may be sent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from dramatiq import Worker
from sqlalchemy import func, select, update

from bot import jobs, summaries
from bot.actions.summary_days import last_day, next_due, set_day
from bot.delivery import deliver
from bot.queue import OUTBOX_QUEUE, DramatiqQueue, make_broker
from bot.schedule import sweep
from bot.services import Services
from storage import conversations, stock
from storage.db import set_time
from storage.models import Chat, Member, OutboxMessage, Product, Shop, SummaryPlan
from storage.models.stock import MovementKind
from storage.stock import Movement
from tests.conftest import Clock
from tests.factories import make_chat, make_member, make_product, make_shop
from tests.fakes.channel import ScriptedChannel

TEMPLATES = {"TWILIO_CONTENT_SIDS": '{"summary": {"en": "HX1"}}'}
MONDAY = datetime(2026, 3, 9, 7, tzinfo=UTC)  # 8:00 in Lagos


class Corner:
    """A shop whose owner wants the summary on Mondays; it is Monday a week before."""

    def __init__(self, services: Services, channel: str, clock: Clock) -> None:
        self.services, self.clock = services, clock
        with services.db.transaction() as session:
            self.shop = make_shop(session, name="Corner", timezone="Africa/Lagos")
            self.chat = make_chat(
                session,
                self.shop,
                channel=channel,
                external_id="+2348000001",
                last_inbound_at=clock(),
            )
            self.owner = make_member(
                session, self.shop, channel=channel, external_id="2348000001"
            )
            conversations.load(session, self.chat.id, self.owner.external_id)
            self.milk = make_product(session, self.shop, name="Milk", quantity=900)
            set_day(session, self.shop, self.chat, self.owner, "monday", clock())

    def sell(self) -> None:
        with self.services.db.transaction() as session:
            set_time(session, self.clock())
            movement = Movement(self.milk.id, MovementKind.SALE, delta=-1)
            stock.book(session, self.shop.id, [movement])

    def change(self, row: type[Any], **values: Any) -> None:
        with self.services.db.transaction() as session:
            session.execute(update(row).values(**values))

    def until(self, when: datetime) -> None:
        self.clock.now = when

    def work(self) -> None:
        """Run the sweeper once, and the jobs that it queues."""
        queue: Any = self.services.queue
        sweep(self.services)
        while queue.summaries:
            summaries.push(self.services, queue.summaries.pop(0))
        for outbox_id in set(queue.deliveries):
            deliver(self.services, outbox_id)
        queue.deliveries.clear()

    def made(self) -> list[OutboxMessage]:
        with self.services.db.transaction() as session:
            return list(
                session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
            )


OpenCorner = Callable[..., Corner]


@pytest.fixture
def open_corner(make_services: Callable[..., Services], clock: Clock) -> OpenCorner:
    def open_it(
        channel: str = "telegram", settings: dict[str, str] | None = None
    ) -> Corner:
        scripted = ScriptedChannel(channel)
        services = make_services(settings, channels={channel: scripted})
        corner = Corner(services, channel, clock)
        corner.sell()
        return corner

    return open_it


def test_summary_comes_on_its_day_at_eight_by_the_shops_clock(
    open_corner: OpenCorner,
) -> None:
    corner = open_corner()

    corner.until(MONDAY - timedelta(seconds=1))
    corner.work()
    early = corner.made()
    corner.until(MONDAY)
    corner.work()

    assert early == []
    assert "1 piece sold" in corner.made()[0].reply["text"]
    assert corner.made()[0].status == "sent"


def test_summary_comes_once_a_week_and_again_the_next(open_corner: OpenCorner) -> None:
    corner = open_corner()

    for day in range(15):
        corner.until(MONDAY + timedelta(days=day))
        corner.sell()
        corner.work()
        corner.work()

    assert len(corner.made()) == 3


def test_two_workers_make_one_summary(open_corner: OpenCorner) -> None:
    corner = open_corner()
    corner.until(MONDAY)
    with corner.services.db.transaction() as session:
        plan_id = session.scalars(select(SummaryPlan.id)).one()

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(summaries.push, corner.services, plan_id) for _ in range(8)]
        for job in jobs:
            job.result()

    assert len(corner.made()) == 1


def test_job_that_was_lost_is_queued_again(
    open_corner: OpenCorner, clock: Clock
) -> None:
    corner = open_corner()
    queue: Any = corner.services.queue
    corner.until(MONDAY)

    sweep(corner.services)
    queue.summaries.clear()  # the queue forgot it
    sweep(corner.services)
    at_once = list(queue.summaries)
    clock.advance(20)
    sweep(corner.services)

    assert at_once == [] and len(queue.summaries) == 1


def test_queue_brings_what_is_due_to_a_worker(
    open_corner: OpenCorner, redis_url: str
) -> None:
    corner = open_corner()
    corner.until(MONDAY)
    broker = make_broker(redis_url)
    services = replace(corner.services, queue=DramatiqQueue(broker))
    jobs.register(broker, services)
    worker = Worker(broker, queues={OUTBOX_QUEUE}, worker_threads=2)

    worker.start()
    try:
        sweep(services)
        until = monotonic() + 60
        while [row.status for row in corner.made()] != ["sent"] and monotonic() < until:
            sleep(0.05)
    finally:
        worker.stop()

    assert [row.status for row in corner.made()] == ["sent"]


def test_summary_waits_for_the_end_of_quiet_hours(open_corner: OpenCorner) -> None:
    corner = open_corner()
    corner.change(Shop, quiet_from=time(20), quiet_to=time(10))

    corner.until(MONDAY)
    corner.work()
    quiet = corner.made()
    corner.until(MONDAY + timedelta(hours=2))
    corner.work()

    assert quiet == [] and len(corner.made()) == 1


def test_summary_that_was_taken_back_before_it_went_out_is_made_anew_once(
    open_corner: OpenCorner,
) -> None:
    corner = open_corner()
    corner.until(MONDAY)
    queue: Any = corner.services.queue
    sweep(corner.services)
    summaries.push(corner.services, queue.summaries.pop())
    corner.change(Shop, quiet_from=time(8), quiet_to=time(9))  # from now on

    deliver(corner.services, queue.deliveries.pop())
    corner.work()
    corner.until(MONDAY + timedelta(hours=1))
    corner.work()
    corner.work()

    assert [row.status for row in corner.made()] == ["failed", "sent"]


def test_after_stop_nothing_comes(open_corner: OpenCorner) -> None:
    corner = open_corner()
    corner.change(Chat, stopped_at=corner.clock())

    for day in range(9):
        corner.until(MONDAY + timedelta(days=day))
        corner.work()

    assert corner.made() == []


def test_week_without_news_is_passed_over(open_corner: OpenCorner) -> None:
    corner = open_corner()

    corner.until(MONDAY + timedelta(days=7))  # the sale was in the week before
    corner.work()

    assert corner.made() == []
    with corner.services.db.transaction() as session:
        assert session.scalars(select(SummaryPlan.due_at)).one() == MONDAY + timedelta(
            days=14
        )


def test_whatsapp_outside_its_window_takes_the_template(
    open_corner: OpenCorner,
) -> None:
    corner = open_corner("whatsapp", TEMPLATES)

    corner.until(MONDAY)
    corner.work()

    reply = corner.made()[0].reply
    assert reply["template"] == "summary"
    assert reply["brief"].startswith("your week: 1 piece sold")


def test_whatsapp_without_a_template_waits_until_the_person_writes(
    open_corner: OpenCorner, clock: Clock
) -> None:
    corner = open_corner("whatsapp")
    corner.until(MONDAY)
    corner.work()
    waiting = corner.made()

    clock.advance(3600)
    corner.change(Chat, last_inbound_at=clock())
    clock.advance(6)
    corner.work()

    assert waiting == [] and len(corner.made()) == 1


def test_what_waited_for_too_long_is_left_out(
    open_corner: OpenCorner, clock: Clock
) -> None:
    corner = open_corner("whatsapp")
    corner.until(MONDAY)
    corner.work()

    clock.advance(4 * 86_400)
    corner.change(Chat, last_inbound_at=clock())
    clock.advance(6)
    corner.work()

    assert corner.made() == []


@pytest.mark.parametrize(
    "lost", [{"role": "staff"}, {"removed_at": MONDAY - timedelta(days=1)}]
)
def test_who_may_not_see_the_figures_any_more_is_told_none(
    open_corner: OpenCorner, lost: dict[str, Any]
) -> None:
    corner = open_corner()
    corner.change(Member, **lost)

    corner.until(MONDAY)
    corner.work()

    assert corner.made() == []
    with corner.services.db.transaction() as session:
        assert session.scalar(select(func.count()).select_from(SummaryPlan)) == 0


def test_another_day_takes_the_place_of_the_first(open_corner: OpenCorner) -> None:
    corner = open_corner()
    with corner.services.db.transaction() as session:
        set_day(
            session, corner.shop, corner.chat, corner.owner, "friday", corner.clock()
        )

    for day in range(-7, 7):
        corner.until(MONDAY + timedelta(days=day))
        corner.sell()
        corner.work()

    texts = [row.reply["text"].splitlines()[0] for row in corner.made()]
    assert texts == [
        "Your week, 27 Feb 2026 to 5 Mar 2026:",
        "Your week, 6 Mar 2026 to 12 Mar 2026:",
    ]


@pytest.mark.parametrize(
    ("zone", "now", "day", "due"),
    [
        # The clock goes forward on Sunday the 29th in Paris: 8:00 is an hour earlier.
        ("Europe/Paris", "2026-03-29T12:00", "2026-03-23", "2026-03-30T06:00"),
        ("Europe/Paris", "2026-03-23T06:59", "2026-03-16", "2026-03-23T07:00"),
        ("Europe/Paris", "2026-03-23T07:00", "2026-03-23", "2026-03-30T06:00"),
        # And back on the 25th of October.
        ("Europe/Paris", "2026-10-25T12:00", "2026-10-19", "2026-10-26T07:00"),
        # Monday begins earlier in the east, later in the west.
        ("Pacific/Auckland", "2026-07-05T20:00", "2026-07-06", "2026-07-12T20:00"),
        ("America/Los_Angeles", "2026-07-06T14:59", "2026-06-29", "2026-07-06T15:00"),
    ],
)
def test_days_are_those_of_the_shops_calendar(
    zone: str, now: str, day: str, due: str
) -> None:
    at = datetime.fromisoformat(f"{now}+00:00")

    assert last_day(0, at, zone) == date.fromisoformat(day)
    assert next_due(0, at, zone) == datetime.fromisoformat(f"{due}+00:00")


def test_products_of_other_shops_are_not_told_of(open_corner: OpenCorner) -> None:
    corner = open_corner()
    with corner.services.db.transaction() as session:
        set_time(session, corner.clock())
        other = make_shop(session, timezone="Africa/Lagos")
        bread = make_product(session, other, name="Bread", quantity=9)
        stock.book(session, other.id, [Movement(bread.id, MovementKind.SALE, delta=-3)])
        assert session.scalar(select(func.count()).select_from(Product)) == 2

    corner.until(MONDAY)
    corner.work()

    assert "Bread" not in corner.made()[0].reply["text"]
