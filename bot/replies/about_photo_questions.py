"""Answers about a photo in words: what was seen, where, and what cannot be told.

The shapes of the answers are those of `pipeline.vqa.questions`; places on the shelf and
names of things are said by `photo_places`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.actions.photo_questions import NoPhoto, PhotoAnswer
from bot.replies.about_photo_prices import prices
from bot.replies.photo_places import (
    asked_place,
    colour_name,
    counted,
    naming,
    row_name,
    standing,
    subject_name,
)
from bot.replies.phrase import Phrase
from bot.voice import Voice
from pipeline.vqa.questions import (
    CannotTell,
    Compared,
    Counted,
    Difference,
    Filled,
    Kind,
    Listed,
    Located,
    Misplaced,
    Present,
    Prices,
    Printed,
    Reason,
    RowFill,
    Thing,
)

MOST_LINES = 12


def photo_answer(voice: Voice, result: PhotoAnswer) -> str:
    """The answer; of an older photo, with its time."""
    lines = [_capital(_SAID[type(result.answer)](voice, result))]
    if not isinstance(result.answer, CannotTell):
        lines += _doubts(voice, result)
    if result.taken_at is not None:
        when = voice.moment(result.taken_at)
        lines.insert(0, voice.say("On the photo of {when}:", when=when))
    return "\n".join(lines)


def no_photo(voice: Voice, _: NoPhoto) -> str:
    return voice.say(
        "I have no photo of a shelf to look at. Send me one, and ask again."
    )


def _counted(voice: Voice, result: PhotoAnswer) -> str:
    answer: Counted = result.answer  # type: ignore[assignment]
    if result.question.kind is Kind.PRODUCTS:
        return voice.plural(
            "I see {n} product on the photo.",
            "I see {n} different products on the photo.",
            answer.count,
        )
    if not answer.count:
        return _nothing(voice, result)
    said = _seen(voice, result, answer.count)
    if answer.low < answer.high:
        said = voice.say(
            "{said} ({low} to {high})",
            said=said,
            low=voice.number(answer.low),
            high=voice.number(answer.high),
        )
    if not _is_listed(result, answer.things):
        return said
    return "\n".join([said, *(counted(voice, thing) for thing in answer.things)])


def _seen(voice: Voice, result: PhotoAnswer, number: int) -> str:
    """ "Coke: I see 4 on the photo", "Coke, top shelf: I see 4"."""
    what = subject_name(voice, result) or voice.say("Packs")
    place = asked_place(voice, result)
    n = voice.number(number)
    if not place:
        return voice.say("{what}: I see {n} on the photo", what=what, n=n)
    return voice.say("{what}, {place}: I see {n}", what=what, place=place, n=n)


def _is_listed(result: PhotoAnswer, things: Sequence[Thing]) -> bool:
    """Whether it is worth saying which things: a list of everything would be the whole
    photo, and one product is named already, but "red ones" are any."""
    asked = result.question.subject
    if not result.subject and not asked.colours:
        return False
    is_of_kind = bool(asked.colours or asked.category)
    return (0 if is_of_kind else 1) < len(things) <= MOST_LINES


def _nothing(voice: Voice, result: PhotoAnswer) -> str:
    what, place = subject_name(voice, result), asked_place(voice, result)
    if not place:
        if not what:
            return voice.say("I can’t see any product on the photo.")
        return voice.say("I can’t see {what} on the photo.", what=what)
    place = _capital(place)
    if not what:
        return voice.say("{place}: I can’t see any product there.", place=place)
    return voice.say("{place}: I can’t see {what} there.", place=place, what=what)


def _present(voice: Voice, result: PhotoAnswer) -> str:
    answer: Present = result.answer  # type: ignore[assignment]
    if not answer.is_there:
        return _nothing(voice, result)
    number = sum(thing.count for thing in answer.things)
    said = voice.say("Yes. {said}", said=_seen(voice, result, number))
    if not _is_listed(result, answer.things):
        return said
    return "\n".join([said, *(counted(voice, thing) for thing in answer.things)])


def _located(voice: Voice, result: PhotoAnswer) -> str:
    answer: Located = result.answer  # type: ignore[assignment]
    return _lines([standing(voice, one) for one in answer.standings])


def _listed(voice: Voice, result: PhotoAnswer) -> str:
    answer: Listed = result.answer  # type: ignore[assignment]
    kind = result.question.kind
    if kind is Kind.COLOUR:
        return _lines(
            [
                voice.say(
                    "{name}: {colours}",
                    name=naming(voice, thing),
                    colours=voice.both([colour_name(voice, c) for c in thing.colours]),
                )
                for thing in answer.things
                if thing.colours
            ]
        )
    things = [counted(voice, thing) for thing in answer.things]
    if kind is Kind.MOST:
        return voice.say("Most facings: {things}", things=voice.both(things))
    if kind is Kind.FEWEST:
        return voice.say("Fewest facings: {things}", things=voice.both(things))
    head = asked_place(voice, result) or voice.say("on the photo")
    head = _capital(head)
    if not things and not answer.gaps:
        return voice.say("{place}: nothing that I can see", place=head)
    empty = _empty_places(voice, answer.gaps)
    if not things:
        return voice.say("{place}: nothing, {empty}", place=head, empty=empty)
    if answer.gaps:
        things.append(empty)
    return _lines([voice.say("{place}:", place=head), *things])


def _empty_places(voice: Voice, number: int) -> str:
    return voice.plural("{n} empty place", "{n} empty places", number)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _filled(voice: Voice, result: PhotoAnswer) -> str:
    answer: Filled = result.answer  # type: ignore[assignment]
    kind, rows = result.question.kind, answer.all_rows
    if kind is Kind.SHELVES:
        return voice.plural(
            "I see {n} shelf on the photo.",
            "I see {n} shelves on the photo.",
            len(rows),
        )
    if kind is Kind.GAPS:
        total = sum(row.empty for row in answer.best)
        if not total:
            return voice.say("I can’t see an empty place.")
        return _lines(
            [_empty_places(voice, total), *(_fill(voice, r) for r in answer.best)]
        )
    if all(not row.empty for row in rows):
        return voice.say("I can’t see an empty place on any shelf.")
    if kind is Kind.FULLEST:
        head = voice.say("Fullest:")
    else:
        head = voice.say("Emptiest:")
    return _lines([head, *(_fill(voice, row) for row in answer.best)])


def _fill(voice: Voice, row: RowFill) -> str:
    """ "second shelf from the top: 3 of 10 places are empty"."""
    return voice.say(
        "{shelf}: {empty} of {places} places empty",
        shelf=row_name(voice, row.row, row.rows),
        empty=voice.number(row.empty),
        places=voice.number(row.places),
    )


def _misplaced(voice: Voice, result: PhotoAnswer) -> str:
    answer: Misplaced = result.answer  # type: ignore[assignment]
    if not answer.strays:
        return voice.say("I see nothing out of place.")
    lines = []
    for stray in answer.strays:
        lines.append(standing(voice, stray.standing))
        if stray.home is not None:
            row = row_name(voice, stray.home.row, stray.home.rows)
            home = voice.say("The others stand here: {shelf}", shelf=row)
            lines.append(f"  {home}")
    return _lines([voice.say("Out of place:"), *lines])


def _printed(voice: Voice, result: PhotoAnswer) -> str:
    answer: Printed = result.answer  # type: ignore[assignment]
    return _lines(
        [
            voice.say(
                "{name}: “{text}”",
                name=naming(voice, one.thing),
                text=voice.name(" · ".join(one.lines)),
            )
            for one in answer.prints
        ]
    )


def _compared(voice: Voice, result: PhotoAnswer) -> str:
    answer: Compared = result.answer  # type: ignore[assignment]
    assert result.before_at is not None, "there was a photo to compare with"
    head = voice.say(
        "Since the photo of {when}: {before} → {after} packs",
        when=voice.moment(result.before_at),
        before=voice.number(answer.before),
        after=voice.number(answer.after),
    )
    unsure = voice.say("not sure")
    lines = [
        voice.say(
            "{name}: {before} → {after}",
            name=_naming_either(voice, change),
            before=voice.number(change.before),
            after=voice.number(change.after),
        )
        + ("" if change.is_sure else f" ({unsure})")
        for change in answer.differences
    ]
    if answer.gaps_before != answer.gaps_after:
        lines.append(
            voice.say(
                "Empty places: {before} → {after}",
                before=voice.number(answer.gaps_before),
                after=voice.number(answer.gaps_after),
            )
        )
    lines = lines or [voice.say("I see no difference.")]
    if result.is_part:
        lines.append(voice.say("I compared only what both photos show."))
    return _lines([head, *lines])


def _naming_either(voice: Voice, change: Difference) -> str:
    """The number of what has no name is on the older photo where it is gone since."""
    name = naming(voice, change.thing)
    if change.after or change.thing.name is not None:
        return name
    return voice.say("{name} on that photo", name=name)


def _cannot_tell(voice: Voice, result: PhotoAnswer) -> str:
    answer: CannotTell = result.answer  # type: ignore[assignment]
    what = subject_name(voice, result) or result.beside or voice.say("that")
    texts = {
        Reason.NOTHING_SEEN: voice.say(
            "I could not make out any product on the photo."
        ),
        Reason.NOT_FOUND: voice.say("I can’t see {what} on the photo.", what=what),
        Reason.NO_SUCH_ROW: voice.plural(
            "I see only {n} shelf on the photo.",
            "I see only {n} shelves on the photo.",
            answer.rows or 0,
        ),
        Reason.NO_SUCH_PLACE: voice.say("I can’t see that place on the photo."),
        Reason.NO_ROWS: voice.say("I can’t make out the shelves on the photo."),
        Reason.NO_COLOURS: voice.say("I can’t tell colours on this photo."),
        Reason.NO_CATEGORIES: voice.say(
            "I don’t know which of the products are {what}. Say for example “put Coke "
            "in category drinks”.",
            what=what,
        ),
        Reason.NO_PRINT: voice.say(
            "I can’t read what is printed on {what}.", what=what
        ),
        Reason.NO_TAGS: voice.say(
            "I can’t read a price on the photo, and have none noted."
        ),
        Reason.NO_AMOUNT: voice.say("Which price do you mean? Say it with a number."),
        Reason.NO_OTHER_PHOTO: voice.say(
            "I have no earlier photo of this shelf to compare with."
        ),
        Reason.NO_NAMES: voice.say(
            "I don’t know the products on this photo yet. Tell me the names of the "
            "numbers, for example “1 = Coke”."
        ),
    }
    return "\n".join([texts[answer.reason], *_doubts(voice, result)])


def _doubts(voice: Voice, result: PhotoAnswer) -> list[str]:
    """What may be meant as well, and what has no name, where that may matter."""
    answer = result.answer
    lines = []
    if answer.maybe:
        things = [counted(voice, thing) for thing in answer.maybe[:MOST_LINES]]
        lines.append(voice.say("Perhaps also: {things}", things=voice.listed(things)))
    if answer.unnamed and not isinstance(answer, Located):
        lines.append(
            voice.plural(
                "{n} pack on the photo has no name yet.",
                "{n} packs on the photo have no name yet.",
                answer.unnamed,
            )
        )
    return lines


def _lines(lines: list[str]) -> str:
    return "\n".join(lines[: MOST_LINES + 1])


_SAID: dict[type, Callable[[Voice, PhotoAnswer], str]] = {
    Counted: _counted,
    Present: _present,
    Located: _located,
    Listed: _listed,
    Filled: _filled,
    Misplaced: _misplaced,
    Printed: _printed,
    Prices: prices,
    Compared: _compared,
    CannotTell: _cannot_tell,
}
PHRASES: dict[type, Phrase] = {PhotoAnswer: photo_answer, NoPhoto: no_photo}
