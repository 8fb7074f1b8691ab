"""Orders on their way to their suppliers: put out once, asked about where that failed.

`send` is called with the approval, in its transaction; the outbox tries as long as it
is certain that nothing went out. `look` runs in the scheduler's sweep and tells who has
approved an order what nobody could foresee: it did not arrive, or may have arrived.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

import phonenumbers
import structlog
from sqlalchemy.orm import Session

from bot.actions.order_views import OrderView, view
from bot.channels.templates import has_template
from bot.messages import ChatRef, Choice, Reply
from bot.pushing import WINDOW
from bot.replies import about_sendings
from bot.services import Services
from bot.voice import Voice, voice_of
from storage import conversations, outbox, sendings
from storage.models import Chat, Conversation, Order, OrderSending, Shop
from storage.models.orders import OrderStatus, SendingStatus
from storage.sendings import MAIL, SUPPLIER, WHATSAPP, Destination
from storage.shops import person

log = structlog.get_logger(__name__)

TEMPLATE = "order"
MOST_TEMPLATES = 4
"""An order that needs more of them is forwarded by hand: each one costs."""
TROUBLE = "alert"
"""The template of news, for who is told later than a day after they wrote."""


def way_to(
    services: Services, session: Session, shop: Shop, order: OrderView, now: datetime
) -> Destination | None:
    """How the order can reach its supplier by itself; None: it must be forwarded."""
    if SUPPLIER not in services.channels or order.supplier is None:
        return None
    number = _plain_number(order.phone) if order.phone else None
    if number is not None and WHATSAPP in services.channels:
        wrote = sendings.last_inbound(session, number)
        is_open = wrote is not None and now - wrote < WINDOW
        briefs = about_sendings.briefs(_shop_voice(shop), order, shop.name)
        fits = len(briefs) <= MOST_TEMPLATES
        may_be_template = fits and has_template(services.settings, TEMPLATE)
        if (is_open or may_be_template) and not sendings.wants_no_messages(
            session, number
        ):
            return Destination(WHATSAPP, number, wrote)
    if order.email and services.settings.alert_mail_url.get_secret_value():
        return Destination(MAIL, order.email)
    return None


def send(
    services: Services,
    session: Session,
    shop: Shop,
    order: OrderView,
    *,
    told: tuple[uuid.UUID, str],
    now: datetime,
) -> OrderSending | None:
    """Put the order out to its supplier, at most once; None: there is no way.

    The shop is locked, and whoever calls has made sure that no earlier message of this
    order may be out. `told`: the chat and the person to tell of trouble.
    """
    destination = way_to(services, session, shop, order, now)
    if destination is None:
        return None
    voice = _shop_voice(shop)
    reply = Reply(
        ChatRef(SUPPLIER, ""),
        about_sendings.order_text(voice, order, shop.name),
        briefs=about_sendings.briefs(voice, order, shop.name),
        template=TEMPLATE,
        language=voice.language,
    )
    row = session.get_one(Order, order.id)
    sending = sendings.begin(
        session, row, destination, reply.to_json(), told=told, now=now
    )
    log.info("order_put_out", order_id=str(order.id), way=destination.way)
    return sending


def look(services: Services) -> int:
    """Note what became of orders, and tell of trouble; gives how many were told."""
    now = services.clock()
    with services.db.transaction() as session:
        waiting = sendings.unsettled(session, now)
    told = [_settle(services, sending_id, now) for sending_id in waiting]
    news = [outbox_id for outbox_id in told if outbox_id is not None]
    for outbox_id in news:
        services.queue.deliver(outbox_id)
    return len(news)


def _settle(
    services: Services, sending_id: uuid.UUID, now: datetime
) -> uuid.UUID | None:
    """The conversation is locked before the sending, as by a button's press."""
    with services.db.transaction() as session:
        known = session.get_one(OrderSending, sending_id)
        chat = session.get(Chat, known.chat_id) if known.chat_id else None
        conversation = (
            conversations.load(session, chat.id, known.sender_id) if chat else None
        )
        sending = sendings.lock(session, sending_id)
        if sending is None:
            return None
        status = sendings.settle(session, sending)
        log.info("order_sending_settled", sending_id=str(sending_id), status=status)
        if chat is None or conversation is None or status is SendingStatus.SENT:
            return None
        return _tell(session, chat, conversation, sending, now)


def _tell(
    session: Session,
    chat: Chat,
    conversation: Conversation,
    sending: OrderSending,
    now: datetime,
) -> uuid.UUID | None:
    order = session.get_one(Order, sending.order_id)
    member = person(session, order.shop_id, chat.channel, conversation.sender_id)
    if member is None or member.removed_at is not None:
        return None
    if order.status != OrderStatus.APPROVED:
        return None  # it has come, or nobody wants it any more
    shop = session.get_one(Shop, order.shop_id)
    voice = voice_of(shop, conversation.context, chat.locale)
    shown = view(session, order)
    text = about_sendings.trouble(voice, shown, sending.way, sending.status)
    choices = buttons(voice, sending)
    is_free = conversations.open_question(conversation, now) is None
    if sending.status == SendingStatus.IN_DOUBT and is_free:
        # So that "yes" and "it arrived" are not taken for the goods.
        question = {
            "id": sending.id.hex[:8],
            "kind": "doubt",
            "sending": str(sending.id),
        }
        conversations.ask(
            conversation, question, now=now, expires_at=now + sendings.REPORTED_FOR
        )
    conversations.remember(
        conversation,
        now,
        choices=[choice.value for choice in choices],
        choices_at=now.isoformat(),
    )
    reply = Reply(
        ChatRef(chat.channel, chat.external_id),
        voice.lines(text),
        choices=tuple(choices),
        brief=text.partition("\n")[0],
        template=TROUBLE,
        language=voice.language,
    )
    return outbox.add(
        session,
        chat_id=chat.id,
        cause=f"sending:{sending.id}:{sending.status}",
        reply=reply.to_json(),
        now=now,
    )


def buttons(voice: Voice, sending: OrderSending) -> Sequence[Choice]:
    """What can be done about an order of which nobody knows whether it arrived."""
    return [
        Choice(about_sendings.offer(voice, kind), f"order:{kind}:{sending.id}")
        for kind in offers(sending)
    ]


def offers(sending: OrderSending) -> Sequence[str]:
    if sending.status == SendingStatus.IN_DOUBT:
        return ("arrived", "again")
    return ("again",)


def _shop_voice(shop: Shop) -> Voice:
    """How the shop speaks to others."""
    return voice_of(shop, {}, None)


def _plain_number(phone: str) -> str | None:
    """As WhatsApp wants it: +2348031234567."""
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
