"""Prices here and elsewhere in words: each figure with where it is from and how old."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.actions.comparing import (
    NEIGHBOURS,
    Compared,
    MarketLine,
    OtherSize,
    Silent,
)
from bot.actions.lookup import full_name
from bot.actions.price_sharing import Sharing
from bot.actions.price_tags import NothingOdd
from bot.replies.phrase import Phrase
from bot.voice import Voice
from pipeline.insights.prices import Spread

LEAST_DIFFERENCE = Decimal("0.01")
SOURCES = {
    "open_prices": "Open Prices (ODbL)",
    "openfoodfacts": "Open Food Facts (ODbL)",
    "jumia": "Jumia",
    "carrefour": "Carrefour",
}


def compared(voice: Voice, result: Compared) -> str:
    lines = [
        *_own(voice, result),
        *(text for line in result.lines for text in _market(voice, line)),
        *_position(voice, result),
        *_sizes(voice, result),
        *(_empty(voice, source) for source in result.empty),
        *(_silent(voice, silent) for silent in result.silent),
        *_advice(voice, result),
    ]
    return "\n".join(lines)


def source_name(voice: Voice, source: str) -> str:
    """As the source wants to be named; its licence asks for that."""
    if source == NEIGHBOURS:
        return voice.say("Shops around you")
    return SOURCES[source]


def printed_code(gtin: str) -> str:
    """As it is printed: without the zeros in front that make it 14 digits."""
    digits = gtin.lstrip("0")
    return digits.zfill(8 if len(digits) <= 8 else 13)


def _own(voice: Voice, result: Compared) -> list[str]:
    if result.price is None:
        lines = [voice.say("{name} has no price yet.", name=result.name)]
    else:
        price = voice.money(result.price)
        lines = [voice.say("{name}: {price}", name=result.name, price=price)]
    if result.cost is not None:
        cost = voice.money(result.cost)
        lines.append(voice.say("You pay {price} for one.", price=cost))
    if result.margin is not None:
        lines.append(
            voice.say(
                "That leaves you {amount}, {share} of the price.",
                amount=voice.money(result.margin.amount),
                share=voice.percent(result.margin.share),
            )
        )
    for past in result.past:
        when, price = voice.moment(past.since), voice.money(past.price)
        lines.append(voice.say("Before, from {when}: {price}", when=when, price=price))
    return lines


def _market(voice: Voice, line: MarketLine) -> list[str]:
    name = source_name(voice, line.source)
    lines = []
    market = line.market
    if market.usual is not None:
        lines.append(_usual(voice, name, market.usual))
    if market.discounted is not None:
        lines.append(
            voice.plural(
                "{source}, special offers: from {low} ({n} price)",
                "{source}, special offers: from {low} ({n} prices)",
                market.discounted.count,
                source=name,
                low=voice.money(market.discounted.low),
            )
        )
    if market.per_kg is not None:
        lines.append(
            voice.say(
                "{source}, loose, per kg: {low} to {high}",
                source=name,
                low=voice.money(market.per_kg.low),
                high=voice.money(market.per_kg.high),
            )
        )
    if not market.is_near:
        lines.append(voice.say("These prices are from other countries."))
    if line.is_old and line.asked_at is not None:
        when = voice.moment(line.asked_at)
        lines.append(voice.say("Asked on {when}.", when=when))
    return lines


def _usual(voice: Voice, name: str, usual: Spread) -> str:
    seen = _span(voice, usual)
    if usual.count == 1:
        price = voice.money(usual.median)
        return voice.say(
            "{source}: {price} (one price, {seen})", source=name, price=price, seen=seen
        )
    return voice.plural(
        "{source}: {low} to {high}, in the middle {median} ({n} price, {seen})",
        "{source}: {low} to {high}, in the middle {median} ({n} prices, {seen})",
        usual.count,
        source=name,
        low=voice.money(usual.low),
        median=voice.money(usual.median),
        high=voice.money(usual.high),
        seen=seen,
    )


def _span(voice: Voice, spread: Spread) -> str:
    oldest, newest = voice.day(spread.oldest), voice.day(spread.newest)
    if spread.oldest == spread.newest:
        return newest
    return voice.say("{oldest} to {newest}", oldest=oldest, newest=newest)


def _position(voice: Voice, result: Compared) -> list[str]:
    best = result.best
    if best is None or best.market.usual is None or not result.price:
        return []
    share = result.price / best.market.usual.median - 1
    if abs(share) < LEAST_DIFFERENCE:
        return [voice.say("Your price is in the middle.")]
    difference = voice.percent(abs(share))
    if share > 0:
        return [voice.say("You are {share} above the middle.", share=difference)]
    return [voice.say("You are {share} below the middle.", share=difference)]


def _sizes(voice: Voice, result: Compared) -> list[str]:
    if result.per_measure is None or result.measure is None:
        return []
    lines = [_per(voice, result.name, result.per_measure, result.measure)]
    lines += [_size(voice, size, result.measure) for size in result.sizes]
    return lines


def _size(voice: Voice, size: OtherSize, measure: str) -> str:
    source = source_name(voice, size.source) if size.source else None
    name = f"{size.name} ({source})" if source else size.name
    return _per(voice, name, size.per_measure, measure)


def _per(voice: Voice, name: str, amount: Decimal, measure: str) -> str:
    price = voice.money(amount)
    if measure == "kg":
        return voice.say("{name}: {price} per kilogram", name=name, price=price)
    return voice.say("{name}: {price} per litre", name=name, price=price)


def _empty(voice: Voice, source: str) -> str:
    name = source_name(voice, source)
    return voice.say("{source} knows no price of it.", source=name)


def _silent(voice: Voice, silent: Silent) -> str:
    name = source_name(voice, silent.source)
    if silent.reason == "slow_down":
        return voice.say(
            "{source} was asked too often just now. Ask me again in a minute.",
            source=name,
        )
    return voice.say("{source} does not answer just now.", source=name)


def _advice(voice: Voice, result: Compared) -> list[str]:
    if not result.asks_code and (result.lines or result.empty or result.silent):
        return []
    if not result.can_ask:
        return [
            voice.say(
                "I don’t know the prices of other shops yet: no source is connected."
            )
        ]
    if result.asks_code and result.candidate is not None:
        return [
            voice.say(
                "I need its barcode to ask for prices elsewhere. Is it {name}, barcode "
                "{code}?",
                name=full_name(result.candidate),
                code=printed_code(result.candidate.gtin),
            )
        ]
    if not result.has_code:
        return [
            voice.say(
                "I need its barcode to ask for prices elsewhere. Send a photo of the "
                "barcode with “this is {name}”.",
                name=result.name,
            )
        ]
    return [voice.say("I found no price of it elsewhere.")]


def sharing(voice: Voice, result: Sharing) -> str:
    if not result.is_on:
        if not result.is_news:
            return voice.say("Your prices are not shared.")
        return voice.say(
            "Your prices are not shared any more. They are out of all comparisons now."
        )
    lines: Sequence[str] = [
        voice.say(
            "From now on the prices on your shelf labels count in the comparisons of "
            "shops around you, and theirs in yours. Nobody sees whose price it is, and "
            "nothing is shown from fewer than three other shops. “stop sharing my "
            "prices” takes it back at any time."
        )
        if result.is_news
        else voice.say("Your prices are shared already."),
        voice.plural(
            "{n} other shop shares its prices.",
            "{n} other shops share their prices.",
            result.shops,
        ),
    ]
    return "\n".join(lines)


def nothing_odd(voice: Voice, result: NothingOdd) -> str:
    return voice.say(
        "The labels of that photo say what my list says, or I can’t read them."
    )


PHRASES: dict[type, Phrase] = {
    Compared: compared,
    Sharing: sharing,
    NothingOdd: nothing_odd,
}
