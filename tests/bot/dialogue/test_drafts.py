"""Drafts of orders: edited in the chat, undone and done again; suppliers' terms."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage.models.shops import Role
from tests.bot.dialogue.conftest import Counter

COKE, FANTA, MILK = Named("coke"), Named("fanta"), Named("milk")


@pytest.fixture(autouse=True)
def drafted(counter: Counter) -> None:
    """A draft of two products from NBC; Milk comes from somebody else."""
    counter.stock("Coke", 1, pack_size=24, supplier="NBC", cost=Decimal(100))
    counter.stock("Fanta", 1, supplier="NBC", cost=Decimal(100))
    counter.stock("Milk", 1, supplier="Dairy")
    counter.wish(want.DraftOrder((Item(COKE, 24), Item(FANTA, 3))))


def test_crates_are_set_and_a_line_is_dropped(counter: Counter) -> None:
    more = counter.wish(want.EditOrder(COKE, 3, "crate"))
    less = counter.wish(want.EditOrder(FANTA))

    assert "• 72 Coke (3 × 24)\n• 3 Fanta" in more
    assert "• 72 Coke (3 × 24)" in less
    assert "Fanta" not in less
    assert counter.buttons == ["Yes", "No", "Undo"]


def test_edits_are_taken_back_and_done_again(counter: Counter) -> None:
    counter.wish(want.EditOrder(COKE, 3, "crate"))
    counter.wish(want.EditOrder(FANTA))

    first = counter.wish(want.Undo())
    second = counter.wish(want.Undo())
    before = counter.wish(want.ListOrders())
    counter.wish(want.Redo())
    after = counter.wish(want.ListOrders())

    assert first == "Taken back: Fanta, order 1: 0 → 3"
    assert second == "Taken back: Coke, order 1: 72 → 24"
    assert "• 24 Coke (1 × 24)\n• 3 Fanta" in before
    assert "• 72 Coke (3 × 24)" in after


def test_draft_that_was_emptied_comes_back_with_undo(counter: Counter) -> None:
    counter.wish(want.EditOrder(COKE))
    gone = counter.wish(want.EditOrder(FANTA))

    counter.wish(want.Undo())

    assert "The draft is empty now" in gone
    assert "• 3 Fanta" in counter.wish(want.ListOrders())


def test_undo_passes_over_a_draft_that_was_approved(counter: Counter) -> None:
    counter.wish(want.Move("sale", (Item(MILK, 1),)))
    counter.wish(want.EditOrder(COKE, 48))
    counter.wish(want.ApproveOrder())

    undone = counter.wish(want.Undo())

    assert undone == "Taken back: Milk 0 → 1"
    assert "• 48 Coke" in counter.wish(want.ListOrders())


def test_approved_order_is_not_edited(counter: Counter) -> None:
    counter.wish(want.ApproveOrder())

    assert "Order 1 is approved and stays as it is" in counter.wish(
        want.EditOrder(FANTA)
    )


def test_product_of_another_supplier_goes_into_a_draft_of_theirs(
    counter: Counter,
) -> None:
    assert "Order 2 for Dairy, draft:\n• 6 Milk" in counter.wish(
        want.EditOrder(MILK, 6)
    )


def test_viewer_may_not_edit(counter: Counter) -> None:
    counter.wish(want.EditOrder(COKE, 3), by=Role.VIEWER)

    assert "• 24 Coke" in counter.wish(want.ListOrders())


def test_terms_say_what_is_missing_to_the_minimum(counter: Counter) -> None:
    counter.wish(
        want.DescribeSupplier(
            "NBC", weekdays=("friday", "tuesday"), minimum_order=Decimal(5000)
        )
    )

    shown = counter.wish(want.EditOrder(COKE, 40))

    assert "NBC delivers Tuesday and Friday, minimum ₦5,000: ₦700 missing" in shown
    assert "missing" not in counter.wish(want.EditOrder(COKE, 48))


def test_contact_is_masked_for_who_may_not_see_it(counter: Counter) -> None:
    counter.wish(
        want.DescribeSupplier("NBC", phone="08031234567", email="karim@nbc.example")
    )

    assert counter.wish(want.ListSuppliers()).splitlines()[1] == (
        "NBC: +234 803 123 4567, karim@nbc.example, 2 products"
    )
    for role in (Role.STAFF, Role.VIEWER):
        shown = counter.wish(want.ListSuppliers(), by=role)
        assert "NBC: …67, k…@nbc.example, 2 products" in shown
        assert "803" not in shown


def test_address_that_is_none_changes_nothing(counter: Counter) -> None:
    answer = counter.wish(want.DescribeSupplier("NBC", email="karim at nbc"))

    assert "I can’t use “karim at nbc” as an e-mail address" in answer
    assert "karim" not in counter.wish(want.ListSuppliers())
