"""Where things stand, what they are worth, and what they cost, in words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.locations import Located, OnShelves, ShelfStock, Spot, StockByShelf
from bot.actions.shelves import ShelfLabel
from bot.actions.worth import StockWorth
from bot.replies.about_stock import LONGEST_LIST, listed, more
from bot.replies.phrase import Phrase
from bot.voice import Voice

MOST_SPOTS = 4


def located(voice: Voice, result: Located) -> str:
    if result.seen_at is None:
        return voice.say(
            "I have not seen {name} on a photo yet. Written down: {n}.",
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


def on_shelves(voice: Voice, result: OnShelves) -> str:
    places = [
        voice.say("{n} on {shelf}", n=voice.number(shown), shelf=label(voice, shelf))
        for shelf, shown in result.shelves
    ]
    n = voice.listed(places)
    return voice.say("{name}: {n}", name=result.name, n=n)


def shelf_stock(voice: Voice, result: ShelfStock) -> str:
    if not result.is_known:
        return no_shelf_called(voice, result.shelf.name or "", result.known)
    if not result.lines:
        shelf = label(voice, result.shelf)
        return voice.say("I don’t know any product on {shelf} yet.", shelf=shelf)
    assert result.seen_at is not None, "lines come from a photo"
    head = voice.say(
        "{shelf}, photo of {when}:",
        shelf=label(voice, result.shelf),
        when=voice.moment(result.seen_at),
    )
    lines = [listed(voice, line) for line in result.lines[:LONGEST_LIST]]
    hidden = more(voice, len(result.lines) - LONGEST_LIST)
    return "\n".join([head, *lines, *hidden])


def stock_by_shelf(voice: Voice, result: StockByShelf) -> str:
    if not result.shelves:
        return voice.say(
            "No shelf has a name yet. Send a photo of one and write for example “this "
            "is the drinks fridge”."
        )
    parts = [shelf_stock(voice, shelf) for shelf in result.shelves]
    if result.others:
        names = tuple(line.name for line in result.others)
        others = shortened(voice, names, LONGEST_LIST)
        parts.append(voice.say("On no shelf that I know: {names}", names=others))
    return "\n".join(parts)


def no_shelf_called(voice: Voice, name: str, known: Sequence[ShelfLabel]) -> str:
    """What there is instead of a shelf that is not known."""
    if known:
        return voice.say(
            "I don’t know a shelf “{shelf}”, only {known}.",
            shelf=name,
            known=voice.both([label(voice, shelf) for shelf in known]),
        )
    return voice.say(
        "I don’t know a shelf “{shelf}”. Send a photo of it and write “this is "
        "the shelf {shelf}”.",
        shelf=name,
    )


def label(voice: Voice, shelf: ShelfLabel) -> str:
    """What the shelf is called: "drinks fridge", "shelf 2"."""
    return shelf.name or voice.say("shelf {n}", n=voice.number(shelf.number))


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
                "Left out, because they have no price: {names}",
                names=shortened(voice, result.unpriced),
            )
        )
    return "\n".join(lines)


def shortened(voice: Voice, names: tuple[str, ...], most: int = 8) -> str:
    """ "Coke, Fanta, … and 3 more"."""
    return voice.listed([*names[:most], *more(voice, len(names) - most)])


PHRASES: dict[type, Phrase] = {
    Located: located,
    OnShelves: on_shelves,
    ShelfStock: shelf_stock,
    StockByShelf: stock_by_shelf,
    StockWorth: stock_worth,
}
