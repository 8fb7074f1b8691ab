"""Answers that wait for outside sources: one each, whatever dies or is too busy."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from bot import enquiring, schedule
from bot.services import Services
from bot.sources import Sources
from storage import catalogue
from storage.catalogue import ProductInput
from storage.models import (
    Chat,
    Enquiry,
    InboxMessage,
    OutboxMessage,
    Product,
    Shop,
    SourceUse,
)
from tests.conftest import Clock
from tests.desks import Desk
from tests.fakes.queue import RecordingQueue
from tests.fakes.sources import (
    PICTURE,
    FakeFoodFacts,
    FakeOpenPrices,
    FakeShopSearch,
)
from webhooks import chat_timeline

CODE = "3017620422003"


@dataclass
class AskingDesk(Desk):
    """With sources of prices and facts to ask."""

    prices: FakeOpenPrices
    facts: FakeFoodFacts

    def stock_up(self, session: Any, chat: Chat) -> None:
        wanted = ProductInput("Milk 1L", gtin="5449000000996")
        catalogue.save_product(session, chat.shop_id, wanted)

    def enquiry(self) -> Enquiry:
        with self.chat.db.transaction() as session:
            return session.scalars(select(Enquiry)).one()


@pytest.fixture(scope="session")
def servers() -> Iterator[tuple[FakeOpenPrices, FakeFoodFacts]]:
    with FakeOpenPrices() as prices, FakeFoodFacts() as facts:
        yield prices, facts


@pytest.fixture
def desk(
    make_services: Callable[..., Services],
    clock: Clock,
    queue: RecordingQueue,
    servers: tuple[FakeOpenPrices, FakeFoodFacts],
) -> Iterator[AskingDesk]:
    for server in servers:
        server.reset()
        server.now = lambda: clock().timestamp()
    prices, facts = servers
    services = make_services(
        {"OPENFOODFACTS_BASE_URL": facts.url, "OPEN_PRICES_BASE_URL": prices.url}
    )
    with httpx.Client() as http:
        outside = Sources.from_settings(services.settings, http)
        services = replace(services, sources=outside)
        yield AskingDesk(services, queue, clock, prices, facts)
    assert [rule for server in servers for rule in server.violations] == []


def test_message_is_answered_once_when_the_source_has_answered(
    desk: AskingDesk,
) -> None:
    desk.prices.know("5449000000996", 60, "2026-02-20", "KES", country="KE")

    desk.say("compare milk")
    assert desk.answers() == []
    assert desk.prices.asked == []

    desk.hand_on()
    (answer,) = desk.answers()
    assert "one price, 20 Feb 2026" in answer


def test_page_shows_that_an_answer_is_being_made_until_it_is(desk: AskingDesk) -> None:
    def is_working() -> bool:
        with desk.chat.db.transaction() as session:
            return chat_timeline.is_working(session, desk.enquiry().chat_id)

    desk.say("compare milk")
    assert is_working()

    desk.hand_on()
    assert not is_working()


def test_second_run_of_the_job_and_a_repeated_message_change_nothing(
    desk: Desk,
) -> None:
    desk.say("compare milk")
    enquiry_id = desk.enquiry().id
    desk.hand_on()

    enquiring.answer(desk.chat, enquiry_id)

    assert len(desk.answers()) == 1
    assert desk.prices.calls("prices") == 1


def test_worker_that_dies_while_asking_leaves_the_answer_to_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.say("compare milk")
    desk.queue.enquiries.clear()
    desk.queue.waits.clear()
    with desk.chat.db.transaction() as session:
        session.execute(
            update(Enquiry).values(
                attempts=1, lease_owner="dead", lease_until=desk.clock.now
            )
        )

    schedule.sweep(desk.chat)
    desk.hand_on()

    assert len(desk.answers()) == 1


def test_lost_job_is_queued_again(desk: AskingDesk) -> None:
    desk.say("compare milk")
    desk.queue.enquiries.clear()
    desk.queue.waits.clear()

    schedule.sweep(desk.chat)
    assert desk.queue.enquiries == []

    desk.clock.advance(20)
    schedule.sweep(desk.chat)
    desk.hand_on()
    assert len(desk.answers()) == 1


def test_job_whose_lease_is_held_does_nothing(desk: AskingDesk) -> None:
    desk.say("compare milk")
    with desk.chat.db.transaction() as session:
        session.execute(
            update(Enquiry).values(
                lease_owner="other", lease_until=desk.clock.now + timedelta(days=9999)
            )
        )

    desk.hand_on()

    assert desk.answers() == []
    assert desk.prices.asked == []


def test_answer_is_kept_for_a_day_and_asked_for_again_after_it(
    desk: AskingDesk,
) -> None:
    desk.say("compare milk")
    desk.hand_on()

    desk.say("compare milk")
    assert (len(desk.answers()), desk.queue.enquiries) == (2, [])

    desk.clock.advance(25 * 3600)
    desk.say("compare milk")
    desk.hand_on()
    assert (len(desk.answers()), desk.prices.calls("prices")) == (3, 2)


def test_short_wait_that_the_source_names_is_waited_for(desk: AskingDesk) -> None:
    desk.prices.know("5449000000996", 60, "2026-02-20", "KES")
    desk.prices.be_busy("prices", retry_after="5")

    desk.say("compare milk")
    desk.hand_on()
    assert desk.answers() == []
    assert desk.queue.waits == [5.0]

    desk.hand_on()
    assert "20 Feb 2026" in desk.answers()[0]
    assert desk.enquiry().attempts == 1


def test_long_wait_is_told_and_the_source_left_alone_for_so_long(
    desk: AskingDesk,
) -> None:
    desk.prices.be_busy("prices", retry_after="120")

    desk.say("compare milk")
    desk.hand_on()
    assert "asked too often" in desk.answers()[0]

    desk.clock.advance(90)
    desk.say("compare milk")
    desk.hand_on()
    assert "asked too often" in desk.answers()[1]
    assert desk.prices.calls("prices") == 1


def test_source_that_is_down_is_named_beside_what_it_said_before(
    desk: AskingDesk,
) -> None:
    desk.prices.know("5449000000996", 60, "2026-02-20", "KES", country="KE")
    desk.say("compare milk")
    desk.hand_on()
    desk.clock.advance(30 * 3600)
    desk.prices.drop_connection("prices")

    desk.say("compare milk")
    desk.hand_on()

    answer = desk.answers()[1]
    assert "20 Feb 2026" in answer
    assert "Asked on Mon 2 Mar" in answer
    assert "Open Prices (ODbL) does not answer just now." in answer


@pytest.mark.parametrize("body", ["<html>", '{"items": 3}', "[" * 9000])
def test_nonsense_of_a_source_is_no_end_of_the_answer(
    desk: AskingDesk, body: str
) -> None:
    desk.prices.talk_nonsense("prices", body)

    desk.say("compare milk")
    desk.hand_on()

    assert "does not answer just now" in desk.answers()[0]


def test_limit_is_kept_by_all_shops_together(desk: AskingDesk) -> None:
    with desk.chat.db.transaction() as session:
        shop = session.scalars(select(Shop)).one()
        for number in range(20):
            wanted = ProductInput(f"Tea {number}", gtin=f"60012345{number:05}")
            catalogue.save_product(session, shop.id, wanted)

    for number in range(20):
        desk.say(f"what is {_with_check_digit(number)}")
        while desk.queue.enquiries:
            desk.hand_on()

    assert len(desk.answers()) == 20
    assert desk.facts.calls("product") <= 15
    assert any("does not answer" in answer for answer in desk.answers())


def _with_check_digit(number: int) -> str:
    digits = f"60012345{number:04}"
    total = sum(int(d) * (1 + 2 * (place % 2)) for place, d in enumerate(digits))
    return f"{digits}{-total % 10}"


def test_enquiry_that_keeps_crashing_is_answered_from_what_is_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(enquiring, "_ask", crash)
    desk.say("compare milk")

    while desk.queue.enquiries:
        desk.hand_on()

    (answer,) = desk.answers()
    assert "Milk 1L" in answer
    assert desk.enquiry().attempts == 4


def test_nothing_is_left_open_where_even_the_answer_crashes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(enquiring, "_answer", crash)
    desk.say("compare milk")

    while desk.queue.enquiries:
        desk.hand_on()

    (answer,) = desk.answers()
    assert "something went wrong" in answer


def test_picture_of_a_product_goes_with_the_answer(desk: AskingDesk) -> None:
    url = desk.facts.add_picture("jar.jpg")
    desk.facts.know(CODE, product_name="Choco Spread", image_front_url=url)

    desk.say(f"what is {CODE}")
    desk.hand_on()

    with desk.chat.db.transaction() as session:
        reply = session.scalars(select(OutboxMessage.reply)).one()
    assert desk.chat.blobs.get(reply["image_key"]) == PICTURE


def test_picture_from_elsewhere_is_not_fetched(desk: AskingDesk) -> None:
    url = desk.facts.add_picture("jar.jpg").replace("127.0.0.1", "localhost")
    desk.facts.know(CODE, product_name="Choco Spread", image_front_url=url)

    desk.say(f"what is {CODE}")
    desk.hand_on()

    assert desk.facts.calls("picture") == 0
    with desk.chat.db.transaction() as session:
        assert session.scalars(select(OutboxMessage.reply)).one()["image_key"] is None


def test_asking_holds_no_transaction(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    fetch = Sources.fetch

    def watch(self: Sources, *args: Any) -> Any:
        pool: Any = desk.chat.db.engine.pool
        seen.append(pool.checkedout())
        return fetch(self, *args)

    monkeypatch.setattr(Sources, "fetch", watch)
    desk.say("compare milk")
    desk.hand_on()

    assert seen == [0]


def test_message_is_done_while_its_answer_waits(desk: AskingDesk) -> None:
    desk.say("compare milk")

    with desk.chat.db.transaction() as session:
        assert session.scalars(select(InboxMessage.status)).one() == "done"
        assert session.scalars(select(SourceUse)).all() == []
    assert isinstance(desk.enquiry().id, uuid.UUID)


def test_several_products_are_asked_for_with_one_request(desk: AskingDesk) -> None:
    with desk.chat.db.transaction() as session:
        shop = session.scalars(select(Shop)).one()
        wanted = ProductInput("Bread 1kg", gtin="6001234567893")
        catalogue.save_product(session, shop.id, wanted)
    desk.prices.know("5449000000996", 60, "2026-02-20", "KES")
    desk.prices.know("6001234567893", 90, "2026-02-20", "KES")

    desk.say("compare milk and bread")
    desk.hand_on()

    (answer,) = desk.answers()
    assert answer.count("Open Prices (ODbL): ") == 2
    assert desk.prices.calls("prices") == 1


def test_online_shops_are_searched_where_they_are_configured(
    desk: Desk, make_services: Callable[..., Services]
) -> None:
    with FakeShopSearch() as shop, httpx.Client() as http:
        product = {"name": "Milk Fresh 1 L", "prices": {"rawPrice": "150"}}
        bigger = {"name": "Milk Fresh 2L", "prices": {"rawPrice": "240"}}
        shop.answer = {"data": {"products": [product, bigger]}}
        settings = make_services(
            {
                "OPENFOODFACTS_BASE_URL": "off",
                "OPEN_PRICES_BASE_URL": "off",
                "JUMIA_BASE_URL": f"{shop.url}/search",
                "RAPIDAPI_KEY": shop.key,
            }
        ).settings
        desk.chat = replace(desk.chat, sources=Sources.from_settings(settings, http))
        with desk.chat.db.transaction() as session:
            session.execute(update(Product).values(price=120, gtin=None))

        desk.say("compare milk")
        desk.hand_on()

        assert shop.violations == []
    (answer,) = desk.answers()
    assert "Jumia: Ksh\xa0150 (one price, 2 Mar 2026)" in answer
    assert "You are 20% below the middle." in answer
    assert "Milk Fresh 2L (Jumia): Ksh\xa0120 per litre" in answer
