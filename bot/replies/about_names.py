"""Products, their names and prices in words."""

from __future__ import annotations

from bot.actions.catalogue import (
    Aliased,
    Described,
    MinimumSet,
    PackSizeSet,
    Problem,
    Refused,
    Removed,
    Renamed,
)
from bot.actions.prices import Priced, PriceList, PriceSet
from bot.replies.about_stock import LONGEST_LIST, more
from bot.voice import Voice
from storage.saving import Outcome


def priced(voice: Voice, result: Priced) -> str:
    if result.price is None:
        return voice.say(
            "{name} has no price yet. Say it like this: “price {name} 550”.",
            name=result.name,
        )
    return voice.say(
        "{name}: {price}", name=result.name, price=voice.money(result.price)
    )


def price_list(voice: Voice, result: PriceList) -> str:
    if not result.lines:
        return voice.say(
            "No product has a price yet. Say one like this: “price Coke 550”."
        )
    lines = [priced(voice, line) for line in result.lines[:LONGEST_LIST]]
    return "\n".join([*lines, *more(voice, len(result.lines) - LONGEST_LIST)])


def price_set(voice: Voice, result: PriceSet) -> str:
    after = voice.money(result.after)
    if result.before in (None, result.after):
        return voice.say("{name} costs {price} now.", name=result.name, price=after)
    assert result.before is not None
    return voice.say(
        "{name} costs {price} now, {before} before.",
        name=result.name,
        price=after,
        before=voice.money(result.before),
    )


def described(voice: Voice, result: Described) -> str:
    detail = details(voice, result)
    name = f"{result.name} ({detail})" if detail else result.name
    if result.outcome is Outcome.CREATED:
        return voice.say("New product: {name}.", name=name)
    if result.outcome is Outcome.UPDATED:
        return voice.say("Noted: {name}.", name=name)
    return voice.say("I know {name} already.", name=name)


def details(voice: Voice, result: Described) -> str:
    """ "12 in stock, minimum 6, ₦550": what was said beside the name."""
    parts = []
    if result.quantity is not None:
        parts.append(voice.say("{n} in stock", n=voice.number(result.quantity)))
    if result.minimum is not None:
        parts.append(voice.say("minimum {n}", n=voice.number(result.minimum)))
    if result.price is not None:
        parts.append(voice.money(result.price))
    return ", ".join(parts)


def renamed(voice: Voice, result: Renamed) -> str:
    return voice.say(
        "{before} is called {after} now.", before=result.before, after=result.after
    )


def aliased(voice: Voice, result: Aliased) -> str:
    return voice.say(
        "I know now that “{alias}” is {name}.", alias=result.alias, name=result.name
    )


def removed(voice: Voice, result: Removed) -> str:
    return voice.say("{name} is removed.", name=result.name)


def minimum_set(voice: Voice, result: MinimumSet) -> str:
    text = voice.say(
        "Minimum of {name}: {n}.", name=result.name, n=voice.number(result.minimum)
    )
    if result.quantity > result.minimum:
        return text
    low = voice.plural("It is low: {n} left.", "It is low: {n} left.", result.quantity)
    return f"{text} {low}"


def pack_size_set(voice: Voice, result: PackSizeSet) -> str:
    return voice.plural(
        "One pack of {name} holds {n} piece.",
        "One pack of {name} holds {n} pieces.",
        result.size,
        name=result.name,
    )


def refused(voice: Voice, result: Refused) -> str:
    if result.problem is Problem.NAME_TAKEN:
        return voice.say(
            "“{name}” is already the name of another product; nothing was changed.",
            name=result.name,
        )
    return voice.say("That is no name I can use; nothing was changed.")
