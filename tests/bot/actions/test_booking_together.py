"""Two people book at the same moment, and nothing of it is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from decimal import Decimal

from bot.actions import catalogue as names
from bot.actions import drafts, orders, prices, receiving, stock, undoing
from storage import catalogue
from storage.catalogue import ProductInput
from storage.db import Database
from storage.models import Member, Product, Shop
from storage.models.shops import Role
from storage.models.stock import MovementKind
from tests.conftest import Clock
from tests.factories import make_member, make_shop

TIMES = 8


def run_together(acts: Sequence[Callable[[], None]]) -> None:
    errors: list[BaseException] = []

    def safely(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=safely, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert errors == []


def opened(database: Database) -> tuple[Shop, Member, Product]:
    with database.transaction() as session:
        shop = make_shop(session)
        member = make_member(session, shop, role=Role.OWNER)
        wanted = ProductInput("Coke", minimum=1, price=Decimal(1))
        coke = catalogue.save_product(session, shop.id, wanted).product
        coke.quantity = 100
        return shop, member, coke


def test_sales_and_edits_of_two_people_all_hold(database: Database) -> None:
    shop, member, coke = opened(database)

    def sell() -> None:
        for _ in range(TIMES):
            with database.transaction() as session:
                stock.move(
                    session,
                    shop.id,
                    MovementKind.SALE,
                    [(coke.id, 1)],
                    member_id=member.id,
                )

    def edit() -> None:
        for number in range(TIMES):
            with database.transaction() as session:
                product = session.get_one(Product, coke.id)
                names.set_minimum(session, product, number, member_id=member.id)

    def reprice() -> None:
        for number in range(TIMES):
            with database.transaction() as session:
                product = session.get_one(Product, coke.id)
                own = session.get_one(Shop, shop.id)
                prices.set_price(session, own, product, Decimal(number))

    run_together([sell, edit, sell, reprice])

    with database.transaction() as session:
        product = session.get_one(Product, coke.id)
        assert product.quantity == 100 - 2 * TIMES
        assert (product.minimum, product.price) == (TIMES - 1, Decimal(TIMES - 1))
        for _ in range(4 * TIMES):
            undoing.undo(
                session,
                session.get_one(Shop, shop.id),
                session.get_one(Member, member.id),
            )
        session.refresh(product)
        assert (product.quantity, product.minimum) == (100, 1)
        assert product.price == Decimal(1)


def test_order_is_received_once_by_two_people(database: Database, clock: Clock) -> None:
    shop, member, coke = opened(database)
    with database.transaction() as session:
        own, person = session.get_one(Shop, shop.id), session.get_one(Member, member.id)
        product = session.get_one(Product, coke.id)
        drafts.draft_items(session, own, person, [(product, 24)], clock())
        orders.approve(session, own, None, clock())

    def receive() -> None:
        with database.transaction() as session:
            own = session.get_one(Shop, shop.id)
            person = session.get_one(Member, member.id)
            receiving.receive(session, own, person, 1, clock())

    run_together([receive] * 4)

    with database.transaction() as session:
        assert session.get_one(Product, coke.id).quantity == 124


def test_drafts_of_two_people_become_one(database: Database, clock: Clock) -> None:
    shop, member, coke = opened(database)

    def draft() -> None:
        with database.transaction() as session:
            own = session.get_one(Shop, shop.id)
            person = session.get_one(Member, member.id)
            product = session.get_one(Product, coke.id)
            drafts.draft_items(session, own, person, [(product, 24)], clock())

    run_together([draft] * 4)

    with database.transaction() as session:
        own = session.get_one(Shop, shop.id)
        assert [order.number for order in orders.list_orders(session, own).orders] == [
            1
        ]
