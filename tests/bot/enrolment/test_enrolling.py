"""What a table of products does to the shop."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions.enrolment import (
    Enrolment,
    RowProblem,
    enrol_table,
)
from storage import catalogue, prices, stock, undoing
from storage.db import Database
from storage.models import PriceRecord, Product, Shop
from storage.models.stock import MovementKind
from storage.stock import Movement
from tests.bot.enrolment.tables import FULL, table_of
from tests.factories import make_member, make_shop

# Into the shop


def enrol(session: Session, shop: Shop, text: str) -> Enrolment:
    return enrol_table(session, shop.id, table_of(text))


def counts(result: Enrolment) -> tuple[int, int, int]:
    return result.created, result.updated, result.unchanged


def test_table_becomes_products_and_stock(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session, currency="NGN")
        member = make_member(session, shop)

        result = enrol_table(session, shop.id, table_of(FULL), member_id=member.id)

        coke, peak = catalogue.products(session, shop.id)
        assert counts(result) == (2, 0, 0)
        assert (coke.quantity, peak.quantity) == (24, 10)
        assert catalogue.find_by_name(session, shop.id, "coke") == coke
        (movement,) = stock.history(session, coke.id)
        assert (movement.kind, movement.member_id) == ("enrolment", member.id)
        price = prices.last_known(session, peak.id, source="enrolment")
        assert price is not None
        assert (price.price, price.currency) == (Decimal("1550.50"), "NGN")


def test_same_table_again_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, FULL)
        before = session.scalars(select(Product.updated_at)).all()

        again = enrol(session, shop, FULL)

        assert counts(again) == (0, 0, 2)
        assert again.batch is None
        assert session.scalars(select(Product.updated_at)).all() == before
        assert session.scalar(select(func.count(PriceRecord.id))) == 2


def test_changed_rows_are_updates(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, "name,quantity,price\nBread,3,5\nTea,4,6\nMilk,5,7\n")

        result = enrol(
            session,
            shop,
            "name,quantity,price\nBread,3,6\nTea,9,6\nMilk,5,7\nEgg,1,1\n",
        )

        assert counts(result) == (1, 2, 1)
        assert result.batch is not None
        assert [(line.before, line.after) for line in result.batch.lines] == [
            (3, 3),  # its price has changed
            (4, 9),
            (0, 1),
        ]


def test_empty_cells_leave_what_is_known(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, FULL)

        result = enrol(session, shop, "name,quantity,price\nCoca-Cola 50cl,,\n")

        coke = catalogue.find_by_name(session, shop.id, "Coca-Cola 50cl")
        assert counts(result) == (0, 0, 1)
        assert coke is not None
        assert (coke.quantity, coke.price) == (24, Decimal("250.00"))


def test_undo_takes_all_of_a_table_back(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, "name,quantity,price\nBread,3,5\n")
        enrol(session, shop, "name,quantity,price\nBread,9,6\nTea,4,6\n")

        undoing.undo_last(session, shop.id)

        (bread,) = catalogue.products(session, shop.id)
        assert (bread.name, bread.quantity, bread.price) == ("Bread", 3, Decimal(5))


def test_stock_counted_since_is_set_by_a_new_table(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, "name,quantity\nBread,10\n")
        bread = catalogue.products(session, shop.id)[0]
        sale = Movement(bread.id, MovementKind.SALE, delta=-4)
        stock.book(session, shop.id, [sale])

        enrol(session, shop, "name,quantity\nBread,12\n")

        assert bread.quantity == 12


def test_name_of_another_product_is_listed(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, "name,sku\nBread,B1\nTea,T1\n")

        result = enrol(session, shop, "name,sku,quantity\nTea,B1,3\nMilk,M1,4\n")

        assert counts(result) == (1, 0, 0)
        assert [(p.line, p.problem, p.value) for p in result.problems] == [
            (2, RowProblem.NAME_TAKEN, "Bread")
        ]


def test_largest_table_is_enrolled(database: Database) -> None:
    lines = (f"Product {n},{n},{n % 90 + 1},S{n}" for n in range(20_000))
    text = "\n".join(["name,quantity,price,sku", *lines])

    with database.transaction() as session:
        result = enrol(session, make_shop(session), text)

    assert counts(result) == (20_000, 0, 0)
