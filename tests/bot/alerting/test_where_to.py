"""News over WhatsApp, whose windows and templates cost, and to addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

from bot.channels.base import DeliveryError
from bot.services import Services
from storage import (
    addresses,
    message_counts,
)
from storage.models import (
    Chat,
)
from tests.bot.alerting.conftest import (
    MILK,
    Corner,
    digests,
    sent,
)
from tests.conftest import Clock
from tests.factories import make_member
from tests.fakes.channel import ScriptedChannel


class TestWhatsApp:
    def test_inside_the_window_it_is_free_text(self, whatsapp: Corner) -> None:
        whatsapp.book(whatsapp.milk, 3)

        whatsapp.later(seconds=11)

        assert sent(whatsapp) == [MILK]
        assert digests(whatsapp)[0].choices == ()

    def test_in_the_window_a_quarter_of_an_hour_is_bundled(
        self, whatsapp: Corner
    ) -> None:
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(seconds=11)
        whatsapp.book(whatsapp.bread, 3)

        whatsapp.later(minutes=14)
        assert len(digests(whatsapp)) == 1
        whatsapp.later(minutes=2)
        assert len(digests(whatsapp)) == 2

    def test_outside_the_window_what_is_low_costs_one_template_a_day(
        self, whatsapp: Corner
    ) -> None:
        whatsapp.clock.advance(25 * 3600)
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(seconds=11)
        assert len(digests(whatsapp)) == 1
        assert digests(whatsapp)[0].template == "alert"

        whatsapp.book(whatsapp.bread, 3)
        whatsapp.later(hours=23)
        assert len(digests(whatsapp)) == 1
        whatsapp.later(hours=2)
        assert len(digests(whatsapp)) == 2

    def test_what_is_sold_out_does_not_wait_that_long(self, whatsapp: Corner) -> None:
        whatsapp.clock.advance(25 * 3600)
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(seconds=11)
        whatsapp.book(whatsapp.bread, 0)

        whatsapp.later(hours=2)
        assert len(digests(whatsapp)) == 1
        whatsapp.later(hours=1, minutes=1)
        assert len(digests(whatsapp)) == 2

    def test_outside_the_window_what_is_not_urgent_waits_for_the_day(
        self, whatsapp: Corner
    ) -> None:
        whatsapp.clock.now = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)  # 3:00 in Lagos
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(hours=4)
        assert sent(whatsapp) == []

        whatsapp.clock.now = datetime(2026, 3, 4, 7, 0, tzinfo=UTC)
        whatsapp.work()

        assert sent(whatsapp) == [MILK]

    def test_without_a_template_it_waits_for_the_person_to_write(
        self, make_services: Callable[..., Services], clock: Clock
    ) -> None:
        channel = ScriptedChannel(name="whatsapp")
        corner = Corner(
            make_services(channels={"whatsapp": channel}), "whatsapp", clock
        )
        clock.advance(25 * 3600)
        corner.book(corner.milk, 3)
        corner.later(hours=30)
        assert channel.deliveries == []

        corner.writes()
        corner.work()

        assert sent(corner) == [MILK]

    def test_messages_are_counted_by_month_and_price_class(
        self, whatsapp: Corner
    ) -> None:
        channel = whatsapp.services.channels["whatsapp"]
        assert isinstance(channel, ScriptedChannel)
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(seconds=11)
        channel.billed_as = "utility_template"
        whatsapp.clock.advance(25 * 3600)
        whatsapp.book(whatsapp.bread, 3)
        whatsapp.later(seconds=11)

        with whatsapp.services.db.transaction() as session:
            counted = message_counts.of_month(
                session, whatsapp.shop.id, "whatsapp", "2026-03"
            )
        assert counted == {"free_form": 1, "utility_template": 1}


class TestAddresses:
    def test_shop_s_address_gets_the_digest_too_with_the_shop_s_name(
        self, services: Services, corner: Corner, channel: ScriptedChannel
    ) -> None:
        with services.db.transaction() as session:
            addresses.add(session, corner.owner, "ntfy://topic", "ntfy")
        corner.book(corner.milk, 3)

        corner.later(seconds=11)

        assert sorted(channel.sent) == sorted([MILK, "Corner", MILK])

    def test_address_of_somebody_who_left_gets_nothing(
        self, services: Services, corner: Corner, channel: ScriptedChannel
    ) -> None:
        with services.db.transaction() as session:
            gone = make_member(session, corner.shop, role="manager")
            addresses.add(session, gone, "ntfy://topic", "ntfy")
            gone.removed_at = corner.clock()
        corner.book(corner.milk, 3)

        corner.later(seconds=11)

        assert channel.sent == [MILK]

    def test_address_that_is_down_holds_nobody_else_up(
        self, make_services: Callable[..., Services], clock: Clock
    ) -> None:
        down = ScriptedChannel(name="apprise")
        down.outcomes = [DeliveryError("server_error", permanent=False)] * 3
        telegram = ScriptedChannel(name="telegram")
        services = make_services(channels={"telegram": telegram, "apprise": down})
        corner = Corner(services, "telegram", clock)
        with services.db.transaction() as session:
            addresses.add(session, corner.owner, "ntfy://topic", "ntfy")
        corner.book(corner.milk, 3)

        corner.later(seconds=11)
        assert (telegram.sent, down.sent) == ([MILK], [])
        for _ in range(5):
            corner.later(minutes=1)

        assert (telegram.sent, down.sent) == ([MILK], ["Corner", MILK])

    def test_installation_s_addresses_get_every_shop_s_alerts(
        self, services: Services, corner: Corner, channel: ScriptedChannel
    ) -> None:
        with services.db.transaction() as session:
            addresses.configure(session, {"setting:1": "ntfy://all"})
        corner.book(corner.milk, 3)
        corner.later(seconds=11)
        assert "Corner" in channel.sent

        with services.db.transaction() as session:
            addresses.configure(session, {})
            left = select(Chat).where(Chat.channel == "apprise")
            assert session.scalars(left).all() == []
