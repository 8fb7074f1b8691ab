"""What to buy, orders from draft to delivery, and suppliers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage.models.shops import Role
from tests.bot.dialogue.conftest import Counter

COKE, FANTA = Named("coke"), Named("fanta")


def selling(counter: Counter, name: str, per_day: int, left: int) -> None:
    """A product that has sold so many a day for ten days."""
    item = Named(name)
    counter.wish(want.Correct((Item(item, left + 10 * per_day),)))
    counter.later(days=10)
    counter.wish(want.Move("sale", (Item(item, 10 * per_day),)))


def test_nothing_can_be_said_without_minimum_and_sales(counter: Counter) -> None:
    counter.stock("Coke", 2)

    assert "I don’t know any minimum or sales" in counter.wish(want.WhatToBuy())


def test_list_rests_on_sales_stock_minimum_and_packs(counter: Counter) -> None:
    counter.stock("Coke", cost=Decimal(400), pack_size=12)
    counter.stock("Fanta", 2, minimum=5, price=Decimal(450))
    counter.stock("Bread", 7)
    selling(counter, "coke", 3, 4)

    answer = counter.wish(want.WhatToBuy(days=7))

    assert answer.splitlines() == [
        "To last 7 days, buy:",
        "24 Coke (2 × 12), ₦9,600: 4 left, sells 3 a day",
        "8 Fanta, ₦3,600: 2 left, minimum 5",
        "Together ₦13,200",
        "At the selling price, because I don’t know what you pay: Fanta",
        "Where I know no sales, I fill up to twice the minimum.",
        "Left out: 1 product without a minimum or known sales",
        "New, so this is a guess: Coke",
    ]


def test_budget_buys_whole_packs_and_says_what_it_does_not_reach(
    counter: Counter,
) -> None:
    counter.stock("Coke", cost=Decimal(400), pack_size=12)
    counter.stock("Fanta", 2, minimum=5, cost=Decimal(2000))
    counter.stock("Milk", 0, minimum=5)
    selling(counter, "coke", 3, 4)

    answer = counter.wish(want.WhatToBuy(budget=Decimal(5000), days=7))

    assert "12 Coke (1 × 12), ₦4,800: 4 left" in answer
    assert "24 would be needed" in answer
    assert "Together ₦4,800 of ₦5,000" in answer
    assert "The budget is not enough for: Fanta" in answer
    assert "Left out, because they have no price: Milk" in answer


@pytest.mark.parametrize(
    ("day", "days"),
    [("today", 1), ("tomorrow", 2), ("weekend", 7), ("friday", 4), ("monday", 7)],
)
def test_days_reach_to_the_day_that_was_said(
    counter: Counter, day: str, days: int
) -> None:
    """The clock stands on a Monday."""
    counter.stock("Fanta", 2, minimum=5)

    answer = counter.wish(want.WhatToBuy(day=day))

    assert answer.startswith(f"To last {days} day")


def test_draft_is_made_per_supplier_approved_and_received(counter: Counter) -> None:
    counter.stock("Coke", 1, minimum=6, pack_size=12, supplier="NBC")
    counter.stock("Fanta", 1, minimum=4, supplier="NBC", cost=Decimal(300))
    counter.stock("Bread", 0, minimum=5, supplier="Bakery")
    counter.wish(want.DescribeSupplier("nbc", phone="0803 123 4567"))

    drafted = counter.wish(want.DraftOrder())
    approved = counter.wish(want.ApproveOrder(2))
    listed = counter.wish(want.ListOrders())
    received = counter.wish(want.ReceiveOrder())

    assert "Order 1 for Bakery, draft:\n• 10 Bread" in drafted
    assert "Order 2 for NBC, draft:\n• 12 Coke (1 × 12)\n• 7 Fanta" in drafted
    assert "Forward this to NBC (+234 803 123 4567):\n\n• 12 Coke" in approved
    assert "Order 2 for NBC:" in listed
    assert "Received 12 Coke: now 13." in received
    assert (counter.quantity("Coke"), counter.quantity("Fanta")) == (13, 8)
    assert counter.quantity("Bread") == 0


def test_single_draft_is_approved_by_its_button(counter: Counter) -> None:
    counter.stock("Coke", 1)

    counter.wish(want.DraftOrder((Item(COKE, 5),)))
    approved = counter.press("Yes")

    assert "Order 1 is approved." in approved


def test_staff_may_draft_but_not_approve(counter: Counter) -> None:
    counter.stock("Coke", 1)

    counter.wish(want.DraftOrder((Item(COKE, 5),)), by=Role.STAFF)
    refused = counter.wish(want.ApproveOrder(), by=Role.STAFF)

    assert "Yes" not in counter.buttons
    assert "Only the owner or a manager" in refused


def test_drafting_again_changes_the_draft(counter: Counter) -> None:
    counter.stock("Coke", 1, pack_size=24)
    counter.stock("Fanta", 1)
    counter.wish(want.DraftOrder((Item(COKE, 5), Item(FANTA, 3))))

    changed = counter.wish(want.DraftOrder((Item(COKE, 3, "crate"),)))
    dropped = counter.wish(want.DraftOrder((Item(FANTA, 0),)))
    empty = counter.wish(want.DraftOrder((Item(COKE, 0),)))

    assert "• 72 Coke (3 × 24)\n• 3 Fanta" in changed
    assert "Fanta" not in dropped
    assert "The draft is empty now" in empty
    assert "No order is open" in counter.wish(want.ListOrders())


def test_order_is_received_once_and_undo_opens_it_again(counter: Counter) -> None:
    counter.stock("Coke", 1)
    counter.wish(want.DraftOrder((Item(COKE, 5),)))
    counter.wish(want.ApproveOrder())
    counter.wish(want.ReceiveOrder())

    again = counter.wish(want.ReceiveOrder(1))
    counter.wish(want.Undo())
    reopened = counter.wish(want.ListOrders())
    counter.wish(want.Redo())

    assert "Order 1 has come already." in again
    assert "Order 1:" in reopened
    assert counter.quantity("Coke") == 6
    assert "No order is open" in counter.wish(want.ListOrders())


def test_delivery_that_somebody_else_booked_meanwhile_is_not_redone(
    counter: Counter,
) -> None:
    counter.stock("Coke", 1)
    counter.wish(want.DraftOrder((Item(COKE, 5),)))
    counter.wish(want.ApproveOrder())
    counter.wish(want.ReceiveOrder(), by=Role.STAFF)
    counter.wish(want.Undo(), by=Role.STAFF)
    counter.wish(want.ReceiveOrder(), by=Role.OWNER)

    counter.wish(want.Redo(), by=Role.STAFF)

    assert counter.quantity("Coke") == 6


def test_ordered_goods_are_not_bought_twice(counter: Counter) -> None:
    counter.stock("Coke", 1, minimum=6)
    counter.wish(want.DraftOrder())
    counter.wish(want.ApproveOrder())

    answer = counter.wish(want.WhatToBuy())

    assert answer == "Nothing needs to be bought for the next 7 days."


def test_order_is_cancelled(counter: Counter) -> None:
    counter.stock("Coke", 1, minimum=6)
    counter.wish(want.DraftOrder())

    cancelled = counter.wish(want.CancelOrder())

    assert cancelled == "Order 1 is cancelled."
    assert "Order 1 was cancelled." in counter.wish(want.ApproveOrder(1))
    assert "There is no order 7." in counter.wish(want.CancelOrder(7))
    assert "No order is open" in counter.wish(want.ApproveOrder())


def test_order_for_one_supplier_has_only_their_goods(counter: Counter) -> None:
    counter.stock("Coke", 1, minimum=6, supplier="NBC")
    counter.stock("Bread", 1, minimum=6, supplier="Bakery")

    answer = counter.wish(want.DraftOrder(supplier="bakery"))

    assert "Bread" in answer
    assert "Coke" not in answer


def test_suppliers_are_kept_with_phone_and_days(counter: Counter) -> None:
    counter.stock("Coke", 1)
    counter.wish(want.SetSupplier(COKE, "NBC"))
    counter.wish(want.DescribeSupplier("NBC", phone="08031234567"))

    described = counter.wish(want.DescribeSupplier("nbc", lead_days=3))
    bad = counter.wish(want.DescribeSupplier("NBC", phone="12"))

    assert described == "NBC: +234 803 123 4567, comes after 3 days, 1 product"
    assert "I can’t use “12” as a phone number" in bad
    assert counter.wish(want.ListSuppliers()) == described


def test_delivery_time_is_bought_for_too(counter: Counter) -> None:
    counter.stock("Coke", supplier="NBC")
    selling(counter, "coke", 2, 4)
    before = counter.wish(want.WhatToBuy(days=7))

    counter.wish(want.DescribeSupplier("NBC", lead_days=3))
    after = counter.wish(want.WhatToBuy(days=7))

    assert "Coke: 4 left, sells 2 a day\n" in before
    assert "Coke: 4 left, sells 2 a day, NBC comes Sunday" in after
    assert pieces(after) >= pieces(before) + 3 * 2


def pieces(answer: str) -> int:
    """The number of the first line that says what to buy."""
    return int(answer.splitlines()[1].split()[0])
