"""Questions back to the person in words."""

from __future__ import annotations

from bot.replies.about_stock import moved
from bot.results import (
    Applied,
    Closed,
    Confirm,
    Dropped,
    HowMany,
    HowManyInPack,
    PriceOrCount,
    Unknown,
    Unsure,
    Which,
)
from bot.voice import Voice


def which(voice: Voice, result: Which) -> str:
    names = [option.name for option in result.options]
    if not result.is_known:
        return _similar(voice, result, names)
    if result.or_new:
        names.append(voice.say("a new product"))
    if not result.is_asked and not result.phrase:
        return voice.say("Which product do you mean? Please say its name.")
    if not result.is_asked:
        return voice.say(
            "“{phrase}” can be {names}. Please say it again with the full name.",
            phrase=result.phrase,
            names=voice.either(names),
        )
    if not result.phrase:
        return voice.say("Which one: {names}?", names=voice.either(names))
    return voice.say(
        "Which “{phrase}” do you mean: {names}?",
        phrase=result.phrase,
        names=voice.either(names),
    )


def _similar(voice: Voice, result: Which, names: list[str]) -> str:
    return voice.say(
        "I don’t know “{phrase}”. Do you mean {names}?",
        phrase=result.phrase,
        names=voice.either(names),
    )


def unknown(voice: Voice, result: Unknown) -> str:
    if not result.phrase:
        return voice.say("Which product do you mean? Please say its name.")
    if not result.may_be_new:
        return voice.say("I don’t know “{phrase}”.", phrase=result.phrase)
    return voice.say(
        "I don’t know “{phrase}”. To add it, write “new product {phrase}”.",
        phrase=result.phrase,
    )


def how_many(voice: Voice, result: HowMany) -> str:
    if not result.is_asked:
        return voice.say(
            "How many {name}? Please say it with the number.", name=result.name
        )
    if result.kind == "sale":
        return voice.say("How many {name} did you sell?", name=result.name)
    if result.kind == "delivery":
        return voice.say("How many {name} came in?", name=result.name)
    return voice.say("How many {name}?", name=result.name)


def unsure(voice: Voice, result: Unsure) -> str:
    """What would be booked, line by line."""
    head = voice.say("I am not sure that this has happened, so nothing is booked yet.")
    if result.is_asked:
        head = voice.say(
            "I am not sure that this has happened, so nothing is booked yet. "
            "Shall I book it?"
        )
    lines = [
        _bookable(voice, result.kind, name, before, n)
        for name, before, n in result.lines
    ]
    return "\n".join([head, *lines])


def _bookable(voice: Voice, kind: str, name: str, before: int, n: int) -> str:
    number = voice.number(n)
    if kind == "sale":
        return voice.say("Sold: {n} {name}", n=number, name=name)
    if kind == "delivery":
        return voice.say("Received: {n} {name}", n=number, name=name)
    if kind == "loss":
        return voice.say("Taken out: {n} {name}", n=number, name=name)
    return voice.say(
        "{name}: {n}, not {before}", name=name, n=number, before=voice.number(before)
    )


def price_or_count(voice: Voice, result: PriceOrCount) -> str:
    """Both ways to read the number, and how to say each."""
    return voice.say(
        "Is {n} the price of {name}, or how many there are? Nothing is changed yet.",
        n=voice.number(result.number),
        name=result.name,
    )


def how_many_in_pack(voice: Voice, result: HowManyInPack) -> str:
    units = {
        "carton": voice.say("carton"),
        "crate": voice.say("crate"),
        "case": voice.say("case"),
        "box": voice.say("box"),
        "pack": voice.say("pack"),
        "bag": voice.say("bag"),
        "bale": voice.say("bale"),
        "roll": voice.say("roll"),
    }
    unit = units.get(result.unit, result.unit)
    if not result.is_asked:
        return voice.say(
            "How many {name} are in one {unit}? I don’t know yet, so please say the "
            "number of pieces.",
            name=result.name,
            unit=unit,
        )
    return voice.say("How many {name} are in one {unit}?", name=result.name, unit=unit)


def confirm(voice: Voice, result: Confirm) -> str:
    if result.quantity == 0:
        return voice.say("Remove {name}?", name=result.name)
    return voice.say(
        "Remove {name}, of which {n} are in stock?",
        name=result.name,
        n=voice.number(result.quantity),
    )


def dropped(voice: Voice, result: Dropped) -> str:
    return voice.say("All right, nothing was changed.")


def closed(voice: Voice, result: Closed) -> str:
    return voice.say("That question is no longer open. Nothing was changed.")


def applied(voice: Voice, result: Applied) -> str:
    if not result.moved.lines:
        return voice.say("All right, those were the numbers already.")
    return moved(voice, result.moved)
