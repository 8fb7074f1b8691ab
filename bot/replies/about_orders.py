"""Orders and suppliers in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.actions.drafts import NotInDraft, OrdersDrafted
from bot.actions.filling import CannotFill
from bot.actions.order_views import LineOfOrder, OrderView
from bot.actions.orders import (
    NoSuchOrder,
    OrderApproved,
    OrderCancelled,
    OrderList,
    WhichOrder,
)
from bot.replies import about_sendings, about_suppliers
from bot.replies.about_buying import MOST_LINES, buy_list
from bot.replies.about_stock import more
from bot.replies.phrase import Phrase
from bot.voice import Voice
from storage.models.orders import OrderStatus, SendingStatus

MOST_ADDED = 6


def orders_drafted(voice: Voice, result: OrdersDrafted) -> str:
    if not result.orders:
        if result.based_on is not None and not result.based_on.lines:
            return buy_list(voice, result.based_on)
        return voice.say("Nothing needs to be ordered there.")
    filled = [order for order in result.orders if order.lines]
    if not filled:
        return voice.say("The draft is empty now, so I dropped it.")
    short = dict(result.additions)
    texts = [
        "\n".join([_order(voice, order), *_to_fill(voice, short.get(order.number, ()))])
        for order in filled
    ]
    if len(filled) == 1 and short:
        ask = voice.say(
            "Shall I add that? To send it as it is, say “approve order {number}”.",
            number=filled[0].number,
        )
    elif len(filled) == 1:
        ask = voice.say("Is order {number} right?", number=filled[0].number)
    else:
        ask = voice.say(
            "To decide one, say “approve order {number}”.", number=filled[0].number
        )
    return "\n".join([*texts, ask])


def _to_fill(voice: Voice, added: Sequence[LineOfOrder]) -> list[str]:
    if not added:
        return []
    shown = [about_sendings.pieces(voice, line) for line in added[:MOST_ADDED]]
    lines = voice.both([*shown, *more(voice, len(added) - MOST_ADDED)])
    total = sum(
        (line.quantity * (line.unit_cost or Decimal(0)) for line in added), Decimal(0)
    )
    return [
        voice.say(
            "To fill it up: {products} ({amount}).",
            products=lines,
            amount=voice.money(total),
        )
    ]


def cannot_fill(voice: Voice, result: CannotFill) -> str:
    if not result.short:
        return voice.say(
            "Order {number} lacks nothing to its supplier’s minimum.",
            number=result.order.number,
        )
    return voice.say(
        "Order {number}: {amount} missing to {supplier}’s minimum, and nothing of "
        "theirs sells enough to fill it up.",
        number=result.order.number,
        amount=voice.money(result.short),
        supplier=result.order.supplier or "",
    )


def order_list(voice: Voice, result: OrderList) -> str:
    if not result.orders:
        return voice.say("No order is open. To write one, say “order”.")
    return "\n".join(_order(voice, order) for order in result.orders)


def _order(voice: Voice, order: OrderView) -> str:
    lines = [_order_line(voice, line) for line in order.lines[:MOST_LINES]]
    hidden = more(voice, len(order.lines) - MOST_LINES)
    parts = [_order_head(voice, order), *lines, *hidden, *_sum(voice, order)]
    return "\n".join([*parts, *_terms(voice, order)])


def _terms(voice: Voice, order: OrderView) -> list[str]:
    """ "Karim delivers Tuesday and Friday, minimum ₦5,000: ₦700 missing"."""
    said = about_suppliers.terms(voice, order.delivery_days, order.minimum_order)
    if not said or order.supplier is None:
        return []
    text = f"{voice.name(order.supplier)} {voice.listed(said)}"
    if order.status is not OrderStatus.DRAFT or not order.missing or not order.total:
        return [text]
    missing = voice.say("{amount} missing", amount=voice.money(order.missing))
    return [f"{text}: {missing}"]


def _order_head(voice: Voice, order: OrderView) -> str:
    values = {"number": order.number, "supplier": order.supplier or ""}
    if order.status is OrderStatus.DRAFT:
        if order.supplier is None:
            return voice.say("Order {number}, draft, no supplier yet:", **values)
        return voice.say("Order {number} for {supplier}, draft:", **values)
    if order.supplier is None:
        return voice.say("Order {number}:", **values)
    return voice.say("Order {number} for {supplier}:", **values)


def _order_line(voice: Voice, line: LineOfOrder) -> str:
    return f"• {about_sendings.pieces(voice, line)}"


def _sum(voice: Voice, order: OrderView) -> list[str]:
    if not order.total:
        return []
    total = voice.money(order.total)
    if order.is_total_whole:
        return [voice.say("About {total}", total=total)]
    return [voice.say("About {total}, without what has no price", total=total)]


def order_approved(voice: Voice, result: OrderApproved) -> str:
    order = result.order
    if result.was_before:
        head = voice.say("Order {number} was approved before.", number=order.number)
    else:
        head = voice.say("Order {number} is approved.", number=order.number)
    done = voice.say("When it has come, say “received order {n}”.", n=order.number)
    if result.way is not None:
        return "\n".join([head, _on_its_way(voice, order, result.way), done])
    lines = [_order_line(voice, line) for line in order.lines]
    return "\n".join([head, _forward(voice, order), "", *lines, "", done])


def _on_its_way(voice: Voice, order: OrderView, way: str) -> str:
    values = {
        "supplier": order.supplier or "",
        "way": about_sendings.way(voice, way),
    }
    if order.sending in (SendingStatus.SENT, SendingStatus.ARRIVED):
        return voice.say("It was sent to {supplier} {way}.", **values)
    return voice.say(
        "I am sending it to {supplier} {way} and will tell you if that fails.", **values
    )


def _forward(voice: Voice, order: OrderView) -> str:
    contact = order.phone or order.email
    if contact is None:
        return voice.say("Forward this to your supplier:")
    return voice.say(
        "Forward this to {supplier} ({phone}):",
        supplier=order.supplier or "",
        phone=contact,
    )


def order_cancelled(voice: Voice, result: OrderCancelled) -> str:
    text = voice.say("Order {number} is cancelled.", number=result.order.number)
    if not result.may_be_out:
        return text
    tell = voice.say(
        "{supplier} may have it already: please tell them.",
        supplier=result.order.supplier or "",
    )
    return f"{text} {tell}"


def which_order(voice: Voice, result: WhichOrder) -> str:
    texts = [_order(voice, order) for order in result.orders]
    first = result.orders[0].number
    if result.status is OrderStatus.DRAFT:
        ask = voice.say(
            "Which order do you mean? Say its number, “approve order {number}”, or "
            "“approve all”.",
            number=first,
        )
    else:
        ask = voice.say(
            "Which order has come? Say its number, or “received order {number}”.",
            number=first,
        )
    return "\n".join([*texts, ask])


def not_in_draft(voice: Voice, result: NotInDraft) -> str:
    return voice.say("{name} is in no draft of an order.", name=result.name)


def no_such_order(voice: Voice, result: NoSuchOrder) -> str:
    if result.number is None and result.of is not None:
        return voice.say(
            "I know no such order of {name}. To see all, say “orders”.", name=result.of
        )
    if result.number is None:
        return voice.say("No order is open. To write one, say “order”.")
    if result.status is OrderStatus.RECEIVED:
        return voice.say("Order {n} has come already.", n=result.number)
    if result.status is OrderStatus.CANCELLED:
        return voice.say("Order {n} was cancelled.", n=result.number)
    if result.status is OrderStatus.APPROVED:
        return voice.say(
            "Order {n} is approved and stays as it is. To drop it, say “cancel order "
            "{n}”.",
            n=result.number,
        )
    return voice.say("There is no order {n}.", n=result.number)


PHRASES: dict[type, Phrase] = {
    OrdersDrafted: orders_drafted,
    OrderList: order_list,
    OrderApproved: order_approved,
    OrderCancelled: order_cancelled,
    NoSuchOrder: no_such_order,
    NotInDraft: not_in_draft,
    WhichOrder: which_order,
    CannotFill: cannot_fill,
}
