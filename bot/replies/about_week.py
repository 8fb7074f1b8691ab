"""The summary of a week in words, and on which day it comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bot.actions.summary_days import SummaryDaySet, SummaryDropped
from bot.actions.week import Part, Parts, WeekSummary
from bot.replies.about_trends import lasting
from bot.replies.phrase import Phrase
from bot.voice import Voice

SAME = Decimal("0.02")
"""A difference that nobody feels."""


def week_summary(voice: Voice, result: WeekSummary) -> str:
    if result.is_empty:
        return voice.say(
            "There is nothing to tell of these seven days: nothing was sold, counted "
            "or lost that I know of. Send a photo of a shelf now and then, and I can."
        )
    lines = [_head(voice, result), *_figures(voice, result)]
    if not result.is_by_itself:
        lines.append(
            voice.say(
                "Say “weekly summary every Monday”, and it comes by itself each week."
            )
        )
    return "\n".join(lines)


def brief(voice: Voice, result: WeekSummary) -> str:
    """In one short line, for a template."""
    figures = [_sold_in_all(voice, result), *_missed(voice, result.missed, brief=True)]
    text = "; ".join(figures)
    if result.shop_name is None:
        return voice.say("your week: {figures}", figures=text)
    return voice.say(
        "the week of {shop}: {figures}", shop=result.shop_name, figures=text
    )


def _head(voice: Voice, result: WeekSummary) -> str:
    days = {"first": voice.day(result.first), "last": voice.day(result.last)}
    if result.shop_name is not None:
        return voice.say("{shop}, {first} to {last}:", shop=result.shop_name, **days)
    return voice.say("Your week, {first} to {last}:", **days)


def _figures(voice: Voice, result: WeekSummary) -> Iterator[str]:
    yield _bullet(_sold_in_all(voice, result) + _than_before(voice, result))
    if result.sold.named:
        best = _named(voice, result.sold.named)
        yield _bullet(voice.say("Sold most: {products}", products=best))
    yield from map(_bullet, _missed(voice, result.missed))
    if result.lost.pieces:
        yield _bullet(_lost(voice, result.lost))
    if result.prices:
        yield _bullet(_prices(voice, result))


def _bullet(text: str) -> str:
    return f"• {text}"


def _sold_in_all(voice: Voice, result: WeekSummary) -> str:
    sold = result.sold
    if not sold.money:
        return voice.plural("{n} piece sold", "{n} pieces sold", sold.pieces)
    return voice.plural(
        "{n} piece sold for {money}",
        "{n} pieces sold for {money}",
        sold.pieces,
        money=voice.rough_money(float(sold.money)),
    )


def _than_before(voice: Voice, result: WeekSummary) -> str:
    """How that compares with the week before; "" where that one is not known."""
    before, pieces = result.sold_before, result.sold.pieces
    if not before:
        return ""
    share = Decimal(pieces - before) / before
    if abs(share) < SAME:
        return voice.say(", as many as the week before")
    times = voice.percent(abs(share))
    if share > 0:
        return voice.say(", {share} more than the week before", share=times)
    return voice.say(", {share} less than the week before", share=times)


def _named(voice: Voice, parts: Sequence[Part]) -> str:
    return voice.listed(
        [
            voice.say("{name} {n}", name=part.name, n=voice.number(part.pieces))
            for part in parts
        ]
    )


def _missed(voice: Voice, missed: Parts, *, brief: bool = False) -> Iterator[str]:
    """What empty shelves have cost, about; with the products unless it is brief."""
    if not missed.pieces:
        return
    if missed.money and missed.profit and missed.profit > 0:
        text = voice.say(
            "about {money} lost to empty shelves, {profit} of it profit",
            money=voice.rough_money(float(_rounded(missed.money))),
            profit=voice.rough_money(float(_rounded(missed.profit))),
        )
    elif missed.money:
        text = voice.say(
            "about {money} lost to empty shelves",
            money=voice.rough_money(float(_rounded(missed.money))),
        )
    else:
        text = voice.plural(
            "about {n} sale lost to empty shelves",
            "about {n} sales lost to empty shelves",
            missed.pieces,
        )
    if brief:
        yield text
        return
    products = voice.listed(
        [
            voice.say(
                "{name} out for {time}", name=part.name, time=lasting(voice, part.days)
            )
            for part in missed.named
        ]
    )
    yield voice.say("{lost}: {products}", lost=_upper(text), products=products)


def _rounded(money: Decimal) -> Decimal:
    """An estimate has two figures that mean something."""
    place = max(0, money.adjusted() - 1)
    return money.quantize(Decimal(1).scaleb(place)) if money >= 1 else money


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lost(voice: Voice, lost: Parts) -> str:
    products = _named(voice, lost.named)
    if lost.money:
        return voice.plural(
            "{n} piece thrown away or broken, worth {money}: {products}",
            "{n} pieces thrown away or broken, worth {money}: {products}",
            lost.pieces,
            money=voice.rough_money(float(lost.money)),
            products=products,
        )
    return voice.plural(
        "{n} piece thrown away or broken: {products}",
        "{n} pieces thrown away or broken: {products}",
        lost.pieces,
        products=products,
    )


def _prices(voice: Voice, result: WeekSummary) -> str:
    changes = [
        voice.say(
            "{name} {before} → {after}",
            name=change.name,
            before=voice.money(change.before),
            after=voice.money(change.after),
        )
        for change in result.prices
    ]
    text = voice.say("New prices: {changes}", changes=voice.listed(changes))
    if not result.more_prices:
        return text
    more = voice.plural("… and {n} more", "… and {n} more", result.more_prices)
    return f"{text} {more}"


def summary_day_set(voice: Voice, result: SummaryDaySet) -> str:
    text = voice.say(
        "Every week on {weekday} at {time} I’ll send the summary of the week, the "
        "next on {day}. “No more weekly summary” ends it.",
        weekday=voice.weekday(result.weekday),
        time=voice.dated(result.at, "Hm"),
        day=voice.dated(result.at, "MMMd"),
    )
    if not result.may_wait:
        return text
    waits = voice.say(
        "WhatsApp lets me write only for a day after your last message; else it comes "
        "when you write next."
    )
    return f"{text}\n{waits}"


def summary_dropped(voice: Voice, result: SummaryDropped) -> str:
    if result.had_one:
        return voice.say("No more summaries by themselves. Ask for one at any time.")
    return voice.say("No summary comes by itself.")


PHRASES: dict[type, Phrase] = {
    WeekSummary: week_summary,
    SummaryDaySet: summary_day_set,
    SummaryDropped: summary_dropped,
}
