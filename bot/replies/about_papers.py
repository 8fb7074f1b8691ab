"""Goods that came and prices of suppliers in words, read off papers or typed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.papers import (
    DoubtfulLine,
    PaperDoubts,
    PaperUnreadable,
    PriceDoubts,
)
from bot.actions.price_lists import NotedPrice, PricesNoted, WhosePrices
from bot.actions.receiving import Difference, OrderReceived
from bot.replies.about_places import shortened
from bot.replies.about_stock import more, moved
from bot.replies.phrase import Phrase
from bot.voice import Voice

MOST_LINES = 25


def order_received(voice: Voice, result: OrderReceived) -> str:
    lines = []
    is_whole = not result.to_come
    if result.order is not None and is_whole:
        lines.append(voice.say("Order {number} has come.", number=result.order.number))
    if result.moved.lines:
        lines.append(moved(voice, result.moved))
    if result.differences:
        lines.append(voice.say("Not as ordered:"))
        lines += [_difference(voice, one) for one in result.differences]
    if result.order is not None and not is_whole:
        names = voice.listed(
            [f"{voice.number(n)} {voice.name(name)}" for name, n in result.to_come]
        )
        number = result.order.number
        lines.append(
            voice.say(
                "Still to come of order {number}: {names}", number=number, names=names
            )
        )
    return "\n".join([*lines, *_prices(voice, result.prices)])


def _difference(voice: Voice, one: Difference) -> str:
    return voice.say(
        "• {name}: {ordered} ordered, {came} came",
        name=one.name,
        ordered=voice.number(one.ordered),
        came=voice.number(one.came),
    )


def _prices(voice: Voice, prices: Sequence[NotedPrice]) -> list[str]:
    if not prices:
        return []
    return [voice.say("Another cost than before:"), *_price_lines(voice, prices)]


def _price_lines(voice: Voice, prices: Sequence[NotedPrice]) -> list[str]:
    shown = [_price(voice, one) for one in prices[:MOST_LINES]]
    return [*shown, *more(voice, len(prices) - MOST_LINES)]


def _price(voice: Voice, one: NotedPrice) -> str:
    """ "• Coke: ₦40 → ₦42"."""
    cost = voice.money(one.cost)
    if one.before is not None:
        cost = f"{voice.money(one.before)} → {cost}"
    return f"• {voice.name(one.name)}: {cost}"


def prices_noted(voice: Voice, result: PricesNoted) -> str:
    if not result.changed and not result.unchanged:
        lines = [voice.say("I found no product of yours there, so no price is noted.")]
    elif not result.changed:
        lines = [
            voice.say("I know these prices of {name} already.", name=result.supplier)
        ]
    else:
        head = voice.say("Noted what {name} asks for one:", name=result.supplier)
        lines = [head, *_price_lines(voice, result.changed)]
    if result.unknown:
        names = shortened(voice, result.unknown)
        lines.append(voice.say("Not among your products: {names}", names=names))
    return "\n".join(lines)


def whose_prices(voice: Voice, result: WhosePrices) -> str:
    if result.known:
        return voice.say(
            "Whose prices are these, {names}? Send it again and write for example "
            "“price list from {name}” below it.",
            names=voice.either(result.known),
            name=result.known[0],
        )
    return voice.say(
        "Whose prices are these? Send it again and write for example “price list from "
        "Karim” below it."
    )


def paper_doubts(voice: Voice, result: PaperDoubts) -> str:
    if result.number is None:
        head = voice.say("I read this, and found no order for it:")
    else:
        head = voice.say("I read this for order {number}:", number=result.number)
    lines = [_doubtful(voice, line) for line in result.lines[:MOST_LINES]]
    hidden = more(voice, len(result.lines) - MOST_LINES)
    return "\n".join([head, *lines, *hidden, voice.say("Shall I book it so?")])


def _doubtful(voice: Voice, line: DoubtfulLine) -> str:
    values = {"name": line.name, "came": voice.number(line.came)}
    if not line.ordered:
        text = voice.say("• {name}: {came} came", **values)
    elif line.ordered == line.came:
        text = voice.say("• {name}: {came} came, as ordered", **values)
    else:
        ordered = voice.number(line.ordered)
        text = voice.say(
            "• {name}: {ordered} ordered, {came} came", ordered=ordered, **values
        )
    return text if line.is_sure else f"{text} (?)"


def price_doubts(voice: Voice, result: PriceDoubts) -> str:
    head = voice.say("I read these prices of {name} for one:", name=result.supplier)
    lines = [
        f"• {voice.name(name)}: {voice.money(cost)}"
        for name, cost in result.lines[:MOST_LINES]
    ]
    hidden = more(voice, len(result.lines) - MOST_LINES)
    return "\n".join([head, *lines, *hidden, voice.say("Shall I note them?")])


def paper_unreadable(voice: Voice, result: PaperUnreadable) -> str:
    return voice.say(
        "I can’t find any of your products on that paper. Lay it flat in good light, "
        "take the photo from straight above, or type it: “received all”, “coke costs "
        "40 at Karim”."
    )


PHRASES: dict[type, Phrase] = {
    OrderReceived: order_received,
    PricesNoted: prices_noted,
    WhosePrices: whose_prices,
    PaperDoubts: paper_doubts,
    PriceDoubts: price_doubts,
    PaperUnreadable: paper_unreadable,
}
