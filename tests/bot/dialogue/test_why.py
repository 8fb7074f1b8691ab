"""Why something was told, and to whom that is no business any more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.understand import intents as want
from storage import stock
from storage.models import AlertNotice, Member
from storage.models.alerts import NoticeStatus
from storage.models.shops import Role
from storage.models.stock import MovementKind
from storage.stock import Movement
from tests.bot.dialogue.conftest import Counter
from tests.factories import make_member, make_product, make_rule, make_shop


@pytest.fixture
def elsewhere(counter: Counter) -> Member:
    """The owner in another shop, whose alert this chat was told of."""
    with counter.services.db.transaction() as session:
        shop = make_shop(session, name="Elsewhere")
        member = make_member(session, shop, external_id=Role.OWNER.value)
        milk = make_product(session, shop, name="Milk", quantity=9)
        make_rule(session, member, counter.chat_id, product_id=milk.id)
        stock.book(session, shop.id, [Movement(milk.id, MovementKind.SALE, to=3)])
        notice = session.scalars(select(AlertNotice)).one()
        notice.status, notice.handed_at = NoticeStatus.TOLD, counter.clock()
        return member


def test_alert_of_another_shop_of_the_person_is_explained(
    counter: Counter, elsewhere: Member
) -> None:
    assert "Milk" in counter.wish(want.Why())


def test_who_left_a_shop_learns_no_more_of_its_stock(
    counter: Counter, elsewhere: Member
) -> None:
    with counter.services.db.transaction() as session:
        session.get_one(Member, elsewhere.id).removed_at = counter.clock()

    assert "Milk" not in counter.wish(want.Why())
    assert "Milk" not in counter.wish(want.Snooze())
