"""What happened, and how fast things sell, in words."""

from __future__ import annotations

from bot.actions.history import COUNTS, Entry, HistoryList
from bot.actions.selling import Ranking, Speed
from bot.replies.about_stock import more
from bot.replies.phrase import Phrase
from bot.voice import Voice
from storage.models.stock import MovementKind


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
        return voice.say("I can’t say that yet: I have too few sales and counts.")
    if result.is_fine:
        head = voice.say("All that I know of sells. The slowest:")
    elif result.is_slowest:
        head = voice.say("These hardly sell:")
    else:
        head = voice.say("These sell most:")
    lines = [_ranked(voice, speed) for speed in result.speeds]
    if result.unknown:
        lines.append(
            voice.plural(
                "I don’t know enough yet about {n} product.",
                "I don’t know enough yet about {n} products.",
                result.unknown,
            )
        )
    return "\n".join([head, *lines])


def _ranked(voice: Voice, result: Speed) -> str:
    if not result.rate.sold and result.rate.since is not None:
        return voice.say(
            "{name}: none sold since {since}, {n} in stock",
            name=result.name,
            since=voice.moment(result.rate.since),
            n=voice.number(result.quantity),
        )
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
        return voice.say("I have nothing written down for that.")
    return voice.say("I have nothing written down for that: {name}.", name=result.name)


def _head(voice: Voice, result: HistoryList) -> str:
    periods = {
        "today": voice.say("Today"),
        "yesterday": voice.say("Yesterday"),
        "week": voice.say("The last 7 days"),
        "month": voice.say("The last 30 days"),
        "year": voice.say("The last 12 months"),
        "last_month": voice.say("The month before this one"),
        "last_year": voice.say("The year before this one"),
    }
    period = periods.get(result.period or "", voice.say("In total"))
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
        text = f"{when}: {voice.listed([entry.name, _what(voice, entry)])}"
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


PHRASES: dict[type, Phrase] = {
    Speed: speed,
    Ranking: ranking,
    HistoryList: history,
}
