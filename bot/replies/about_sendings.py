"""Orders as suppliers read them, and what owners are told of their way there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from bot.actions.order_views import LineOfOrder, OrderView
from bot.actions.sendings import (
    NotAtTime,
    OrderInDoubt,
    PassedOn,
    SendingArrived,
    SendLater,
)
from bot.channels.text import split_text, utf16_length
from bot.replies.phrase import Phrase
from bot.voice import Voice, without_marks
from storage.models.orders import SendingStatus
from storage.sendings import MAIL

LONGEST_BRIEF = 240
"""A variable of a template holds 255 characters."""


def pieces(voice: Voice, line: LineOfOrder) -> str:
    """ "24 Coke (2 × 12)"."""
    text = voice.say("{n} {name}", n=voice.number(line.quantity), name=line.name)
    if line.packs is None:
        return text
    packs, size = voice.number(line.packs), voice.number(line.pack_size or 0)
    return f"{text} ({packs} × {size})"


def order_text(voice: Voice, order: OrderView, shop: str) -> str:
    """The whole order, with who wants it in its first line."""
    head = voice.say("Order {number} from {shop}:", number=order.number, shop=shop)
    lines = [f"• {pieces(voice, line)}" for line in order.lines]
    return voice.lines("\n".join([head, *lines]))


def briefs(voice: Voice, order: OrderView, shop: str) -> tuple[str, ...]:
    """The whole order in single lines that each fit into a template's variable."""
    lines = [without_marks(pieces(voice, line)) for line in order.lines]
    head = without_marks(voice.say("Order {n} from {shop}", n=order.number, shop=shop))
    head = split_text(head, 80)[0]
    groups = _filled(lines, LONGEST_BRIEF - utf16_length(f"{head} (99/99): "))
    if len(groups) == 1:
        return (f"{head}: {groups[0]}",)
    return tuple(
        f"{head} ({number}/{len(groups)}): {group}"
        for number, group in enumerate(groups, start=1)
    )


def _filled(lines: Sequence[str], limit: int) -> list[str]:
    """The lines joined, as many together as fit; a giant one is split, not cut."""
    groups: list[str] = []
    for part in chain.from_iterable(split_text(line, limit) for line in lines):
        joint = f"{groups[-1]}; {part}" if groups else ""
        if joint and utf16_length(joint) <= limit:
            groups[-1] = joint
        else:
            groups.append(part)
    return groups


def way(voice: Voice, name: str | None) -> str:
    return voice.say("by e-mail") if name == MAIL else voice.say("by WhatsApp")


def trouble(voice: Voice, order: OrderView, name: str, status: str) -> str:
    """It did not arrive, or nobody knows; with the text, to be forwarded by hand."""
    values = {
        "number": order.number,
        "supplier": order.supplier or "",
        "way": way(voice, name),
    }
    if status == SendingStatus.IN_DOUBT:
        return voice.say(
            "I can’t tell whether order {number} reached {supplier} {way}. Did it "
            "arrive? I only send it again if you say so.",
            **values,
        )
    head = voice.say(
        "Order {number} did not reach {supplier} {way}. Forward it yourself, or let me "
        "try again:",
        **values,
    )
    lines = [f"• {pieces(voice, line)}" for line in order.lines]
    return "\n".join([head, "", *lines])


def offer(voice: Voice, kind: str) -> str:
    """The label of a button about an order that may not have arrived."""
    return voice.say("It arrived") if kind == "arrived" else voice.say("Send again")


def in_doubt(voice: Voice, result: OrderInDoubt) -> str:
    return trouble(voice, result.order, result.way, SendingStatus.IN_DOUBT)


def arrived(voice: Voice, result: SendingArrived) -> str:
    return voice.say(
        "Good: order {number} is with {supplier}.",
        number=result.order.number,
        supplier=result.order.supplier or "",
    )


def send_later(voice: Voice, result: SendLater) -> str:
    return voice.say(
        "You got order {number} to forward before. Shall I send it to {supplier} {way} "
        "now? If you have forwarded it, it would be there twice.",
        number=result.order.number,
        supplier=result.order.supplier or "",
        way=way(voice, result.way),
    )


def not_at_time(voice: Voice, result: NotAtTime) -> str:
    texts = [voice.say("I can’t send anything later by myself, so nothing was sent.")]
    if result.draft is not None:
        texts.append(
            voice.say(
                "When the order should go, say “approve order {number}”: I send it at "
                "once.",
                number=result.draft,
            )
        )
    if result.of_summary:
        texts.append(
            voice.say(
                "Say “weekly summary every Monday”, and it comes by itself each week."
            )
        )
    return "\n".join(texts)


def answered(voice: Voice, supplier: str, number: int, text: str) -> str:
    """What a supplier has written, to who approved the order."""
    values = {"supplier": supplier, "number": number}
    if not text.strip():
        return voice.say("{supplier} has sent a file about order {number}.", **values)
    return voice.say(
        "{supplier} about order {number}: “{text}”", text=text.strip(), **values
    )


def passed_on(voice: Voice, result: PassedOn) -> str:
    return voice.say("Thank you. I tell {shop}.", shop=result.shop_name)


PHRASES: dict[type, Phrase] = {
    OrderInDoubt: in_doubt,
    SendingArrived: arrived,
    SendLater: send_later,
    NotAtTime: not_at_time,
    PassedOn: passed_on,
}
