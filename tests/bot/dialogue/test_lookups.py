"""What happened, how fast things sell, where they stand, what they are worth."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage import shelves
from storage.models import Product, Shop
from storage.models.shops import Role
from storage.models.stock import ScanStatus
from tests.bot.dialogue.conftest import Counter
from tests.factories import make_scan

COKE, FANTA = Named("coke"), Named("fanta")


def move(kind: str, name: str, quantity: int) -> want.Move:
    return want.Move(kind, (Item(Named(name), quantity),))


def test_speed_is_unknown_before_anything_is_booked(counter: Counter) -> None:
    counter.stock("Coke", 9)

    assert "I can’t say yet how fast Coke sells" in counter.wish(want.SalesSpeed(COKE))


def test_speed_is_not_guessed_from_one_day(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.wish(move("sale", "coke", 3))
    counter.later(days=1)

    answer = counter.wish(want.SalesSpeed(COKE))

    assert "too early to say how fast Coke sells: 3 sold since" in answer


def test_speed_says_what_it_is_based_on(counter: Counter) -> None:
    counter.stock("Coke")
    counter.wish(want.Correct((Item(COKE, 60),)))
    for _ in range(10):
        counter.later(days=1)
        counter.wish(move("sale", "coke", 3))

    answer = counter.wish(want.SalesSpeed(COKE))

    assert "Coke sells about 3 a day." in answer
    assert "The 30 in stock last about 10 days." in answer
    assert "From 30 sold in 10 days with stock, since Mon 2 Mar" in answer


def test_sale_that_was_taken_back_does_not_count(counter: Counter) -> None:
    counter.stock("Coke")
    counter.wish(want.Correct((Item(COKE, 60),)))
    counter.wish(move("sale", "coke", 50))
    counter.wish(want.Undo())
    counter.later(days=5)
    counter.wish(move("sale", "coke", 5))

    assert "Coke sells about 1 a day." in counter.wish(want.SalesSpeed(COKE))


def test_best_and_slowest_sellers(counter: Counter) -> None:
    for name in ("Coke", "Fanta", "Bread"):
        counter.stock(name)
    counter.wish(want.Correct((Item(COKE, 50), Item(FANTA, 50))))
    counter.later(days=8)
    counter.wish(move("sale", "coke", 20))
    counter.wish(move("sale", "fanta", 2))

    best = counter.wish(want.BestSellers())
    slowest = counter.wish(want.BestSellers(slowest=True))

    assert best.splitlines()[1:3] == [
        "Coke: 20 sold, 30 in stock",
        "Fanta: 2 sold, 48 in stock",
    ]
    assert slowest.splitlines()[1] == "Fanta: 2 sold, 48 in stock"
    assert "I don’t know enough yet about 1 product." in best


def test_history_tells_deliveries_sales_and_counts_with_dates(counter: Counter) -> None:
    counter.stock("Coke")
    counter.wish(move("delivery", "coke", 24), by=Role.STAFF)
    counter.later(days=2)
    counter.wish(move("sale", "coke", 20))
    counter.later(days=1)
    counter.wish(want.Correct((Item(COKE, 3),)))

    answer = counter.wish(want.History(COKE))

    assert answer.splitlines() == [
        "Coke: 3",
        "Thu 5 Mar, 10:30: 3 counted (owner)",
        "Wed 4 Mar, 10:30: 20 sold, 4 left (owner)",
        "Mon 2 Mar, 10:30: 24 received, then 24 (staff)",
    ]


def test_when_something_was_there_last(counter: Counter) -> None:
    counter.stock("Coke")
    counter.wish(move("delivery", "coke", 24))
    counter.later(days=3)
    counter.wish(move("sale", "coke", 24))
    counter.later(days=9)

    answer = counter.wish(want.History(COKE))

    assert answer.splitlines()[0] == "Coke: none left since Thu 5 Mar, 10:30."


def test_sales_of_today_are_those_of_the_shops_day(counter: Counter) -> None:
    """09:30 UTC is 10:30 in Lagos, so fourteen hours later it is the next day there."""
    counter.stock("Coke", 50)
    counter.stock("Fanta", 50)
    counter.wish(move("sale", "coke", 4))
    counter.later(hours=14)
    counter.wish(move("sale", "fanta", 2))
    counter.wish(move("sale", "coke", 1))

    today = counter.wish(want.History(kind="sale", period="today"))
    yesterday = counter.wish(want.History(kind="sale", period="yesterday"))
    week = counter.wish(want.History(kind="sale", period="week"))

    assert today.splitlines()[0] == "Today: 3 pieces sold"
    assert yesterday.splitlines()[0] == "Yesterday: 4 pieces sold"
    assert week.splitlines()[0] == "The last 7 days: 7 pieces sold"
    assert "Coke, 4 sold" in yesterday


def test_history_of_nothing_is_said(counter: Counter) -> None:
    counter.stock("Coke", 3)

    assert "nothing written down" in counter.wish(want.History(COKE))
    assert "I have nothing written down" in counter.wish(want.History(period="today"))


def photo(counter: Counter, places: list[tuple[str, int]], **values: Any) -> None:
    """A photo on which the products of these ids stand in these rows, in order."""
    items = [
        {
            "group": number,
            "facings": [{"box": {"left": 10 * number}, "row": row, "photo": 0}],
        }
        for number, (_, row) in enumerate(places, start=1)
    ]
    groups = [
        {"group": number, "count": 1, "product_id": product_id}
        for number, (product_id, _) in enumerate(places, start=1)
    ]
    with counter.services.db.transaction() as session:
        shop = session.get_one(Shop, counter.shop_id)
        shelf = values.pop("shelf", None)
        make_scan(
            session,
            shop,
            status=ScanStatus.DONE,
            created_at=counter.clock(),
            meta={"groups": groups, "reading": {"items": items}},
            shelf_id=shelves.shelf_called(session, shop.id, shelf).id
            if shelf
            else None,
        )
        for product_id, _ in places:
            product = session.get_one(Product, product_id)
            product.last_seen = counter.clock()


def test_where_something_was_seen_last(counter: Counter) -> None:
    coke, fanta = str(counter.stock("Coke", 9)), str(counter.stock("Fanta", 2))
    photo(counter, [(fanta, 1), (fanta, 1), (coke, 1), (coke, 2), (coke, 2)])

    answer = counter.wish(want.WhereIs(COKE))

    assert answer.splitlines() == [
        "Coke: last seen on Mon 2 Mar, 10:30.",
        "Row 1 of 2 from the top, place 3 from the left",
        "Row 2 of 2 from the top, places 1 to 2 from the left",
    ]


def test_where_something_stands_that_no_photo_shows(counter: Counter) -> None:
    counter.stock("Coke", 9)

    answer = counter.wish(want.WhereIs(COKE))

    assert answer == "I have not seen Coke on a photo yet. Written down: 9."


def test_stock_of_a_shelf(counter: Counter) -> None:
    coke, fanta = str(counter.stock("Coke", 9)), str(counter.stock("Fanta", 2))
    photo(counter, [(coke, 1)], shelf="drinks fridge")
    photo(counter, [(fanta, 1)])

    there = counter.wish(want.ListStock(shelf="Drinks Fridge"))
    unknown = counter.wish(want.ListStock(shelf="cellar"))

    assert there == "drinks fridge, photo of Mon 2 Mar, 10:30:\nCoke: 9"
    assert "I don’t know a shelf “cellar”, only drinks fridge." in unknown
    assert "drinks fridge" in counter.wish(want.WhereIs(COKE))


def test_stock_shelf_by_shelf(counter: Counter) -> None:
    coke, fanta = str(counter.stock("Coke", 9)), str(counter.stock("Fanta", 2))
    counter.stock("Bread", 1)
    unnamed = counter.wish(want.ListStock(shelf=""))
    photo(counter, [(coke, 1)], shelf="drinks fridge")
    photo(counter, [(fanta, 1)], shelf="counter")

    answer = counter.wish(want.ListStock(shelf=""))

    assert "No shelf has a name yet." in unnamed
    assert answer.splitlines() == [
        "counter, photo of Mon 2 Mar, 10:30:",
        "Fanta: 2",
        "drinks fridge, photo of Mon 2 Mar, 10:30:",
        "Coke: 9",
        "On no shelf that I know: Bread",
    ]


def test_worth_of_the_stock_names_what_it_leaves_out(counter: Counter) -> None:
    counter.stock("Coke", 10, price=Decimal(500), cost=Decimal(400), category="Drinks")
    counter.stock("Fanta", 2, price=Decimal(450))
    counter.stock("Bread", 3)
    counter.stock("Milk", 0)

    every = counter.wish(want.StockValue())
    drinks = counter.wish(want.StockValue(category="drink"))
    one = counter.wish(want.StockValue(product=FANTA))

    assert every.splitlines() == [
        "₦5,900 at selling prices",
        "₦4,000 at what you paid, for the 1 product whose cost I know",
        "Left out, because they have no price: Bread",
    ]
    assert drinks.splitlines()[1] == "₦4,000 at what you paid"
    assert one.startswith("Fanta: ₦900 at selling prices")


def test_compared_prices_are_the_shops_own_and_say_so(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.SetPrice(COKE, Decimal(500)))
    counter.later(days=10)
    counter.wish(want.SetPrice(COKE, Decimal(550)))
    counter.wish(want.SetCost(COKE, Decimal(400)))

    answer = counter.wish(want.ComparePrices((COKE,)))

    assert answer.splitlines() == [
        "Coke: ₦550",
        "You pay ₦400 for one.",
        "That leaves you ₦150, 27% of the price.",
        "Before, from Mon 2 Mar, 10:30: ₦500",
        "I don’t know the prices of other shops yet: no source is connected.",
    ]


def test_and_another_product_repeats_the_question(counter: Counter) -> None:
    counter.stock("Coke", 9, price=Decimal(500))
    counter.stock("Fanta", 2, price=Decimal(450))
    counter.wish(want.PriceOf(COKE))

    answer = counter.wish(want.Also((Item(FANTA),)))

    assert answer == "Fanta: ₦450"


def test_what_was_talked_about_last_is_counted_one_by_one_and_together(
    counter: Counter,
) -> None:
    counter.stock("Coke", 9)
    counter.stock("Fanta", 5)

    named = counter.wish(want.Count((COKE, FANTA)))
    in_all = counter.wish(want.Count())

    assert named == "Coke: 9\nFanta: 5"
    assert in_all == "Coke: 9\nFanta: 5\nTogether 14"


def test_and_another_in_the_same_message(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.stock("Fanta", 5)

    counter.wish(move("sale", "coke", 3), want.Also((Item(FANTA, 2),)))

    assert (counter.quantity("Coke"), counter.quantity("Fanta")) == (6, 3)


def test_and_another_product_repeats_the_sale_with_its_number(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.stock("Fanta", 5)
    counter.wish(move("sale", "coke", 3))

    counter.wish(want.Also((Item(FANTA, 2),)))

    assert (counter.quantity("Coke"), counter.quantity("Fanta")) == (6, 3)
