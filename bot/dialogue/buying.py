"""Performers of wishes about buying: what to buy, orders, suppliers."""

from __future__ import annotations

from dataclasses import replace

from bot.actions import drafts, orders, receiving, restock, suppliers
from bot.actions.filling import additions, fill_up
from bot.actions.roles import Verb, may
from bot.dialogue import beside_books, draft_focus
from bot.dialogue.papers import note_received
from bot.dialogue.performers import Performers
from bot.dialogue.planning import list_to_order, means_list, note_list
from bot.dialogue.quantities import counted_items
from bot.dialogue.sending import approve_order, send_at_time, which_order
from bot.results import Result
from bot.talk import Match, Offer, Talk
from bot.understand import intents as want
from bot.understand.intents import Item, to_json
from storage import catalogue
from storage.models.orders import OrderStatus
from storage.orders import open_orders
from storage.suppliers import find


def what_to_buy(talk: Talk, wish: want.WhatToBuy) -> list[Result]:
    days = restock.horizon(wish.days, wish.day, talk.shop, talk.now)
    found = restock.what_to_buy(
        talk.session,
        talk.shop,
        talk.now,
        budget=wish.budget,
        days=days,
        supplier=wish.supplier,
    )
    note_list(talk, found, wish.supplier)
    return [found]


def draft_order(talk: Talk, wish: want.DraftOrder) -> list[Result]:
    if means_list(talk, wish.items) or not wish.items:
        buy = list_to_order(talk)
        drafted = drafts.draft_needed(
            talk.session, talk.shop, talk.member, buy, talk.now, supplier=wish.supplier
        )
        return [_offered(talk, drafted)]
    ready, unclear = counted_items(
        talk, wish.items, lambda items: want.DraftOrder(items, wish.supplier)
    )
    if not ready:
        return unclear
    items = [
        (product, pieces)
        for product_id, pieces in ready
        if (product := catalogue.get(talk.session, product_id)) is not None
    ]
    drafted = drafts.draft_items(
        talk.session, talk.shop, talk.member, items, talk.now, supplier=wish.supplier
    )
    return [_offered(talk, drafted), *unclear]


def _offered(talk: Talk, drafted: drafts.OrdersDrafted) -> drafts.OrdersDrafted:
    """A single draft can be approved with a button by who may do that."""
    if drafted.batch_id is not None:
        talk.batches.append(drafted.batch_id)
    filled = [order for order in drafted.orders if order.lines]
    draft_focus.note_shown(talk, (order.number for order in drafted.orders))
    short = [
        (order.number, added)
        for order in filled
        if (added := additions(talk.session, talk.shop, order.number, talk.now))
    ]
    if len(filled) == 1 and short:
        filling = want.FillOrder(filled[0].number)
        talk.ask({"kind": "confirm", "intent": to_json(filling)})
    elif len(filled) == 1 and may(talk.member, Verb.APPROVE_ORDER):
        approval = want.ApproveOrder(filled[0].number)
        talk.ask({"kind": "confirm", "intent": to_json(approval)})
    else:
        talk.offers += [Offer("fill", str(number)) for number, _ in short]
    return replace(drafted, additions=tuple(short))


def fill_order(talk: Talk, wish: want.FillOrder) -> list[Result]:
    """What the supplier's minimum lacks, of what sells soonest."""
    number = wish.number
    if number is None:
        shown = [order.number for order in draft_focus.in_focus(talk)]
        number = shown[-1] if shown else None
    filled = fill_up(talk.session, talk.shop, talk.member, number, talk.now)
    if isinstance(filled, drafts.OrdersDrafted):
        filled = _offered(talk, filled)
    return [filled]


def edit_order(talk: Talk, wish: want.EditOrder) -> list[Result]:
    """ "Make coke 3 crates", "drop fanta from the order"."""
    wish = _more(talk, wish)
    item = Item(wish.product, wish.quantity or 0, wish.unit if wish.quantity else None)
    ready, unclear = counted_items(
        talk, (item,), lambda items: replace(wish, product=items[0].product)
    )
    results: list[Result] = list(unclear)
    for product_id, pieces in ready:
        product = catalogue.get(talk.session, product_id)
        assert product is not None, "it was found just now"
        edited = drafts.edit_line(
            talk.session,
            talk.shop,
            talk.member,
            product,
            pieces,
            talk.now,
            supplier=wish.supplier,
        )
        if isinstance(edited, drafts.OrdersDrafted):
            edited = _offered(talk, edited)
        results.append(edited)
    return results


def _more(talk: Talk, wish: want.EditOrder) -> want.EditOrder:
    """ "Add 12 Fanta" in full: so many as stand there, and 12."""
    product = talk.find(wish.product)
    if not wish.is_more or isinstance(product, Match) or wish.quantity is None:
        return wish
    item = Item(wish.product, wish.quantity, wish.unit)
    ready, _ = counted_items(talk, (item,), lambda items: wish)
    if not ready:
        return wish
    there = drafts.drafted(talk.session, talk.shop, product)
    pieces = ready[0][1] + there
    return replace(wish, quantity=pieces, unit=None, is_more=False)


def list_orders(talk: Talk, wish: want.ListOrders) -> list[Result]:
    return [orders.list_orders(talk.session, talk.shop)]


def cancel_order(talk: Talk, wish: want.CancelOrder) -> list[Result]:
    held = {o.id: o.status for o in open_orders(talk.session, talk.shop.id)}
    dropped = orders.cancel(talk.session, talk.shop, wish.number)
    if isinstance(dropped, orders.OrderCancelled):
        order = dropped.order
        beside_books.note(
            talk, "cancelled", str(order.id), held[order.id], order.status.value
        )
    return [dropped]


def receive_order(talk: Talk, wish: want.ReceiveOrder) -> list[Result]:
    """All of the order, but what was said to have come in another number."""
    number = which_order(talk, wish, OrderStatus.APPROVED)
    if not isinstance(number, int):
        return [number]
    ready, unclear = counted_items(
        talk, wish.came, lambda items: replace(wish, number=number, came=items)
    )
    if unclear:
        return unclear
    received = receiving.receive(
        talk.session, talk.shop, talk.member, number, talk.now, but=dict(ready)
    )
    return [note_received(talk, received)]


def describe_supplier(talk: Talk, wish: want.DescribeSupplier) -> list[Result]:
    said = suppliers.Details(
        wish.phone, wish.email, wish.lead_days, wish.weekdays, wish.minimum_order
    )
    known = find(talk.session, talk.shop.id, wish.supplier)
    before = beside_books.details_of(known) if known else None
    described = suppliers.describe_supplier(
        talk.session, talk.shop, wish.supplier, said
    )
    supplier = find(talk.session, talk.shop.id, wish.supplier)
    if isinstance(described, suppliers.SupplierDescribed) and supplier is not None:
        after = beside_books.details_of(supplier)
        nothing = dict.fromkeys(after)
        beside_books.note(talk, "supplier", str(supplier.id), before or nothing, after)
    return [described]


def list_suppliers(talk: Talk, wish: want.ListSuppliers) -> list[Result]:
    return [suppliers.list_suppliers(talk.session, talk.shop, talk.member)]


PERFORMERS: Performers = {
    want.WhatToBuy: (Verb.LOOK, what_to_buy),
    want.DraftOrder: (Verb.DRAFT_ORDER, draft_order),
    want.EditOrder: (Verb.DRAFT_ORDER, edit_order),
    want.FillOrder: (Verb.DRAFT_ORDER, fill_order),
    want.ListOrders: (Verb.LOOK, list_orders),
    want.ApproveOrder: (Verb.APPROVE_ORDER, approve_order),
    want.SendAtTime: (Verb.LOOK, send_at_time),
    want.CancelOrder: (Verb.APPROVE_ORDER, cancel_order),
    want.ReceiveOrder: (Verb.RECEIVE_ORDER, receive_order),
    want.DescribeSupplier: (Verb.SET_SUPPLIER, describe_supplier),
    want.ListSuppliers: (Verb.LOOK, list_suppliers),
}
