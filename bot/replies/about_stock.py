"""Numbers in stock in words."""

from __future__ import annotations

from bot.actions.stock import (
    Change,
    Counted,
    LowList,
    Moved,
    StockLine,
    StockList,
)
from bot.voice import Voice
from storage.models.stock import MovementKind

LONGEST_LIST = 40
LONGEST_CHANGES = 12


def counted(voice: Voice, result: Counted) -> str:
    lines = [_counted(voice, line) for line in result.lines]
    if result.in_all is not None:
        lines.append(voice.say("Together {total}", total=voice.number(result.in_all)))
    return "\n".join(lines)


def _counted(voice: Voice, line: StockLine) -> str:
    if line.quantity == 0:
        return voice.say("{name}: none left.", name=line.name)
    text = voice.say("{name}: {n}", name=line.name, n=voice.number(line.quantity))
    return f"{text} {_low_mark(voice, line)}" if line.is_low else text


def _low_mark(voice: Voice, line: StockLine | Change) -> str:
    return voice.say("(low, minimum {n})", n=voice.number(line.minimum or 0))


def stock_list(voice: Voice, result: StockList) -> str:
    if not result.lines and result.category is not None:
        return _no_category(voice, result)
    if not result.lines:
        return voice.say(
            "There are no products yet. Send a photo of a shelf, or a table with your "
            "products (CSV or Excel)."
        )
    shown = [listed(voice, line) for line in result.lines[:LONGEST_LIST]]
    head = voice.plural("{n} product:", "{n} products:", len(result.lines))
    if result.category is not None:
        head = f"{voice.name(result.category)}, {head}"
    return "\n".join([head, *shown, *more(voice, len(result.lines) - LONGEST_LIST)])


def _no_category(voice: Voice, result: StockList) -> str:
    if not result.known:
        return voice.say(
            "No product has a category yet. Say for example “category of Coke is "
            "drinks”."
        )
    return voice.say(
        "I don’t know a category “{category}”, only {known}.",
        category=result.category or "",
        known=voice.both(result.known),
    )


def listed(voice: Voice, line: StockLine) -> str:
    text = voice.say("{name}: {n}", name=line.name, n=voice.number(line.quantity))
    return f"{text} {_low_mark(voice, line)}" if line.is_low else text


def more(voice: Voice, hidden: int) -> list[str]:
    if hidden <= 0:
        return []
    return [voice.plural("… and {n} more", "… and {n} more", hidden)]


def low_list(voice: Voice, result: LowList) -> str:
    if result.watched == 0:
        return voice.say(
            "No product has a minimum yet. Say one like this: “minimum Coke 6”."
        )
    if not result.lines:
        return voice.say("Nothing is low.")
    shown = [
        voice.say(
            "{name}: {n} (minimum {minimum})",
            name=line.name,
            n=voice.number(line.quantity),
            minimum=voice.number(line.minimum or 0),
        )
        for line in result.lines[:LONGEST_LIST]
    ]
    hidden = more(voice, len(result.lines) - LONGEST_LIST)
    return "\n".join([voice.say("Low:"), *shown, *hidden])


def moved(voice: Voice, result: Moved) -> str:
    lines = [_moved(voice, result, line, asked) for line, asked in _pairs(result)]
    shown = lines[:LONGEST_CHANGES]
    return "\n".join([*shown, *more(voice, len(lines) - LONGEST_CHANGES)])


def _pairs(result: Moved) -> list[tuple[Change, int]]:
    return list(zip(result.lines, result.asked, strict=True))


def _moved(voice: Voice, result: Moved, line: Change, asked: int) -> str:
    text = _movement(voice, result.kind, line, asked)
    if result.kind is not MovementKind.DELIVERY and line.is_low:
        text = f"{text} {_low_mark(voice, line)}"
    depth = result.depths.get(line.product_id)
    if depth is not None and depth > 1:
        learned = voice.say(
            "I’ll remember: it stands about {depth} deep there.",
            depth=voice.number(round(depth, 1)),
        )
        text = f"{text} {learned}"
    if result.kind is MovementKind.SALE and asked > line.before:
        text = f"{text} {_short(voice, line)}"
    return text


def _short(voice: Voice, line: Change) -> str:
    return voice.plural(
        "I had only {n} written down.", "I had only {n} written down.", line.before
    )


def _movement(voice: Voice, kind: MovementKind, line: Change, asked: int) -> str:
    values = {
        "name": line.name,
        "asked": voice.number(asked),
        "before": voice.number(line.before),
        "after": voice.number(line.after),
    }
    if kind is MovementKind.SALE:
        return voice.say("Sold {asked} {name}: {after} left.", **values)
    if kind is MovementKind.DELIVERY:
        return voice.say("Received {asked} {name}: now {after}.", **values)
    if kind is MovementKind.LOSS:
        return voice.say("Took out {asked} {name}: {after} left.", **values)
    if line.before == line.after:
        return voice.say("{name}: {after}, no change.", **values)
    return voice.say("{name}: {before} → {after}.", **values)


def change(voice: Voice, line: Change) -> str:
    """ "Coke 10 → 7"."""
    return voice.say(
        "{name} {before} → {after}",
        name=line.name,
        before=voice.number(line.before),
        after=voice.number(line.after),
    )


def step(voice: Voice, before: int, after: int) -> str:
    """ "10 → 7", in the direction of the language."""
    return voice.say(
        "{before} → {after}", before=voice.number(before), after=voice.number(after)
    )
