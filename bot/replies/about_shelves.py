"""Shelves in words: which there are, and what is missing, new or moved on them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.missing import MissingList, ShelfMissing
from bot.actions.photos import EmptyPlaces, GoneProduct, MovedProduct
from bot.actions.shelves import (
    KnownShelf,
    NoShelf,
    ShelfFound,
    ShelfList,
    ShelfNamed,
    ShelvesAlike,
)
from bot.replies.about_places import label, no_shelf_called
from bot.replies.about_stock import LONGEST_CHANGES, more
from bot.replies.phrase import Phrase
from bot.voice import Voice

MOST_PRODUCTS = 6


def changed(
    voice: Voice,
    gone: Sequence[GoneProduct],
    new: Sequence[str],
    moved: Sequence[MovedProduct],
) -> list[str]:
    """A line each for what is gone, new and moved."""
    lines = []
    if gone:
        lines.append(voice.say("Gone: {products}", products=_gone(voice, gone)))
    if new:
        names = [*map(voice.name, new[:MOST_PRODUCTS])]
        products = voice.listed([*names, *more(voice, len(new) - MOST_PRODUCTS)])
        lines.append(voice.say("New here: {products}", products=products))
    if moved:
        steps = [_moved(voice, product) for product in moved[:MOST_PRODUCTS]]
        products = voice.listed([*steps, *more(voice, len(moved) - MOST_PRODUCTS)])
        lines.append(voice.say("Moved: {products}", products=products))
    return lines


def _gone(voice: Voice, gone: Sequence[GoneProduct]) -> str:
    parts = [
        voice.say(
            "{name} (last seen {when})",
            name=product.name,
            when=voice.moment(product.seen_at),
        )
        if product.seen_at
        else voice.name(product.name)
        for product in gone[:MOST_PRODUCTS]
    ]
    return voice.listed([*parts, *more(voice, len(gone) - MOST_PRODUCTS)])


def _moved(voice: Voice, product: MovedProduct) -> str:
    row = voice.number(product.to_row)
    if product.aside < 0:
        return voice.say(
            "{name} (to the left in row {row})", name=product.name, row=row
        )
    if product.aside > 0:
        return voice.say(
            "{name} (to the right in row {row})", name=product.name, row=row
        )
    return voice.say(
        "{name} (row {before} → row {row})",
        name=product.name,
        before=voice.number(product.from_row),
        row=row,
    )


def gaps(voice: Voice, found: Sequence[EmptyPlaces]) -> str:
    """ "2 × Coke (since Mon 2 Mar, 09:30), 1 × unknown"."""
    return voice.listed([_empty(voice, places) for places in found[:MOST_PRODUCTS]])


def _empty(voice: Voice, places: EmptyPlaces) -> str:
    values = {
        "n": voice.number(places.places),
        "name": places.name or voice.say("unknown"),
    }
    if places.since is None:
        return voice.say("{n} × {name}", **values)
    when = voice.moment(places.since)
    return voice.say("{n} × {name} (since {when})", **values, when=when)


def missing_list(voice: Voice, result: MissingList) -> str:
    if result.unknown is not None:
        return voice.say(
            "{shelf} has no plan yet. Send me a photo of it, and later photos tell "
            "what is missing.",
            shelf=label(voice, result.unknown),
        )
    lines = [line for shelf in result.shelves for line in _missing_on(voice, shelf)]
    if result.sold_out:
        names = [*result.sold_out[:LONGEST_CHANGES]]
        names += more(voice, len(result.sold_out) - LONGEST_CHANGES)
        lines.append(voice.say("None left: {names}", names=voice.listed(names)))
    if lines:
        return "\n".join(lines)
    if result.seen_at is None and result.products == 0:
        return voice.say("I haven’t seen a shelf yet. Send me a photo of one.")
    return voice.say("Nothing is missing, as far as I know.")


def _missing_on(voice: Voice, result: ShelfMissing) -> list[str]:
    lines = []
    if result.empty:
        lines.append(
            voice.say(
                "Empty places on the photo of {when}: {gaps}",
                when=voice.moment(result.seen_at),
                gaps=gaps(voice, result.empty),
            )
        )
    if result.besides:
        lines.append(
            voice.say(
                "Fewer than before, without an empty place on that photo: {gaps}",
                gaps=gaps(voice, result.besides),
            )
        )
    if result.gone:
        lines.append(voice.say("Gone: {products}", products=_gone(voice, result.gone)))
    if result.shelf is not None:
        lines = [
            voice.say("{shelf}: {text}", shelf=label(voice, result.shelf), text=line)
            for line in lines
        ]
    return lines


def shelf_named(voice: Voice, result: ShelfNamed) -> str:
    if result.is_new:
        return voice.say("I’ll know this shelf as {name}.", name=result.name)
    return voice.say("This is {name}.", name=result.name)


def shelf_found(voice: Voice, result: ShelfFound) -> str:
    return voice.say(
        "I don’t know this shelf yet and call it {shelf}. Name it like this: “this is "
        "the drinks fridge”",
        shelf=label(voice, result.shelf),
    )


def shelves_alike(voice: Voice, result: ShelvesAlike) -> str:
    known = [label(voice, shelf) for shelf in result.shelves]
    return voice.say(
        "This may be {shelves}. Tell me which: “this is {shelf}”",
        shelves=voice.either(known),
        shelf=known[0],
    )


def shelf_list(voice: Voice, result: ShelfList) -> str:
    if not result.shelves:
        return voice.say("I haven’t seen a shelf yet. Send me a photo of one.")
    return "\n".join(_known(voice, shelf) for shelf in result.shelves)


def _known(voice: Voice, known: KnownShelf) -> str:
    shelf = label(voice, known.shelf)
    if known.seen_at is None:
        return voice.say("{shelf}: no photo yet", shelf=shelf)
    photos = voice.plural("{n} photo", "{n} photos", known.photos)
    return voice.say(
        "{shelf}: {photos}, the last of {when}",
        shelf=shelf,
        photos=photos,
        when=voice.moment(known.seen_at),
    )


def no_shelf(voice: Voice, result: NoShelf) -> str:
    """Also where there is none at all."""
    return no_shelf_called(voice, result.name, result.known)


PHRASES: dict[type, Phrase] = {
    MissingList: missing_list,
    ShelfNamed: shelf_named,
    ShelfFound: shelf_found,
    ShelvesAlike: shelves_alike,
    ShelfList: shelf_list,
    NoShelf: no_shelf,
}
