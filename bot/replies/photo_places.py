"""Names of things, colours and places on a photo, used by all answers about it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions.photo_questions import PhotoAnswer
from bot.voice import Voice
from pipeline.types import Colour
from pipeline.vqa.questions import Place, Relation, Side, Standing, Thing


def naming(voice: Voice, thing: Thing) -> str:
    """A product's name; else the number on the picture, with what it may be called."""
    if thing.name is not None:
        return thing.name
    number = voice.number(thing.group)
    if thing.guess:
        return voice.say("number {n} ({guess}?)", n=number, guess=thing.guess)
    return voice.say("number {n}", n=number)


def counted(voice: Voice, thing: Thing) -> str:
    """ "Fanta 50cl: 4", with its range where that is not sure."""
    name, number = naming(voice, thing), voice.number(thing.count)
    if thing.low >= thing.high:
        return voice.say("{name}: {n}", name=name, n=number)
    return voice.say(
        "{name}: {n} ({low} to {high})",
        name=name,
        n=number,
        low=voice.number(thing.low),
        high=voice.number(thing.high),
    )


def subject_name(voice: Voice, result: PhotoAnswer) -> str:
    """What was asked about: a product, a colour, the unknown ones; "" for everything.

    A product in a colour is said with both: "Coke (red)".
    """
    asked = result.question.subject
    if asked.group is not None:
        return _numbered(voice, result, asked.group)
    colours = voice.both([colour_name(voice, colour) for colour in asked.colours])
    if result.subject and colours:
        return voice.say("{what} ({colours})", what=result.subject, colours=colours)
    if colours:
        return voice.say("packs in {colours}", colours=colours)
    if asked.is_unnamed:
        return voice.say("packs without a name")
    return voice.name(result.subject)


def _numbered(voice: Voice, result: PhotoAnswer, group: int) -> str:
    """What has this number on the picture, or the number where that has no name."""
    things: Sequence[Thing] = getattr(result.answer, "things", ())
    if len(things) == 1:
        return naming(voice, things[0])
    return voice.say("number {n}", n=voice.number(group))


def colour_name(voice: Voice, colour: Colour) -> str:
    names = {
        Colour.RED: voice.say("red"),
        Colour.ORANGE: voice.say("orange"),
        Colour.YELLOW: voice.say("yellow"),
        Colour.GREEN: voice.say("green"),
        Colour.BLUE: voice.say("blue"),
        Colour.PURPLE: voice.say("purple"),
        Colour.PINK: voice.say("pink"),
        Colour.BROWN: voice.say("brown"),
        Colour.BLACK: voice.say("black"),
        Colour.GREY: voice.say("grey"),
        Colour.WHITE: voice.say("white"),
    }
    return names[colour]


def row_name(voice: Voice, row: int, rows: int | None = None) -> str:
    """The shelf, counted from the top (or, where negative, from the bottom)."""
    if row == 1 or (rows and row == -rows):
        return voice.say("top shelf")
    if row == -1 or row == rows:
        return voice.say("bottom shelf")
    if row < 0:
        from_below = voice.number(-row)
        return voice.say("shelf {n} from the bottom", n=from_below)
    names = {
        2: voice.say("second shelf from the top"),
        3: voice.say("third shelf from the top"),
        4: voice.say("fourth shelf from the top"),
        5: voice.say("fifth shelf from the top"),
    }
    return names.get(row) or voice.say("shelf {n} from the top", n=voice.number(row))


def side_name(voice: Voice, side: Side) -> str:
    names = {
        Side.LEFT: voice.say("on the left"),
        Side.MIDDLE: voice.say("in the middle"),
        Side.RIGHT: voice.say("on the right"),
    }
    return names[side]


def standing(voice: Voice, one: Standing) -> str:
    """ "Coke: top shelf, on the left, between Fanta and Sprite (4)"."""
    parts = [row_name(voice, one.row, one.rows)] if one.rows > 1 else []
    parts.append(side_name(voice, one.side))
    beside = _between(voice, one)
    parts += [beside] if beside else []
    if one.photo:
        parts.append(voice.say("photo {n}", n=voice.number(one.photo + 1)))
    return voice.say(
        "{name}: {place} ({n})",
        name=naming(voice, one.thing),
        place=voice.listed(parts),
        n=voice.number(one.thing.count),
    )


def _between(voice: Voice, one: Standing) -> str:
    left = naming(voice, one.left) if one.left else ""
    right = naming(voice, one.right) if one.right else ""
    if left and right and left != right:
        return voice.say("between {left} and {right}", left=left, right=right)
    if left or right:
        return voice.say("next to {name}", name=left or right)
    return ""


def asked_place(voice: Voice, result: PhotoAnswer) -> str:
    """The part of the photo that was asked about; "" for all of it."""
    place = result.question.place
    parts = []
    if place.is_middle_row:
        parts.append(voice.say("middle shelf"))
    elif place.row is not None:
        parts.append(row_name(voice, place.row))
    if place.side is not None:
        parts.append(side_name(voice, place.side))
    if place.relation is not None:
        parts.append(_relation(voice, place, result.beside))
    return voice.listed(parts)


def _relation(voice: Voice, place: Place, beside: str) -> str:
    name = beside
    texts = {
        Relation.LEFT_OF: voice.say("left of {name}", name=name),
        Relation.RIGHT_OF: voice.say("right of {name}", name=name),
        Relation.NEXT_TO: voice.say("next to {name}", name=name),
        Relation.ABOVE: voice.say("above {name}", name=name),
        Relation.BELOW: voice.say("below {name}", name=name),
    }
    return texts[place.relation] if place.relation else ""
