"""Suppliers in words: who they are, when they come, what they want at least."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.actions.suppliers import (
    BadEmail,
    BadPhone,
    SupplierDescribed,
    SupplierLine,
    SupplierList,
)
from bot.actions.taken_back import SetSince, TakenBack
from bot.replies.phrase import Phrase
from bot.voice import Voice


def supplier_list(voice: Voice, result: SupplierList) -> str:
    if not result.lines:
        return voice.say(
            "I don’t know any supplier yet. Say for example “supplier of Coke is NBC”."
        )
    return "\n".join(_supplier(voice, line) for line in result.lines)


def supplier_described(voice: Voice, result: SupplierDescribed) -> str:
    return _supplier(voice, result.line)


def taken_back(voice: Voice, result: TakenBack) -> str:
    head = voice.say("Taken back:")
    if result.supplier is not None:
        return f"{head} {_supplier(voice, result.supplier)}"
    if result.order is not None:
        number = result.order.number
        again = voice.say("order {number} is open again.", number=number)
    elif result.shares:
        again = voice.say("your prices are shared again.")
    else:
        again = voice.say("your prices are not shared any more.")
    return f"{head} {again}"


def set_since(voice: Voice, result: SetSince) -> str:
    return voice.say("Somebody has changed that since, so it stays as it is.")


def _supplier(voice: Voice, line: SupplierLine) -> str:
    parts: Sequence[str] = [
        *([line.phone] if line.phone else []),
        *([line.email] if line.email else []),
        *_lead(voice, line.lead_days),
        *terms(voice, line.delivery_days, line.minimum_order),
        voice.plural("{n} product", "{n} products", line.products),
    ]
    return f"{voice.name(line.name)}: {voice.listed(parts)}"


def _lead(voice: Voice, days: int | None) -> list[str]:
    if days is None:
        return []
    return [voice.plural("comes after {n} day", "comes after {n} days", days)]


def terms(voice: Voice, days: Sequence[int], minimum: Decimal | None) -> list[str]:
    """ "delivers Tuesday and Friday", "minimum ₦5,000"."""
    parts = []
    if days:
        names = voice.both([voice.weekday(day) for day in days])
        parts.append(voice.say("delivers {days}", days=names))
    if minimum:
        parts.append(voice.say("minimum {amount}", amount=voice.money(minimum)))
    return parts


def bad_phone(voice: Voice, result: BadPhone) -> str:
    return voice.say(
        "I can’t use “{phone}” as a phone number. Nothing was changed.",
        phone=result.phone,
    )


def bad_email(voice: Voice, result: BadEmail) -> str:
    return voice.say(
        "I can’t use “{email}” as an e-mail address. Nothing was changed.",
        email=result.email,
    )


PHRASES: dict[type, Phrase] = {
    SupplierList: supplier_list,
    SupplierDescribed: supplier_described,
    BadPhone: bad_phone,
    BadEmail: bad_email,
    TakenBack: taken_back,
    SetSince: set_since,
}
