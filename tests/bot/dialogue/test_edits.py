"""What is known about a product is set, taken back and done again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import delete

from bot.understand import intents as want
from bot.understand.intents import Intent, Item, Named
from storage import catalogue, prices
from storage.models import Member, ProductAlias
from storage.models.shops import Role
from tests.bot.dialogue.conftest import Counter

COKE = Named("coke")


@pytest.mark.parametrize(
    ("wish", "answer", "back"),
    [
        (want.SetPrice(COKE, Decimal(550)), "now costs ₦550, before ₦500", "price"),
        (want.SetCost(COKE, Decimal(400)), "You pay ₦400 for one Coke", "cost"),
        (want.SetMinimum(COKE, 6), "Minimum for Coke: 6.", "minimum: 6 → 2"),
        (want.SetPackSize(COKE, 24), "Coke holds 24 pieces", "pack size: 24 → –"),
        (want.SetShelfLife(COKE, 9), "Coke keeps for 9 days.", "keeps: 9 → –"),
        (want.SetCategory(COKE, "Drinks"), "listed under Drinks", "Drinks → –"),
        (want.SetSupplier(COKE, "NBC"), "Coke comes from NBC", "NBC → –"),
        (want.Rename(COKE, "Coca-Cola"), "Coke is now called", "Coca-Cola → Coke"),
        (want.AddAlias(COKE, "cola"), "“cola” is Coke", "other names: cola → –"),
    ],
)
def test_every_edit_is_answered_and_taken_back(
    counter: Counter, wish: Intent, answer: str, back: str
) -> None:
    counter.stock("Coke", 9, price=Decimal(500), minimum=2)
    before = known(counter)

    said = counter.wish(wish)
    after = known(counter)
    undone = counter.press("Undo")
    restored = known(counter)
    counter.wish(want.Redo())

    assert answer in said
    assert back in undone
    assert after != before
    assert restored == before
    assert known(counter) == after


def known(counter: Counter) -> list[object]:
    with counter.services.db.transaction() as session:
        (coke,) = catalogue.products(session, counter.shop_id)
        names = sorted(catalogue.aliases_of(session, coke.id))
        columns = (
            coke.name, coke.price, coke.cost, coke.minimum, coke.pack_size,
            coke.shelf_life_days,
            coke.category, coke.supplier_id, coke.quantity,
        )  # fmt: skip
        return [*columns, names]


def test_undo_goes_back_through_sales_and_edits_in_order(counter: Counter) -> None:
    counter.stock("Coke", 9, minimum=2)
    counter.wish(want.Move("sale", (Item(COKE, 3),)))
    counter.wish(want.SetMinimum(COKE, 4))

    first = counter.wish(want.Undo())
    second = counter.wish(want.Undo())

    assert "minimum: 4 → 2" in first
    assert "Coke 6 → 9" in second
    assert (counter.quantity("Coke"), counter.product("Coke").minimum) == (9, 2)
    assert "nothing to undo" in counter.wish(want.Undo())


def test_same_value_again_changes_nothing(counter: Counter) -> None:
    counter.stock("Coke", 9, minimum=2)

    counter.wish(want.SetMinimum(COKE, 2))

    assert counter.buttons == []
    assert "nothing to undo" in counter.wish(want.Undo())


def test_undo_of_a_new_product_takes_it_away(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.Move("sale", (Item(COKE, 3),)))
    counter.wish(want.NewProduct("Milk", quantity=4, price=Decimal(900)))

    undone = counter.wish(want.Undo())

    assert counter.names() == ["Coke"]
    assert counter.quantity("Coke") == 6
    assert "Milk is no longer a product" in undone
    assert "Milk is a product again: 4 in stock." in counter.wish(want.Redo())
    assert counter.price("Milk") == Decimal(900)


def test_undo_of_what_was_said_about_a_known_product_keeps_it(counter: Counter) -> None:
    counter.stock("Coke", 9, minimum=2)
    counter.wish(want.NewProduct("Coke", minimum=5, quantity=12))

    counter.wish(want.Undo())

    coke = counter.product("Coke")
    assert (coke.minimum, coke.quantity) == (2, 9)


def test_removed_product_comes_back_with_all_that_was_known(counter: Counter) -> None:
    counter.stock("Coke", 9, price=Decimal(500), aliases=("cola",))
    counter.wish(want.Move("sale", (Item(COKE, 3),)))
    counter.wish(want.Remove(COKE))
    counter.yes()
    gone = counter.names()

    undone = counter.press("Undo")

    assert gone == []
    assert "Coke is a product again: 6 in stock." in undone
    assert (counter.quantity("Coke"), counter.price("Coke")) == (6, Decimal(500))
    assert "Coke: 6" in counter.wish(want.Count((Named("cola"),)))
    counter.wish(want.Redo())
    assert counter.names() == []


def test_removed_product_can_be_made_anew_and_both_stay_apart(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.Remove(COKE))
    counter.yes()
    counter.stock("Coke", 2)

    counter.wish(want.Undo())

    assert counter.names() == ["Coke", "Coke 2"]
    assert (counter.quantity("Coke"), counter.quantity("Coke 2")) == (2, 9)


def test_removed_product_is_in_no_answer(counter: Counter) -> None:
    counter.stock("Coke", 1, minimum=5, price=Decimal(500), category="Drinks")
    counter.stock("Bread", 1)
    counter.wish(want.DraftOrder((Item(COKE, 5), Item(Named("bread"), 5))))
    counter.wish(want.Remove(COKE))
    counter.yes()

    wishes = [
        want.ListStock(), want.LowStock(), want.ListPrices(), want.WhatToBuy(),
        want.StockValue(), want.Missing(), want.ListOrders(), want.BestSellers(),
        want.History(), want.ListStock(category="drinks"),
    ]  # fmt: skip
    for wish in wishes:
        assert "Coke: " not in counter.wish(wish), wish
    assert "I don’t know “coke”" in counter.wish(want.Count((COKE,)))


def test_price_taken_back_holds_again_in_the_history(counter: Counter) -> None:
    coke = counter.stock("Coke", 9, price=Decimal(500))
    counter.wish(want.SetPrice(COKE, Decimal(5500)))
    counter.later(minutes=1)

    counter.wish(want.Undo())

    with counter.services.db.transaction() as session:
        last = prices.last_known(session, coke)
        assert last is not None
        assert last.price == Decimal(500)


def test_undo_takes_back_what_the_person_did(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.stock("Milk", 9)
    counter.wish(want.Move("sale", (Item(Named("milk"), 2),)), by=Role.STAFF)
    counter.wish(want.Move("sale", (Item(COKE, 3),)), by=Role.OWNER)

    counter.wish(want.Undo(), by=Role.STAFF)

    assert (counter.quantity("Coke"), counter.quantity("Milk")) == (6, 9)
    counter.wish(want.Redo(), by=Role.STAFF)
    assert (counter.quantity("Coke"), counter.quantity("Milk")) == (6, 7)


def test_undo_of_who_did_nothing_takes_back_what_was_done_last(
    counter: Counter,
) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.Move("sale", (Item(COKE, 3),)), by=Role.STAFF)

    counter.wish(want.Undo(), by=Role.OWNER)

    assert counter.quantity("Coke") == 9


def test_sale_before_a_count_of_somebody_else_is_not_taken_back(
    counter: Counter,
) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.Move("sale", (Item(COKE, 3),)), by=Role.STAFF)
    counter.wish(want.Correct((Item(COKE, 5),)), by=Role.OWNER)

    refused = counter.wish(want.Undo(), by=Role.STAFF)

    assert "Coke: counted after that change" in refused
    assert counter.quantity("Coke") == 5


def test_count_that_was_redone_holds_against_an_older_undo(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.Move("sale", (Item(COKE, 3),)), by=Role.STAFF)
    counter.wish(want.Correct((Item(COKE, 5),)), by=Role.OWNER)
    counter.wish(want.Undo(), by=Role.OWNER)
    counter.wish(want.Redo(), by=Role.OWNER)

    refused = counter.wish(want.Undo(), by=Role.STAFF)

    assert "Coke: counted after that change" in refused
    assert counter.quantity("Coke") == 5


def test_redo_leaves_what_somebody_else_has_counted_since(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.Move("sale", (Item(COKE, 3),)), by=Role.STAFF)
    counter.wish(want.Undo(), by=Role.STAFF)
    counter.wish(want.Correct((Item(COKE, 6),)), by=Role.OWNER)

    refused = counter.wish(want.Redo(), by=Role.STAFF)

    assert "Coke: counted after that change" in refused
    assert counter.quantity("Coke") == 6


def test_redo_of_a_price_needs_the_right_to_set_it(counter: Counter) -> None:
    counter.stock("Coke", 9, price=Decimal(500))
    counter.wish(want.SetPrice(COKE, Decimal(550)), by=Role.MANAGER)
    counter.wish(want.Undo(), by=Role.MANAGER)
    with counter.services.db.transaction() as session:
        session.get_one(Member, counter.members[Role.MANAGER]).role = Role.STAFF

    refused = counter.wish(want.Redo(), by=Role.MANAGER)

    assert "Only the owner or a manager" in refused
    assert counter.price("Coke") == Decimal(500)


def test_price_that_somebody_has_set_since_stays(counter: Counter) -> None:
    counter.stock("Coke", 9, price=Decimal(500))
    counter.wish(want.SetPrice(COKE, Decimal(550)), by=Role.MANAGER)
    counter.wish(want.SetPrice(COKE, Decimal(600)), by=Role.OWNER)

    answer = counter.wish(want.Undo(), by=Role.MANAGER)

    assert "₦500" not in answer
    assert counter.price("Coke") == Decimal(600)


def test_staff_cannot_take_back_the_price_of_a_manager(counter: Counter) -> None:
    counter.stock("Coke", 9, price=Decimal(500))
    counter.wish(want.SetPrice(COKE, Decimal(550)), by=Role.MANAGER)

    refused = counter.press("Undo", by=Role.STAFF)

    assert "Only the owner or a manager" in refused
    assert counter.price("Coke") == Decimal(550)


def test_name_of_another_product_is_refused(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.stock("Fanta", 3)

    renamed = counter.wish(want.Rename(COKE, "fanta"))
    aliased = counter.wish(want.AddAlias(COKE, "Fanta"))

    assert "Another product is already called “Fanta”" in renamed
    assert "Another product is already called “Fanta”" in aliased


def test_old_name_taken_meanwhile_stays_with_its_new_holder(counter: Counter) -> None:
    counter.stock("Coke", 9)
    counter.wish(want.Rename(COKE, "Coca-Cola"))
    with counter.services.db.transaction() as session:
        coke = catalogue.find_by_name(session, counter.shop_id, "Coca-Cola")
        assert coke is not None
        session.execute(delete(ProductAlias).where(ProductAlias.product_id == coke.id))
    counter.stock("Coke", 1)

    counter.wish(want.Undo())

    with counter.services.db.transaction() as session:
        names = [p.name for p in catalogue.products(session, counter.shop_id)]
    assert names == ["Coca-Cola", "Coke"]


def test_category_is_written_as_it_is_known(counter: Counter) -> None:
    counter.stock("Coke", 9, category="Drinks")
    counter.stock("Bread", 2)

    answer = counter.wish(want.SetCategory(Named("bread"), "drinks"))

    assert "Bread is listed under Drinks" in answer


def test_stock_of_a_category_is_found_by_a_similar_word(counter: Counter) -> None:
    counter.stock("Coke", 9, category="Drinks")
    counter.stock("Bread", 2)

    one = counter.wish(want.ListStock(category="drink"))
    none = counter.wish(want.ListStock(category="toys"))

    assert "Coke: 9" in one
    assert "Bread" not in one
    assert "I don’t know a category “toys”, only Drinks" in none


@pytest.mark.parametrize(
    ("wish", "least"),
    [
        (want.Move("sale", (Item(COKE, 1),)), Role.STAFF),
        (want.Undo(), Role.STAFF),
        (want.SetMinimum(COKE, 1), Role.STAFF),
        (want.SetPrice(COKE, Decimal(1)), Role.MANAGER),
        (want.Remove(COKE), Role.MANAGER),
        (want.StockValue(), Role.MANAGER),
        (want.Export(), Role.MANAGER),
        (want.ApproveOrder(), Role.MANAGER),
        (want.SetCurrency("KES"), Role.OWNER),
        (want.DeleteData(), Role.OWNER),
    ],
)
def test_rights_are_those_of_the_table(
    counter: Counter, wish: Intent, least: Role
) -> None:
    counter.stock("Coke", 9, price=Decimal(500))
    lower = {
        Role.STAFF: Role.VIEWER,
        Role.MANAGER: Role.STAFF,
        Role.OWNER: Role.MANAGER,
    }[least]

    refused = counter.wish(wish, by=lower)
    allowed = counter.wish(wish, by=least)

    assert "Only the owner" in refused or "but not change it" in refused
    assert "Only the owner" not in allowed
    assert "but not change it" not in allowed
