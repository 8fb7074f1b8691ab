"""How things went over time, in a sentence: the title of the chart and its caption."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from bot.actions.trends import (
    NoTrend,
    OutageTrend,
    PriceTrend,
    SalesTrend,
    StockTrend,
    WorthTrend,
)
from bot.replies.phrase import Phrase
from bot.voice import Voice
from pipeline.insights.periods import Step
from pipeline.insights.trends import Bucket

SHORTEST = 1 / 24
"""Days: what was known for a shorter time is compared with nothing."""


def days(voice: Voice, number: int) -> str:
    return voice.plural("{n} day", "{n} days", number)


def lasting(voice: Voice, number: float) -> str:
    """How long: in days, or in hours where it was less than one."""
    if number >= 1:
        return days(voice, round(number))
    return voice.plural("{n} hour", "{n} hours", max(1, round(24 * number)))


def stock_finding(voice: Voice, result: StockTrend) -> str:
    """What the chart of a stock says."""
    if result.name is None:
        return voice.plural(
            "{n} piece in stock, {sold}",
            "{n} pieces in stock, {sold}",
            result.quantity,
            sold=_sold(voice, result.sold, result.window.days),
        )
    sold = _sold(voice, result.sold, result.window.days)
    if not result.out:
        return voice.say("{name}: {sold}", name=result.name, sold=sold)
    return voice.say(
        "{name}: {sold}, out of stock {time}",
        name=result.name,
        sold=sold,
        time=lasting(voice, sum(span.days for span in result.out)),
    )


def sales_finding(voice: Voice, result: SalesTrend) -> str:
    sold = _sold(voice, result.sold, result.window.days)
    if sum(bucket.sold >= 0.5 for bucket in result.buckets) > 1:
        sold = _with_best(voice, result, result.best, sold)
    if result.name is None:
        return sold
    return voice.say("{name}: {sold}", name=result.name, sold=sold)


def _with_best(voice: Voice, result: SalesTrend, best: Bucket, sold: str) -> str:
    step, n = result.window.step, voice.number(round(best.sold))
    if step is Step.MONTH:
        month = voice.dated(best.begin, "MMMM")
        return voice.say("{sold}, most in {month} ({n})", sold=sold, month=month, n=n)
    if step is Step.WEEK:
        day = voice.dated(best.begin, "MMMd")
        return voice.say(
            "{sold}, most in the week of {day} ({n})", sold=sold, day=day, n=n
        )
    if step is Step.DAY:
        day = voice.dated(best.begin, "MMMEd")
        return voice.say("{sold}, most on {day} ({n})", sold=sold, day=day, n=n)
    return sold


def price_finding(voice: Voice, result: PriceTrend) -> str:
    """From what it cost at the beginning to what it costs now."""
    time = days(voice, result.window.days)
    price = voice.money(result.price)
    first, last = result.spans[0].value, result.spans[-1].value
    if result.is_flat:
        return voice.say(
            "{name}: {price}, the same for {time}",
            name=result.name,
            price=price,
            time=time,
        )
    share = voice.percent(Decimal(str(abs(last - first) / first))) if first else ""
    if last > first and share:
        return voice.say(
            "{name}: {price}, {share} more than {time} ago",
            name=result.name,
            price=price,
            share=share,
            time=time,
        )
    if last < first:
        return voice.say(
            "{name}: {price}, {share} less than {time} ago",
            name=result.name,
            price=price,
            share=share,
            time=time,
        )
    return voice.say(
        "{name}: {price}, as {time} ago", name=result.name, price=price, time=time
    )


def worth_finding(voice: Voice, result: WorthTrend) -> str:
    first, last = result.spans[0].value, result.spans[-1].value
    known = (result.spans[-1].end - result.spans[0].begin) / timedelta(days=1)
    values = {"money": voice.rough_money(last)}
    if known < SHORTEST:
        if result.name is not None:
            return voice.say("{name}: stock worth {money}", name=result.name, **values)
        return voice.say("Your stock is worth {money}", **values)
    values |= {
        "before": voice.rough_money(first),
        "time": lasting(voice, min(known, result.window.days)),
    }
    if result.name is not None:
        return voice.say(
            "{name}: stock worth {money}, {before} {time} ago",
            name=result.name,
            **values,
        )
    return voice.say("Your stock is worth {money}, {before} {time} ago", **values)


def outage_finding(voice: Voice, result: OutageTrend) -> str:
    time = days(voice, result.window.days)
    if not result.rows:
        return voice.say("Nothing was out of stock in {time}.", time=time)
    longest = result.rows[0]
    if result.products == 1:
        return voice.say(
            "{name} was out of stock {out} of {time}",
            name=longest.name,
            out=lasting(voice, longest.days),
            time=time,
        )
    return voice.plural(
        "{n} product ran out in {time}, {name} for longest",
        "{n} products ran out in {time}, {name} for longest",
        result.products,
        name=longest.name,
        time=time,
    )


def _sold(voice: Voice, number: int, over: int) -> str:
    time = days(voice, over)
    if number < 1:
        return voice.say("none sold in {time}", time=time)
    return voice.plural("{n} sold in {time}", "{n} sold in {time}", number, time=time)


def sales_trend(voice: Voice, result: SalesTrend) -> str:
    finding = sales_finding(voice, result)
    if not result.worth:
        return finding
    money = voice.money(result.worth)
    taken = voice.say("At today’s prices that is {money}.", money=money)
    return f"{finding}\n{taken}"


def no_trend(voice: Voice, result: NoTrend) -> str:
    """What is missing, and how to make it known."""
    if result.measure == "price" and result.name is None:
        return voice.say("Of which product? Say for example “chart price Coke”.")
    if result.measure == "price":
        return voice.say(
            "I can’t draw the price of {name} yet: it has not been noted so far. Say "
            "for example “price {name} 550”.",
            name=result.name,
        )
    if result.name is not None:
        return voice.say(
            "I can’t draw that yet: nothing is known of {name} for that time. Send a "
            "photo of the shelf, or say “sold 3 {name}”.",
            name=result.name,
        )
    if result.measure == "value":
        return voice.say(
            "I can’t draw that yet: I know too few counts and prices of your products."
        )
    return voice.say(
        "I can’t draw that yet: nothing was sold or counted in that time. Send a photo "
        "of a shelf, and again in some days, then there is something to see."
    )


PHRASES: dict[type, Phrase] = {
    StockTrend: stock_finding,
    SalesTrend: sales_trend,
    PriceTrend: price_finding,
    WorthTrend: worth_finding,
    OutageTrend: outage_finding,
    NoTrend: no_trend,
}
