"""Why so much should be bought, what is noticed about products, what disappears."""

from __future__ import annotations

from decimal import Decimal

from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage.models.shops import Role
from tests.bot.dialogue.conftest import Counter
from tests.bot.dialogue.test_buying import pieces, selling

COKE, MILK, BREAD = Named("coke"), Named("milk"), Named("bread")


def test_supplier_with_days_comes_on_the_next_one(counter: Counter) -> None:
    counter.stock("Coke", 1, minimum=6, supplier="NBC")
    counter.wish(want.DescribeSupplier("NBC", weekdays=("thursday",)))

    assert "NBC comes Thursday" in counter.wish(want.WhatToBuy())


def test_order_below_what_a_supplier_brings_for_is_told(counter: Counter) -> None:
    counter.stock("Coke", 1, minimum=6, supplier="NBC", cost=Decimal(300))
    counter.wish(want.DescribeSupplier("NBC", minimum_order=Decimal(20000)))

    answer = counter.wish(want.WhatToBuy())

    assert "NBC brings goods from ₦20,000 on; this is ₦3,300." in answer


def test_budget_says_what_would_be_lost_without_it(counter: Counter) -> None:
    counter.stock("Coke", cost=Decimal(400), price=Decimal(500))
    selling(counter, "coke", 3, 4)

    answer = counter.wish(want.WhatToBuy(budget=Decimal(5000), days=7))

    assert "12 Coke, ₦4,800: 4 left" in answer
    assert "Without it you would earn about ₦1,1" in answer


def test_advice_is_explained_with_what_it_rests_on(counter: Counter) -> None:
    counter.stock("Coke", pack_size=12, supplier="NBC")
    selling(counter, "coke", 3, 4)
    counter.wish(want.DescribeSupplier("NBC", lead_days=3))

    answer = counter.wish(want.ExplainRestock(COKE))

    assert "4 left, sells 3 a day, NBC comes Sunday: buy 36 Coke (3 × 12)." in answer
    assert "In 10 days, " in answer
    assert "From 30 sold in 10 days with stock, since" in answer


def test_enough_is_explained_too(counter: Counter) -> None:
    counter.stock("Coke")
    counter.stock("Milk", 3)
    selling(counter, "coke", 1, 40)

    enough = counter.wish(want.ExplainRestock(COKE))
    unknown = counter.wish(want.ExplainRestock(MILK))

    assert "Coke: 40 left, sells 1 a day." in enough
    assert "nothing needs to be bought" in enough
    assert "I can’t say yet what to buy of Milk" in unknown


def test_what_is_left_out_is_that_of_the_last_answer(counter: Counter) -> None:
    counter.stock("Coke")
    selling(counter, "coke", 3, 4)
    counter.wish(want.ExplainRestock(COKE))

    assert "sells 3 a day: buy" in counter.wish(want.ExplainRestock())


def test_goods_that_expire_are_not_hoarded(counter: Counter) -> None:
    counter.stock("Bread", supplier="Bakery")
    selling(counter, "bread", 3, 1)
    hoarded = counter.wish(want.WhatToBuy(days=14))

    counter.wish(want.SetShelfLife(BREAD, 3))
    fresh = counter.wish(want.WhatToBuy(days=14))
    explained = counter.wish(want.ExplainRestock(BREAD))

    assert pieces(hoarded) > 40
    assert pieces(fresh) < 12
    assert "It keeps for 3 days" in explained


def test_dead_stock_waste_and_sudden_change_are_named(counter: Counter) -> None:
    for name in ("Candles", "Milk", "Bread"):
        counter.stock(name)
        counter.wish(want.Correct((Item(Named(name.lower()), 300),)))
    for day in range(45):
        counter.later(days=1)
        sold = (Item(MILK, 1 if day < 35 else 6), Item(BREAD, 2))
        counter.wish(want.Move("sale", sold))
    counter.wish(want.Correct((Item(BREAD, 0),)))
    counter.later(hours=3)
    counter.wish(want.Move("delivery", (Item(BREAD, 30),)))
    counter.wish(want.SetShelfLife(BREAD, 4))

    answer = counter.wish(want.WhatToBuy())

    assert "Hardly sells: 300 Candles" in answer
    assert "Milk sells faster of late: 5.9 a day, before 1." in answer
    assert "Will probably expire unsold: 2" in answer


def test_what_does_not_sell_is_said_with_the_time(counter: Counter) -> None:
    counter.stock("Candles")
    counter.wish(want.Correct((Item(Named("candles"), 30),)))
    counter.later(days=40)

    answer = counter.wish(want.BestSellers(slowest=True))

    assert "Candles: none sold since Mon 2 Mar" in answer
    assert "30 in stock" in answer


def test_shrink_is_for_the_owner_and_blames_nobody(counter: Counter) -> None:
    counter.stock("Coke", cost=Decimal(400))
    counter.stock("Milk")
    counter.wish(want.Correct((Item(COKE, 50), Item(MILK, 9))))
    counter.later(days=2)
    counter.wish(want.Move("sale", (Item(COKE, 20),)))
    counter.later(days=2)
    counter.wish(want.Correct((Item(COKE, 24),)))

    seen = counter.wish(want.Shrink())
    of_milk = counter.wish(want.Shrink(MILK))
    refused = counter.wish(want.Shrink(), by=Role.MANAGER)

    assert "Coke: 6 (with counting errors 6 to 6); 20 were sold, ₦2,400" in seen
    assert "count again first" in seen
    assert "Of 1 product I don’t know" in seen
    assert "I can’t tell what is missing" in of_milk
    assert "Coke" not in refused
