"""What happened, how fast things sell, where they stand and what they are worth."""

from __future__ import annotations

from bot.actions.history import COUNTS, Entry, HistoryList
from bot.actions.locations import Located, ShelfStock, Spot
from bot.actions.prices import Compared
from bot.actions.selling import Ranking, Speed
from bot.actions.worth import StockWorth
from bot.replies.about_stock import LONGEST_LIST, listed, more
from bot.replies.phrase import Phrase
from bot.voice import Voice
from storage.models.stock import MovementKind

MOST_SPOTS = 4
MANY_DAYS = 2


def speed(voice: Voice, result: Speed) -> str:
    rate = result.rate
    if rate.since is None:
        return voice.say(
            "I can’t say yet how fast {name} sells: nothing of it was sold or counted "
            "so far.",
            name=result.name,
        )
    since = voice.moment(rate.since)
    if rate.per_day is None:
        return voice.plural(
            "It is too early to say how fast {name} sells: {n} sold since {since}.",
            "It is too early to say how fast {name} sells: {n} sold since {since}.",
            rate.sold,
            name=result.name,
            since=since,
        )
    if not rate.sold:
        return voice.say(
            "No {name} was sold since {since}; {n} in stock.",
            name=result.name,
            since=since,
            n=voice.number(result.quantity),
        )
    return "\n".join(
        [_rate(voice, result), *_lasts(voice, result), _basis(voice, result)]
    )


def _rate(voice: Voice, result: Speed) -> str:
    per_day = result.rate.per_day or 0
    if per_day >= 1:
        return voice.say(
            "{name} sells about {n} a day.",
            name=result.name,
            n=voice.number(round(per_day, 1 if per_day < 10 else 0)),
        )
    return voice.say(
        "{name} sells about {n} a week.",
        name=result.name,
        n=voice.number(round(per_day * 7, 1)),
    )


def _lasts(voice: Voice, result: Speed) -> list[str]:
    days = result.lasts_days
    if not result.quantity:
        return [voice.say("There is none left.")]
    if days is None:
        return []
    return [
        voice.plural(
            "The {quantity} in stock last about {n} day.",
            "The {quantity} in stock last about {n} days.",
            max(1, round(days)),
            quantity=voice.number(result.quantity),
        )
    ]


def _basis(voice: Voice, result: Speed) -> str:
    assert result.rate.since is not None, "only called where something is known"
    return voice.plural(
        "From {sold} sold in {n} day with stock, since {since}.",
        "From {sold} sold in {n} days with stock, since {since}.",
        max(1, round(result.rate.days)),
        sold=voice.number(result.rate.sold),
        since=voice.moment(result.rate.since),
    )


def ranking(voice: Voice, result: Ranking) -> str:
    if not result.speeds:
        return voice.say(
            "I can’t say that yet: too few sales and counts are in my books."
        )
    head = (
        voice.say("These hardly sell:")
        if result.is_slowest
        else voice.say("These sell most:")
    )
    lines = [_ranked(voice, speed) for speed in result.speeds]
    if result.unknown:
        lines.append(
            voice.plural(
                "Of {n} product I don’t know enough yet.",
                "Of {n} products I don’t know enough yet.",
                result.unknown,
            )
        )
    return "\n".join([head, *lines])


def _ranked(voice: Voice, result: Speed) -> str:
    return voice.say(
        "{name}: {sold} sold, {n} in stock",
        name=result.name,
        sold=voice.number(result.rate.sold),
        n=voice.number(result.quantity),
    )


def history(voice: Voice, result: HistoryList) -> str:
    if not result.entries:
        return _nothing(voice, result)
    lines = [_entry(voice, result, entry) for entry in result.entries]
    if result.name is not None and result.kind is None and result.period is None:
        return "\n".join([*_last_times(voice, result), *lines[:5]])
    head = [_head(voice, result)] if result.kind or result.period else []
    return "\n".join([*head, *lines, *more(voice, result.hidden)])


def _nothing(voice: Voice, result: HistoryList) -> str:
    if result.name is None:
        return voice.say("Nothing is in my books for that.")
    return voice.say("I have nothing in my books for that: {name}.", name=result.name)


def _head(voice: Voice, result: HistoryList) -> str:
    periods = {
        "today": voice.say("Today"),
        "yesterday": voice.say("Yesterday"),
        "week": voice.say("The last 7 days"),
        "month": voice.say("The last 30 days"),
        "year": voice.say("The last 12 months"),
    }
    period = periods.get(result.period or "", voice.say("In all"))
    totals = {
        "sale": voice.plural("{n} piece sold", "{n} pieces sold", result.moved),
        "delivery": voice.plural(
            "{n} piece received", "{n} pieces received", result.moved
        ),
        "loss": voice.plural("{n} piece lost", "{n} pieces lost", result.moved),
    }
    total = totals.get(result.kind or "")
    return f"{period}: {total}" if total else f"{period}:"


def _last_times(voice: Voice, result: HistoryList) -> list[str]:
    """ "When did I last have it?": what is there, or since when none is."""
    name = result.name or ""
    if result.quantity > 0:
        return [
            voice.say("{name}: {n}", name=name, n=voice.number(result.quantity)),
        ]
    if result.gone_since is None:
        return [voice.say("{name}: none left.", name=name)]
    return [
        voice.say(
            "{name}: none left since {when}.",
            name=name,
            when=voice.moment(result.gone_since),
        )
    ]


def _entry(voice: Voice, result: HistoryList, entry: Entry) -> str:
    when = voice.moment(entry.at)
    text = f"{when}: {_what(voice, entry)}"
    if result.name is None:
        text = f"{when}: {voice.name(entry.name)}, {_what(voice, entry)}"
    return f"{text} ({voice.name(entry.by)})" if entry.by else text


def _what(voice: Voice, entry: Entry) -> str:
    n, after = voice.number(abs(entry.delta)), voice.number(entry.after)
    if entry.kind is MovementKind.SALE:
        return voice.say("{n} sold, {after} left", n=n, after=after)
    if entry.kind is MovementKind.DELIVERY:
        return voice.say("{n} received, then {after}", n=n, after=after)
    if entry.kind is MovementKind.LOSS:
        return voice.say("{n} lost, {after} left", n=n, after=after)
    if entry.kind is MovementKind.SCAN:
        return voice.say("{after} counted on a photo", after=after)
    assert entry.kind in COUNTS, "undo and redo are left out of the history"
    return voice.say("{after} counted", after=after)


def located(voice: Voice, result: Located) -> str:
    if result.seen_at is None:
        return voice.say(
            "I have not seen {name} on a photo yet. The books say {n}.",
            name=result.name,
            n=voice.number(result.quantity),
        )
    when = voice.moment(result.seen_at)
    if result.shelf is not None:
        head = voice.say(
            "{name}: last seen on {when}, {shelf}.",
            name=result.name,
            when=when,
            shelf=result.shelf,
        )
    else:
        head = voice.say("{name}: last seen on {when}.", name=result.name, when=when)
    spots = [_spot(voice, spot, result.rows) for spot in result.spots[:MOST_SPOTS]]
    return "\n".join([head, *spots])


def _spot(voice: Voice, spot: Spot, rows: int) -> str:
    values = {
        "row": voice.number(spot.row),
        "rows": voice.number(rows),
        "first": voice.number(spot.first),
        "last": voice.number(spot.last),
    }
    if spot.first == spot.last:
        return voice.say(
            "Row {row} of {rows} from the top, place {first} from the left", **values
        )
    return voice.say(
        "Row {row} of {rows} from the top, places {first} to {last} from the left",
        **values,
    )


def shelf_stock(voice: Voice, result: ShelfStock) -> str:
    if not result.is_known:
        return _no_shelf(voice, result)
    if not result.lines:
        return voice.say("I know no product on {shelf} yet.", shelf=result.shelf)
    assert result.seen_at is not None, "lines come from a photo"
    head = voice.say(
        "{shelf}, photo of {when}:",
        shelf=result.shelf,
        when=voice.moment(result.seen_at),
    )
    lines = [listed(voice, line) for line in result.lines[:LONGEST_LIST]]
    hidden = more(voice, len(result.lines) - LONGEST_LIST)
    return "\n".join([head, *lines, *hidden])


def _no_shelf(voice: Voice, result: ShelfStock) -> str:
    if result.known:
        return voice.say(
            "I know no shelf “{shelf}”, only {known}.",
            shelf=result.shelf,
            known=voice.both(result.known),
        )
    return voice.say(
        "I know no shelf “{shelf}”. Send a photo of it and write “this is {shelf}”.",
        shelf=result.shelf,
    )


def stock_worth(voice: Voice, result: StockWorth) -> str:
    if not result.products:
        return voice.say("Nothing of that is in stock.")
    of = f"{voice.name(result.name)}: " if result.name else ""
    lines = [
        of
        + voice.say("{amount} at selling prices", amount=voice.money(result.at_price))
    ]
    if result.with_cost == result.products:
        paid = voice.money(result.at_cost)
        lines.append(voice.say("{amount} at what you paid", amount=paid))
    elif result.with_cost:
        lines.append(
            voice.plural(
                "{amount} at what you paid, for the {n} product whose cost I know",
                "{amount} at what you paid, for the {n} products whose cost I know",
                result.with_cost,
                amount=voice.money(result.at_cost),
            )
        )
    if result.unpriced:
        lines.append(
            voice.say(
                "Left out, for they have no price: {names}",
                names=shortened(voice, result.unpriced),
            )
        )
    return "\n".join(lines)


def shortened(voice: Voice, names: tuple[str, ...], most: int = 8) -> str:
    """ "Coke, Fanta, … and 3 more"."""
    return voice.listed([*names[:most], *more(voice, len(names) - most)])


def compared(voice: Voice, result: Compared) -> str:
    lines = []
    if result.price is None:
        lines.append(voice.say("{name} has no price yet.", name=result.name))
    else:
        price = voice.money(result.price)
        lines.append(voice.say("{name}: {price}", name=result.name, price=price))
    if result.cost is not None:
        cost = voice.money(result.cost)
        lines.append(voice.say("You pay {price} for one.", price=cost))
    for past in result.past:
        lines.append(
            voice.say(
                "Before, from {when}: {price}",
                when=voice.moment(past.since),
                price=voice.money(past.price),
            )
        )
    lines.append(
        voice.say("Prices of other shops I don’t know yet: no source is connected.")
    )
    return "\n".join(lines)


PHRASES: dict[type, Phrase] = {
    Speed: speed,
    Ranking: ranking,
    HistoryList: history,
    Located: located,
    ShelfStock: shelf_stock,
    StockWorth: stock_worth,
    Compared: compared,
}
