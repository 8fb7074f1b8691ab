"""What to buy and why, in words."""

from __future__ import annotations

from bot.actions.explaining import Explained
from bot.actions.restock import BuyLine, BuyList
from bot.replies.about_places import shortened
from bot.replies.about_stock import more
from bot.replies.noticing import notices
from bot.replies.phrase import Phrase
from bot.voice import Voice

MOST_LINES = 25
DAYS_OF_WEEK = 7


def buy_list(voice: Voice, result: BuyList) -> str:
    if not result.lines:
        said = notices(voice, result.notices)
        return "\n".join([_nothing(voice, result), *_left_out(voice, result), *said])
    lines = [_buy(voice, line) for line in result.lines[:MOST_LINES]]
    return "\n".join(
        [
            voice.plural(
                "To last {n} day, buy:", "To last {n} days, buy:", result.days
            ),
            *lines,
            *more(voice, len(result.lines) - MOST_LINES),
            *_total(voice, result),
            *_left_out(voice, result),
            *notices(voice, result.notices),
        ]
    )


def _nothing(voice: Voice, result: BuyList) -> str:
    if not result.products:
        return voice.say("There are no products yet, so there is nothing to buy.")
    if result.over_budget:
        return voice.say("Nothing that is needed fits into that budget.")
    if result.without_cost:
        return voice.say("I don’t know what the things cost that are needed.")
    if len(result.without_basis) == result.products:
        return voice.say(
            "I can’t say yet what to buy: I don’t know any minimum or sales. Say for "
            "example “minimum Coke 6”."
        )
    return voice.plural(
        "Nothing needs to be bought for the next {n} day.",
        "Nothing needs to be bought for the next {n} days.",
        result.days,
    )


def _buy(voice: Voice, line: BuyLine) -> str:
    """ "24 Coke (2 × 12), ₦9,600: 4 left, sells 3 a day"."""
    text = pieces(voice, line.quantity, line.name, line.pack_size)
    if line.cost is not None:
        text = voice.listed([text, voice.money(line.cost)])
    return f"{text}: {_reason(voice, line)}"


def _reason(voice: Voice, line: BuyLine) -> str:
    """ "4 left, sells 3 a day, NBC comes Thursday"."""
    parts = [voice.plural("{n} left", "{n} left", line.in_stock)]
    if line.on_order:
        parts.append(voice.plural("{n} on order", "{n} on order", line.on_order))
    if line.per_day:
        parts.append(pace(voice, line.per_day))
    if line.minimum is not None and (line.for_minimum or not line.per_day):
        parts.append(voice.say("minimum {n}", n=voice.number(line.minimum)))
    if line.supplier is not None and line.comes_on is not None:
        parts.append(_comes(voice, line.supplier, line))
    if line.wanted > line.quantity:
        parts.append(voice.say("{n} would be needed", n=voice.number(line.wanted)))
    return voice.listed(parts)


def _comes(voice: Voice, supplier: str, line: BuyLine) -> str:
    assert line.comes_on is not None, "only called where it is known"
    if line.comes_in == 0:
        return voice.say("{supplier} comes today", supplier=supplier)
    if line.comes_in < DAYS_OF_WEEK:
        day = voice.weekday(line.comes_on.weekday())
        return voice.say("{supplier} comes {weekday}", supplier=supplier, weekday=day)
    day = voice.day(line.comes_on)
    return voice.say("{supplier} comes on {day}", supplier=supplier, day=day)


def pace(voice: Voice, per_day: float) -> str:
    """ "sells 3 a day"."""
    if per_day >= 1:
        shown = round(per_day, 1 if per_day < 10 else None)
        return voice.say("sells {n} a day", n=voice.number(shown))
    return voice.say("sells {n} a week", n=voice.number(round(per_day * 7, 1)))


def _total(voice: Voice, result: BuyList) -> list[str]:
    lines = []
    if result.total and result.budget is not None:
        lines.append(
            voice.say(
                "Together {total} of {budget}",
                total=voice.money(result.total),
                budget=voice.money(result.budget),
            )
        )
    elif result.total:
        lines.append(voice.say("Together {total}", total=voice.money(result.total)))
    if result.protects and result.budget is not None:
        margin = voice.money(result.protects)
        lines.append(
            voice.say("Without it you would earn about {margin} less.", margin=margin)
        )
    for short in result.below_minimum:
        lines.append(
            voice.say(
                "{supplier} brings goods from {minimum} on; this is {total}.",
                supplier=short.supplier,
                minimum=voice.money(short.minimum),
                total=voice.money(short.total),
            )
        )
    guessed = tuple(line.name for line in result.lines if line.at_price)
    if guessed:
        lines.append(
            voice.say(
                "At the selling price, because I don’t know what you pay: {names}",
                names=shortened(voice, guessed),
            )
        )
    if result.uncosted and result.total:
        lines.append(
            voice.say(
                "Without any price: {names}", names=shortened(voice, result.uncosted)
            )
        )
    return lines


def _left_out(voice: Voice, result: BuyList) -> list[str]:
    lines = []
    if any(not line.per_day for line in result.lines):
        lines.append(
            voice.say("Where I know no sales, I fill up to twice the minimum.")
        )
    if result.over_budget:
        names = shortened(voice, result.over_budget)
        lines.append(voice.say("The budget is not enough for: {names}", names=names))
    if result.without_cost:
        names = shortened(voice, result.without_cost)
        lines.append(
            voice.say("Left out, because they have no price: {names}", names=names)
        )
    some = len(result.without_basis)
    if some and (result.lines or some < result.products):
        lines.append(
            voice.plural(
                "Left out: {n} product without a minimum or known sales",
                "Left out: {n} products without a minimum or known sales",
                some,
            )
        )
    return lines


def pieces(voice: Voice, quantity: int, name: str, pack_size: int | None) -> str:
    """ "24 Coke (2 × 12)"."""
    text = voice.say("{n} {name}", n=voice.number(quantity), name=name)
    if not pack_size or pack_size < 2 or quantity % pack_size:
        return text
    packs, size = voice.number(quantity // pack_size), voice.number(pack_size)
    return f"{text} ({packs} × {size})"


def explained(voice: Voice, result: Explained) -> str:
    """ "Sells 3 a day, 4 left, NBC comes Thursday: buy 24", and what that rests on."""
    lines = [_verdict(voice, result), *_expected(voice, result), *_basis(voice, result)]
    if result.line is None and result.is_known:
        lines.append(voice.say("That is enough for now: nothing needs to be bought."))
    return "\n".join(lines)


def _verdict(voice: Voice, result: Explained) -> str:
    if result.line is not None:
        bought = pieces(voice, result.line.quantity, result.name, result.line.pack_size)
        reason = _reason(voice, result.line)
        reason = reason[:1].upper() + reason[1:]
        return voice.say("{reason}: buy {goods}.", reason=reason, goods=bought)
    if not result.is_known:
        return voice.say(
            "I can’t say yet what to buy of {name}: I don’t know a minimum or sales.",
            name=result.name,
        )
    left = voice.number(result.in_stock)
    if not result.per_day:
        return voice.say("{name}: {n} left.", name=result.name, n=left)
    speed = pace(voice, result.per_day)
    return voice.say("{name}: {n} left, {pace}.", name=result.name, n=left, pace=speed)


def _expected(voice: Voice, result: Explained) -> list[str]:
    lines = []
    if result.low is not None and result.high is not None:
        lines.append(
            voice.plural(
                "In {n} day, {low} to {high} will probably be asked for.",
                "In {n} days, {low} to {high} will probably be asked for.",
                result.days,
                low=voice.number(result.low),
                high=voice.number(result.high),
            )
        )
    if result.gone:
        lines.append(
            voice.plural(
                "{n} more has probably gone since it was last counted.",
                "{n} more have probably gone since they were last counted.",
                result.gone,
            )
        )
    if result.best_day is not None:
        day = voice.weekday(result.best_day)
        lines.append(voice.say("Most is sold on {weekday}.", weekday=day))
    if result.keeps is not None:
        lines.append(
            voice.plural(
                "It keeps for {n} day; no more than sells in that time.",
                "It keeps for {n} days; no more than sells in that time.",
                result.keeps,
            )
        )
    return lines


def _basis(voice: Voice, result: Explained) -> list[str]:
    if result.since is None:
        return []
    return [
        voice.plural(
            "From {sold} sold in {n} day with stock, since {since}.",
            "From {sold} sold in {n} days with stock, since {since}.",
            max(1, round(result.stocked_days)),
            sold=voice.number(round(result.sold)),
            since=voice.moment(result.since),
        )
    ]


PHRASES: dict[type, Phrase] = {BuyList: buy_list, Explained: explained}
