"""The books: bookings, undo and redo, and that they add up whatever happens at once."""

from __future__ import annotations

import random
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage import stock, undoing
from storage.db import Database
from storage.models import Product, Shop, StockMovement
from storage.models.stock import MovementKind
from storage.stock import Batch, Movement, UnknownProduct
from tests.factories import make_member, make_product, make_scan, make_shop

CORRECTION, SALE, SCAN = (
    MovementKind.CORRECTION,
    MovementKind.SALE,
    MovementKind.SCAN,
)


def changes(batch: Batch | None) -> list[tuple[str, int, int]]:
    assert batch is not None
    return [(line.product.name, line.before, line.after) for line in batch.lines]


def set_to(session: Session, shop: Shop, product: Product, quantity: int) -> Batch:
    return stock.book(session, shop.id, [Movement(product.id, CORRECTION, to=quantity)])


def test_batch_says_what_has_changed(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        member = make_member(session, shop)
        coke = make_product(session, shop, name="Coke")
        fanta = make_product(session, shop, name="Fanta")

        batch = stock.book(
            session,
            shop.id,
            [
                Movement(coke.id, CORRECTION, to=14, reason="coke is 14"),
                Movement(fanta.id, MovementKind.DELIVERY, delta=6),
            ],
            member_id=member.id,
        )

        assert changes(batch) == [("Coke", 0, 14), ("Fanta", 0, 6)]
        (movement,) = stock.history(session, coke.id)
        assert (movement.delta, movement.reason) == (14, "coke is 14")
        assert movement.member_id == member.id


def test_levels_are_the_balances(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, depth=3.0)
        make_product(session, make_shop(session))
        set_to(session, shop, coke, 7)

        levels = stock.levels(session, shop.id)

    assert [(level.quantity, level.depth) for level in levels.values()] == [(7, 3.0)]
    assert list(levels) == [str(coke.id)]


def test_what_changes_nothing_is_not_booked(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop)

        batch = stock.book(session, shop.id, [Movement(coke.id, SALE, delta=0)])

        assert batch.lines == ()
        assert stock.history(session, coke.id) == []


def test_quantity_stops_at_zero_and_keeps_the_reason(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")
        set_to(session, shop, coke, 3)

        batch = stock.book(
            session, shop.id, [Movement(coke.id, SALE, delta=-5, reason="sold 5")]
        )

        assert changes(batch) == [("Coke", 3, 0)]
        assert batch.lines[0].reason == "sold 5"


def test_absurd_quantity_stops_at_a_billion(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop)

        batch = set_to(session, shop, coke, 10**20)

        assert batch.lines[0].after == stock.MAX_QUANTITY


def test_movements_of_one_product_become_one_line(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")

        batch = stock.book(
            session,
            shop.id,
            [
                Movement(coke.id, CORRECTION, to=10),
                Movement(coke.id, SALE, delta=-4, reason="sold 4"),
            ],
        )

        assert changes(batch) == [("Coke", 0, 6)]
        assert batch.lines[0].kind is SALE


def test_movement_says_either_by_how_much_or_to_what() -> None:
    with pytest.raises(ValueError):
        Movement(uuid.uuid4(), SALE)
    with pytest.raises(ValueError):
        Movement(uuid.uuid4(), SALE, delta=1, to=1)


def test_product_of_another_shop_is_refused(database: Database) -> None:
    with pytest.raises(UnknownProduct), database.transaction() as session:
        theirs = make_product(session, make_shop(session))
        set_to(session, make_shop(session), theirs, 3)


def test_scan_is_booked_once(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")
        scan = make_scan(session, shop)
        wish = [Movement(coke.id, SCAN, to=5)]
        first = stock.book(session, shop.id, wish, scan_id=scan.id)
        stock.book(session, shop.id, [Movement(coke.id, SALE, delta=-2)])

        again = stock.book(session, shop.id, wish, scan_id=scan.id)

        assert again.batch_id == first.batch_id
        assert changes(again) == changes(first) == [("Coke", 0, 5)]
        assert coke.quantity == 3


def test_correction_of_a_scan_is_booked_beside_it(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop)
        scan = make_scan(session, shop)
        stock.book(session, shop.id, [Movement(coke.id, SCAN, to=5)], scan_id=scan.id)

        stock.book(
            session, shop.id, [Movement(coke.id, CORRECTION, to=6)], scan_id=scan.id
        )

        assert coke.quantity == 6


def test_undo_goes_back_one_batch_at_a_time(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")
        first = set_to(session, shop, coke, 10)
        second = set_to(session, shop, coke, 4)

        last = undoing.undo_last(session, shop.id)
        before_last = undoing.undo_last(session, shop.id)

        assert changes(last) == [("Coke", 4, 10)]
        assert changes(before_last) == [("Coke", 10, 0)]
        assert last and last.undoes == second.batch_id
        assert before_last and before_last.undoes == first.batch_id
        assert undoing.undo_last(session, shop.id) is None


def test_undo_of_a_sale_keeps_a_delivery_made_since(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")
        set_to(session, shop, coke, 10)
        stock.book(session, shop.id, [Movement(coke.id, SALE, delta=-3)])
        set_to(session, shop, coke, 20)
        undoing.undo_last(session, shop.id)  # back to 7, the 20 is gone
        undoing.undo_last(session, shop.id)  # the sale: 10 again

        assert coke.quantity == 10


def test_undo_takes_a_whole_batch_back(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        cans = [make_product(session, shop, name=f"Can {n}") for n in range(3)]
        stock.book(session, shop.id, [Movement(p.id, CORRECTION, to=9) for p in cans])

        undone = undoing.undo_last(session, shop.id)

        assert sorted(changes(undone)) == [(f"Can {n}", 9, 0) for n in range(3)]


def test_undo_stops_at_zero_and_is_not_repeated(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")
        set_to(session, shop, coke, 5)
        stock.book(session, shop.id, [Movement(coke.id, SALE, delta=-5)])
        undoing.undo_last(session, shop.id)
        sold_out = stock.book(session, shop.id, [Movement(coke.id, SALE, delta=-5)])
        session.execute(  # as if the sale were older than the delivery
            update(StockMovement)
            .where(StockMovement.batch_id == sold_out.batch_id)
            .values(kind=MovementKind.UNDO)
        )

        assert changes(undoing.undo_last(session, shop.id)) == [("Coke", 0, 0)]
        assert undoing.undo_last(session, shop.id) is None


def test_redo_brings_back_what_undo_took(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")
        set_to(session, shop, coke, 10)
        set_to(session, shop, coke, 4)
        undoing.undo_last(session, shop.id)
        undoing.undo_last(session, shop.id)

        assert changes(undoing.redo_last(session, shop.id)) == [("Coke", 0, 10)]
        assert changes(undoing.redo_last(session, shop.id)) == [("Coke", 10, 4)]
        assert undoing.redo_last(session, shop.id) is None


def test_what_was_redone_can_be_undone_again(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, name="Coke")
        scan = make_scan(session, shop)
        set_to(session, shop, coke, 10)
        stock.book(session, shop.id, [Movement(coke.id, SCAN, to=4)], scan_id=scan.id)
        undoing.undo_last(session, shop.id)
        redone = undoing.redo_last(session, shop.id)

        undone = undoing.undo_last(session, shop.id)
        further = undoing.undo_last(session, shop.id)

        assert changes(redone) == [("Coke", 10, 4)]
        assert changes(undone) == [("Coke", 4, 10)]
        assert changes(further) == [("Coke", 10, 0)]
        newest_first = [move.kind for move in stock.history(session, coke.id, 3)]
        assert newest_first == ["undo", "undo", "redo"]


def test_nothing_is_redone_after_something_new(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop)
        set_to(session, shop, coke, 10)
        undoing.undo_last(session, shop.id)
        set_to(session, shop, coke, 3)

        assert undoing.redo_last(session, shop.id) is None


def test_shops_undo_only_their_own(database: Database) -> None:
    with database.transaction() as session:
        shop, other = make_shop(session), make_shop(session)
        set_to(session, other, make_product(session, other), 5)

        assert undoing.undo_last(session, shop.id) is None


def test_history_is_newest_first_and_bounded(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop)
        for quantity in range(1, 6):
            set_to(session, shop, coke, quantity)

        assert [m.after for m in stock.history(session, coke.id, 3)] == [5, 4, 3]


def act(
    session: Session, shop: Shop, products: list[Product], dice: random.Random
) -> None:
    choice = dice.random()
    if choice < 0.15:
        undoing.undo_last(session, shop.id)
    elif choice < 0.25:
        undoing.redo_last(session, shop.id)
    else:
        chosen = dice.sample(products, dice.randint(1, len(products)))
        wishes = [
            Movement(product.id, CORRECTION, to=dice.randint(0, 30))
            if dice.random() < 0.5
            else Movement(product.id, SALE, delta=dice.randint(-20, 20))
            for product in chosen
        ]
        stock.book(session, shop.id, wishes)


@pytest.mark.parametrize("seed", range(3))
def test_quantities_are_the_sums_of_movements_under_concurrency(
    database: Database, seed: int
) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        products = [make_product(session, shop) for _ in range(3)]

    def work(number: int) -> None:
        dice = random.Random(f"{seed}-{number}")
        for _ in range(25):
            with database.transaction() as session:
                # Read first, as a careless caller would: book must not trust it.
                session.get_one(Product, products[0].id)
                act(session, shop, products, dice)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    with database.transaction() as session:
        for product in session.scalars(select(Product)):
            of_product = StockMovement.product_id == product.id
            total = session.scalar(
                select(func.sum(StockMovement.delta)).where(of_product)
            )
            moves = stock.history(session, product.id, 10_000)
            assert product.quantity == (total or 0) >= 0
            assert all(move.after == move.before + move.delta for move in moves)
            chain = [move.after for move in reversed(moves)]
            assert [move.before for move in reversed(moves)] == [0, *chain[:-1]]


def test_count_that_agrees_is_in_the_books_and_no_change(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, quantity=0)
        fanta = make_product(session, shop, quantity=0)
        set_to(session, shop, coke, 5)
        set_to(session, shop, fanta, 3)
        agrees = Movement(coke.id, CORRECTION, to=5, is_noted=True)

        batch = stock.book(session, shop.id, [agrees])

        assert batch.lines == ()
        (row, _) = stock.history(session, coke.id)
        assert (row.batch_id, row.delta) == (batch.batch_id, 0)
        assert changes(undoing.undo_last(session, shop.id))[0][1:] == (3, 0)


def test_redo_is_still_possible_after_a_count_that_agrees(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        coke = make_product(session, shop, quantity=0)
        set_to(session, shop, coke, 5)
        undoing.undo_last(session, shop.id)
        stock.book(
            session, shop.id, [Movement(coke.id, CORRECTION, to=0, is_noted=True)]
        )

        assert changes(undoing.redo_last(session, shop.id))[0][1:] == (0, 5)
