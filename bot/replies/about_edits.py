"""What is known about a product, set or taken back, in words."""

from __future__ import annotations

from typing import Any

from bot.actions.edits import Edit, Edited
from bot.actions.merging import Merged, SameProduct
from bot.actions.undoing import CountedSince, NoLongerLast, Undone, UndoneLine
from bot.replies.about_stock import LONGEST_CHANGES, change, more
from bot.replies.phrase import Phrase
from bot.results import ConfirmMerge, CountedIn
from bot.voice import Voice


def edited(voice: Voice, result: Edited) -> str:
    edit, name = result.edit, result.name
    if edit.field == "name":
        return voice.say(
            "{before} is now called {after}.", before=edit.before, after=edit.after
        )
    if edit.field == "aliases":
        return voice.say("Got it: “{alias}” is {name}.", alias=edit.after[0], name=name)
    if edit.field == "minimum":
        return _minimum(voice, result)
    if edit.field == "pack_size":
        return voice.plural(
            "One pack of {name} holds {n} piece.",
            "One pack of {name} holds {n} pieces.",
            edit.after,
            name=name,
        )
    if edit.field == "shelf_life_days":
        return voice.plural(
            "{name} keeps for {n} day.",
            "{name} keeps for {n} days.",
            edit.after,
            name=name,
        )
    if edit.field == "category":
        return voice.say(
            "{name} is listed under {category}.", name=name, category=edit.after
        )
    if edit.field == "supplier":
        return voice.say(
            "{name} comes from {supplier}.", name=name, supplier=edit.after
        )
    return _amount(voice, name, edit)


def _minimum(voice: Voice, result: Edited) -> str:
    minimum = result.edit.after
    text = voice.say(
        "Minimum for {name}: {n}.", name=result.name, n=voice.number(minimum)
    )
    if result.quantity > minimum:
        return text
    low = voice.plural("It is low: {n} left.", "It is low: {n} left.", result.quantity)
    return f"{text} {low}"


def _amount(voice: Voice, name: str, edit: Edit) -> str:
    """A price or a cost, with what it was."""
    after = voice.money(edit.after)
    if edit.field == "cost":
        text = voice.say("You pay {price} for one {name}.", name=name, price=after)
        if edit.before in (None, edit.after):
            return text
        was = voice.say("It was {price} before.", price=voice.money(edit.before))
        return f"{text} {was}"
    if edit.before in (None, edit.after):
        return voice.say("{name} now costs {price}.", name=name, price=after)
    return voice.say(
        "{name} now costs {price}, before {before}.",
        name=name,
        price=after,
        before=voice.money(edit.before),
    )


def undone(voice: Voice, result: Undone) -> str:
    if not result.lines:
        if result.is_redo:
            return voice.say("There is nothing to redo.")
        return voice.say("There is nothing to undo.")
    head = voice.say("Done again:") if result.is_redo else voice.say("Taken back:")
    changed = [line for line in result.lines if _has_changed(line)] or result.lines
    lines = [text for line in changed for text in _undone(voice, line)]
    if len(lines) == 1:
        return f"{head} {lines[0]}"
    hidden = more(voice, len(lines) - LONGEST_CHANGES)
    return "\n".join([head, *lines[:LONGEST_CHANGES], *hidden])


def _has_changed(line: UndoneLine) -> bool:
    """Not so where a part was past undoing: a line of an order that was approved."""
    change = line.change
    return bool(line.edits) or line.is_gone is not None or change.before != change.after


def _undone(voice: Voice, line: UndoneLine) -> list[str]:
    if line.is_gone is not None:
        return [_gone(voice, line)]
    moved = line.change.before != line.change.after or not line.edits
    is_renamed = any(edit.field == "name" for edit in line.edits)
    edits = [
        _taken_back(voice, line.change.name, edit)
        for edit in line.edits
        if not (is_renamed and edit.field == "aliases")  # the old name, for finding it
    ]
    return [change(voice, line.change), *edits] if moved else edits


def _gone(voice: Voice, line: UndoneLine) -> str:
    if line.is_gone:
        return voice.say("{name} is no longer a product.", name=line.change.name)
    return voice.say(
        "{name} is a product again: {n} in stock.",
        name=line.change.name,
        n=voice.number(line.change.after),
    )


def _taken_back(voice: Voice, name: str, edit: Edit) -> str:
    """ "Coke, price: ₦550 → ₦500"."""
    kind, _, of = edit.field.partition(" ")
    fields = {
        "order": voice.say("order {number}", number=of),
        "supplier_price": voice.say("cost at {supplier}", supplier=of),
        "name": voice.say("name"),
        "aliases": voice.say("other names"),
        "minimum": voice.say("minimum"),
        "pack_size": voice.say("pack size"),
        "shelf_life_days": voice.say("days that it keeps"),
        "category": voice.say("category"),
        "supplier": voice.say("supplier"),
        "price": voice.say("price"),
        "cost": voice.say("cost"),
        "sku": voice.say("code"),
        "gtin": voice.say("barcode"),
        "unit": voice.say("unit"),
    }
    return voice.say(
        "{name}, {field}: {before} → {after}",
        name=name,
        field=fields[kind],
        before=_value(voice, kind, edit.before),
        after=_value(voice, kind, edit.after),
    )


def _value(voice: Voice, field: str, value: Any) -> str:
    if value is None or value == []:
        return "–"
    if field in ("price", "cost", "supplier_price"):
        return voice.money(value)
    if isinstance(value, list):
        return voice.listed(value)
    return voice.number(value) if isinstance(value, int) else str(value)


def counted_since(voice: Voice, result: CountedSince) -> str:
    return voice.say(
        "{names}: counted after that change, so the number stays. You can still "
        "correct it.",
        names=voice.both(result.names),
    )


def no_longer_last(voice: Voice, result: NoLongerLast) -> str:
    return voice.say(
        "That change was already taken back, or there are newer ones. Say “undo” to "
        "take back the last one."
    )


def confirm_merge(voice: Voice, result: ConfirmMerge) -> str:
    return voice.say(
        "Make {name} ({n}) and {into} ({m}) one product called {into}? The numbers are "
        "added up. This cannot be undone.",
        name=result.name,
        n=voice.number(result.quantity),
        into=result.into,
        m=voice.number(result.into_quantity),
    )


def merged(voice: Voice, result: Merged) -> str:
    first, second = result.parts
    text = voice.say(
        "{name} is now {into}: {n} in stock.",
        name=result.name,
        into=result.into,
        n=voice.number(result.quantity),
    )
    if not first or not second:
        return text
    hint = voice.say(
        "That is {first} and {second} added up. If that is too many, say “{into} "
        "is …”.",
        first=voice.number(first),
        second=voice.number(second),
        into=result.into,
    )
    return f"{text} {hint}"


def same_product(voice: Voice, result: SameProduct) -> str:
    return voice.say("Both are {name} already.", name=result.name)


def counted_in(voice: Voice, result: CountedIn) -> str:
    if not result.is_asked:
        return voice.say(
            "I count {name} in pieces. Please say the number of pieces.",
            name=result.name,
        )
    return voice.say(
        "Do you count {name} in {unit}? So far I count pieces.",
        name=result.name,
        unit=result.unit,
    )


PHRASES: dict[type, Phrase] = {
    Edited: edited,
    Undone: undone,
    NoLongerLast: no_longer_last,
    CountedSince: counted_since,
    ConfirmMerge: confirm_merge,
    Merged: merged,
    SameProduct: same_product,
    CountedIn: counted_in,
}
