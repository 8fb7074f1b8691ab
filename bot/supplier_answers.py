"""A supplier who answers an order over WhatsApp: their words go to who approved it.

Asked by the entrance for people of no shop: without it they would be greeted as the
owner of a new one. "/start" makes them one all the same, "stop" is obeyed.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from bot.actions.alert_pauses import MessagesStopped
from bot.actions.sendings import PassedOn
from bot.messages import ChatRef, Reply
from bot.replies import about_sendings
from bot.results import Result
from bot.turn import Turn
from bot.understand.grammar import understand
from bot.understand.intents import StopMessages
from bot.voice import voice_of
from storage import conversations, outbox, pauses, sendings, suppliers
from storage.models import Chat, Order, OrderSending, Shop
from storage.sendings import WHATSAPP
from storage.shops import person

ANSWERED_WITHIN = timedelta(days=30)
COMMITTED_AFTER_S = 1.0


def passed_on(turn: Turn) -> Result | None:
    """Hand the message on; None where no order was sent to this number lately."""
    message = turn.message
    if turn.chat.channel != WHATSAPP or message.is_group or message.start is not None:
        return None
    since = turn.now - ANSWERED_WITHIN
    found = sendings.awaiting(turn.session, message.chat.id, since)
    if not found or message.text.startswith("/start"):
        return None
    if any(isinstance(i, StopMessages) for i in understand(message.text).intents):
        was_stopped = turn.chat.stopped_at is not None
        pauses.stop_messages(turn.session, turn.chat.id, turn.now)
        return MessagesStopped(was_stopped)
    order = turn.session.get_one(Order, found[0].order_id)
    shop = turn.session.get_one(Shop, order.shop_id)
    _tell(turn, turn.session, found[0], order, shop)
    return PassedOn(shop.name)


def _tell(
    turn: Turn, session: Session, sending: OrderSending, order: Order, shop: Shop
) -> None:
    chat = session.get(Chat, sending.chat_id) if sending.chat_id else None
    if chat is None:
        return
    member = person(session, shop.id, chat.channel, sending.sender_id)
    if member is None or member.removed_at is not None:
        return
    supplier = suppliers.get(session, order.supplier_id) if order.supplier_id else None
    context = conversations.latest_context(session, chat.id)
    voice = voice_of(shop, context, chat.locale)
    name = supplier.name if supplier else ""
    text = about_sendings.answered(voice, name, order.number, turn.message.text)
    reply = Reply(
        ChatRef(chat.channel, chat.external_id),
        voice.lines(text),
        brief=text,
        template="alert",
        language=voice.language,
    )
    outbox_id = outbox.add(
        session,
        chat_id=chat.id,
        cause=f"supplier:{turn.inbox_id}",
        reply=reply.to_json(),
        now=turn.now,
    )
    if outbox_id is not None:
        turn.services.queue.deliver(outbox_id, COMMITTED_AFTER_S)
