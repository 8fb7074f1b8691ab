"""Performers of what sends an order: approval, its buttons, and the doubts after it."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot import ordering
from bot.actions import orders
from bot.actions.order_views import view
from bot.actions.orders import NoSuchOrder, OrderApproved, WhichOrder
from bot.actions.roles import Verb, may, refusal
from bot.actions.sendings import (
    NotAtTime,
    OrderInDoubt,
    SendingArrived,
    SendLater,
)
from bot.actions.summary_days import planned_day
from bot.dialogue.draft_focus import draft_asked_about
from bot.results import Closed, Result
from bot.talk import Offer, Talk
from bot.understand import intents as want
from bot.understand.intents import Named, to_json
from storage import sendings
from storage.models import Order, OrderSending, Product
from storage.models.orders import OrderStatus, SendingStatus
from storage.orders import open_orders
from storage.shops import lock_shop

COMMITTED_AFTER_S = 1.0
"""Until then the order is not there for others; the sweeper finds it in any case."""
MAY_GO_AGAIN = (SendingStatus.FAILED, SendingStatus.WITHDRAWN)
"""What has certainly not arrived."""


def approve_order(talk: Talk, wish: want.ApproveOrder) -> list[Result]:
    """Decide the order that is meant and send it; or all drafts."""
    if wish.is_all:
        drafts = orders.drafts(talk.session, talk.shop)
        if not drafts:
            return [NoSuchOrder(None)]
        return [result for number in drafts for result in _approve(talk, number)]
    number = which_order(talk, wish, OrderStatus.DRAFT)
    return _approve(talk, number) if isinstance(number, int) else [number]


def send_at_time(talk: Talk, wish: want.SendAtTime) -> list[Result]:
    """Nothing goes at a set time but the summary of the week, on its day."""
    found = open_orders(talk.session, talk.shop.id)
    drafts = [order.number for order in found if order.status == OrderStatus.DRAFT]
    asked = draft_asked_about(talk) or (drafts[-1] if drafts else None)
    if asked is not None and not wish.is_summary:
        return [NotAtTime(asked)]
    may_see = may(talk.member, Verb.SEE_VALUE)
    planned = planned_day(talk.session, talk.shop, talk.chat) if may_see else None
    if planned is not None:
        return [NotAtTime(), planned]
    return [NotAtTime(of_summary=may_see)]


def which_order(
    talk: Talk, wish: want.ApproveOrder | want.ReceiveOrder, status: OrderStatus
) -> int | NoSuchOrder | WhichOrder:
    """The number of the order that is meant; asked for where it may be several."""
    if wish.number is not None:
        return wish.number
    is_asked = status is OrderStatus.DRAFT and not wish.of
    asked = draft_asked_about(talk) if is_asked else None
    if asked is not None:
        return asked
    product = talk.find(Named(wish.of)) if wish.of else None
    product_id = product.id if isinstance(product, Product) else None
    found = orders.meant(talk.session, talk.shop, wish.of, product_id, status)
    is_none = isinstance(found, NoSuchOrder) and wish.of is None
    if is_none and status is OrderStatus.APPROVED:
        # What was never approved here may have been ordered by telephone.
        found = orders.meant(talk.session, talk.shop, None, None, OrderStatus.DRAFT)
    if isinstance(found, WhichOrder):
        numbers = [order.number for order in found.orders]
        question = {"kind": "which_order", "numbers": numbers}
        talk.ask({**question, "intent": to_json(wish)})
    return found


def _approve(talk: Talk, number: int) -> list[Result]:
    """What may be out already is never sent again."""
    approved = orders.approve(talk.session, talk.shop, number, talk.now)
    if isinstance(approved, NoSuchOrder):
        return [approved]
    last = sendings.latest(talk.session, approved.order.id)
    if not approved.was_before or (last and last.status in MAY_GO_AGAIN):
        return [_send(talk, approved)]
    if last is None:
        return [_offer_to_send(talk, approved)]
    if last.status == SendingStatus.IN_DOUBT:
        _offer(talk, last)
        return [OrderInDoubt(approved.order, last.way)]
    return [replace(approved, way=last.way)]


def _send(talk: Talk, approved: OrderApproved) -> Result:
    sending = ordering.send(
        talk.services,
        talk.session,
        talk.shop,
        approved.order,
        told=(talk.chat.id, talk.conversation.sender_id),
        now=talk.now,
    )
    if sending is None:
        return approved
    assert sending.outbox_id is not None, "it was put out now"
    talk.services.queue.deliver(sending.outbox_id, COMMITTED_AFTER_S)
    order = replace(approved.order, sending=SendingStatus.SENDING)
    return replace(approved, order=order, way=sending.way)


def _offer_to_send(talk: Talk, approved: OrderApproved) -> Result:
    """It was given to forward; who has done so does not want it sent as well."""
    order = approved.order
    way = ordering.way_to(talk.services, talk.session, talk.shop, order, talk.now)
    if way is None:
        return approved
    if not talk.ask({"kind": "send_order", "number": order.number}):
        return approved
    return SendLater(order, way.way)


def send_now(talk: Talk, number: int) -> list[Result]:
    """What was given to forward is sent after all."""
    refused = refusal(talk.member, Verb.APPROVE_ORDER)
    if refused is not None:
        return [refused]
    approved = orders.approve(talk.session, talk.shop, number, talk.now)
    if isinstance(approved, NoSuchOrder):
        return [approved]
    if sendings.latest(talk.session, approved.order.id) is not None:
        return approve_order(talk, want.ApproveOrder(number))
    return [_send(talk, approved)]


def press_sending(talk: Talk, value: str) -> list[Result]:
    """ "It arrived" and "Send again" below an order that may not have arrived.

    Each works once: a second press finds that the sending is settled.
    """
    kind, _, text = value.partition(":")
    refused = refusal(talk.member, Verb.APPROVE_ORDER)
    if refused is not None:
        return [refused]
    lock_shop(talk.session, talk.shop.id)
    found = _sending(talk, text)
    if found is None:
        return [Closed()]
    order, sending = found
    if order.status != OrderStatus.APPROVED:
        return [NoSuchOrder(order.number, OrderStatus(order.status))]
    if kind not in ordering.offers(sending):
        return [Closed()]
    if kind == "arrived":
        sending.status = SendingStatus.ARRIVED
        return [SendingArrived(view(talk.session, order))]
    sending.status = SendingStatus.REPEATED
    return [_send(talk, OrderApproved(view(talk.session, order)))]


def _sending(talk: Talk, text: str) -> tuple[Order, OrderSending] | None:
    """The last message of an order of this shop, if it is in doubt or has failed."""
    try:
        sending_id = uuid.UUID(text)
    except ValueError:
        return None
    sending = talk.session.get(
        OrderSending, sending_id, with_for_update=True, populate_existing=True
    )
    if sending is None or sending.status not in (
        SendingStatus.IN_DOUBT,
        SendingStatus.FAILED,
    ):
        return None
    order = talk.session.get_one(Order, sending.order_id)
    last = sendings.latest(talk.session, order.id)
    is_ours = order.shop_id == talk.shop.id and last is sending
    return (order, sending) if is_ours else None


def _offer(talk: Talk, sending: OrderSending) -> None:
    for kind in ordering.offers(sending):
        talk.offers.append(Offer("order", f"{kind}:{sending.id}"))
