"""What is known of a product's demand, from books in a real database."""

from __future__ import annotations

from datetime import timedelta

from bot.actions.forecasts import Outlook, outlooks
from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage import catalogue
from storage.models import Shop
from tests.bot.dialogue.conftest import Counter, counter

__all__ = ["counter"]

COKE = Named("coke")


def outlook(counter: Counter, name: str = "Coke") -> Outlook:
    with counter.services.db.transaction() as session:
        shop = session.get_one(Shop, counter.shop_id)
        products = catalogue.products(session, shop.id)
        known = outlooks(session, shop, products, counter.clock())
        return next(known[p.id] for p in products if p.name == name)


def count(counter: Counter, quantity: int) -> None:
    counter.wish(want.Correct((Item(COKE, quantity),)))


def test_sale_that_was_taken_back_is_not_learned_from(counter: Counter) -> None:
    counter.stock("Coke")
    count(counter, 40)
    counter.later(days=10)
    counter.wish(want.Move("sale", (Item(COKE, 20),)))
    counter.wish(want.Undo())

    assert outlook(counter).spans == ()


def test_counts_alone_say_nothing_of_the_days_since_the_last(counter: Counter) -> None:
    counter.stock("Coke")
    count(counter, 40)
    counter.later(days=10)
    count(counter, 20)
    counter.later(days=5)

    known = outlook(counter)

    assert [round(span.days) for span in known.spans] == [10]
    assert 5 < known.gone(20) < 12


def test_where_sales_are_said_silence_means_none(counter: Counter) -> None:
    counter.stock("Coke")
    count(counter, 40)
    counter.later(days=10)
    counter.wish(want.Move("sale", (Item(COKE, 20),)))
    counter.later(days=10)

    known = outlook(counter)

    assert [(round(span.days), span.sold) for span in known.spans] == [
        (10, 20),
        (10, 0),
    ]
    assert known.gone(20) < 0.5


def test_product_that_a_photo_shows_again_is_known_until_then(counter: Counter) -> None:
    counter.stock("Coke")
    count(counter, 40)
    counter.later(days=10)
    with counter.services.db.transaction() as session:
        coke = catalogue.products(session, counter.shop_id)[0]
        coke.last_seen = counter.clock() - timedelta(days=1)

    known = outlook(counter)

    assert [(round(span.days), span.sold) for span in known.spans] == [(9, 0)]


def test_product_of_which_nothing_was_booked_has_no_forecast(counter: Counter) -> None:
    counter.stock("Coke", 5)

    known = outlook(counter)

    assert (known.forecast, known.demand(7), known.gone(5)) == (None, None, 0.0)


def test_sales_of_one_product_say_nothing_of_another(counter: Counter) -> None:
    counter.stock("Coke")
    counter.stock("Fanta")
    count(counter, 40)
    counter.later(days=10)
    counter.wish(want.Move("sale", (Item(COKE, 20),)))

    assert outlook(counter, "Fanta").forecast is None
    assert outlook(counter).forecast is not None
