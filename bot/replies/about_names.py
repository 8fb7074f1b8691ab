"""Products, their names and prices in words."""

from __future__ import annotations

from bot.actions.catalogue import (
    Described,
    Problem,
    Refused,
    Removed,
)
from bot.actions.prices import Priced, PriceList
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


def described(voice: Voice, result: Described) -> str:
    name = with_details(voice, result)
    if result.outcome is Outcome.CREATED:
        text = voice.say("New product: {name}.", name=name)
        return " ".join([text, *under(voice, result.category)])
    if result.outcome is Outcome.UPDATED:
        return voice.say("Noted: {name}.", name=name)
    return voice.say("I already know {name}.", name=name)


def under(voice: Voice, category: str | None) -> list[str]:
    """The category that was guessed for a new product."""
    if category is None:
        return []
    return [voice.say("I put it under {category}.", category=category)]


def with_details(voice: Voice, result: Described) -> str:
    """ "Coke (12 in stock, minimum 6, ₦550)": the name and what was said beside it."""
    parts = []
    if result.quantity is not None:
        parts.append(voice.say("{n} in stock", n=voice.number(result.quantity)))
    if result.minimum is not None:
        parts.append(voice.say("minimum {n}", n=voice.number(result.minimum)))
    if result.price is not None:
        parts.append(voice.money(result.price))
    if not parts:
        return result.name
    details = voice.listed(parts)
    return voice.say("{name} ({details})", name=result.name, details=details)


def removed(voice: Voice, result: Removed) -> str:
    return voice.say("{name} is removed.", name=result.name)


def refused(voice: Voice, result: Refused) -> str:
    if result.problem is Problem.NAME_TAKEN:
        return voice.say(
            "Another product is already called “{name}”. Nothing was changed.",
            name=result.name,
        )
    return voice.say("I can’t use that as a name. Nothing was changed.")
