"""What a sentence asks about a photo: tried by the grammar on each clause.

A question that words point at the photo ("on the top shelf", "red ones", "in the
picture") is about it; so is one that replies to a photo or is written below it, unless
it says "in stock". All others are left to the rest of the grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.understand.elements import Clause
from bot.understand.intents import AskPhoto, AskPicture, Named
from bot.understand.lexicon import LANGUAGES
from bot.understand.lexicon.concepts import Concept
from bot.understand.names import NameIndex
from bot.understand.pictured.changes import change_asked
from bot.understand.pictured.marks import Mark, marks, may_ask, tokens_of
from bot.understand.pictured.open_questions import (
    is_open,
    may_be_open,
    seen_in,
)
from bot.understand.pictured.slots import Slots, read_slots
from bot.understand.sentences import spelled_out
from bot.understand.words import Token

Places = Sequence[tuple[int, int]]
C = Concept
_ABOUT_ELSE = frozenset(
    C.SALE + C.RENAME + C.ALIAS + C.THIS_SHELF + C.PLAN + C.FORGET_PLAN + C.ALERT
    + C.ALERTS + C.ORDER + C.ORDERS + C.BUY + C.TREND + C.SUMMARY + C.EXPORT + C.INVITE
    + C.ENROL + C.SCAN + C.ACCEPT_PRICES + C.SHARE + C.UNSHARE + C.DELETE_DATA
    + C.SNOOZE + C.IN_ORDER + C.WHY_BUY + C.SHRINK + C.LOOK_UP + C.UNDO + C.REDO
)  # fmt: skip
"""Words of these make it a wish of another kind, whatever else is said."""
_PERHAPS_ELSE = frozenset(
    C.SET + C.ADD + C.REMOVE + C.DELIVERY + C.MERGE + C.BEST + C.WORST + C.SHELVES
)
"""So do these, unless they are a part of the question: "the most", "has changed"."""
_SETTLING = frozenset(
    "emptiest fullest misplaced dearest cheapest compare facings".split()
)
_NOT_BESIDE = frozenset(C.DELIVERY + C.BEST + C.WORST + C.SHELVES)
"""Beside a settling word these are parts of other words: "est la" is no "est là"."""
_STRONG = ("photo", "see", "row", "misplaced")
_ASKING = (
    *("count", "have", "where", "what", "ask", "see", "says", "compare"),
    "left_over",
)


def asked_of_photo(
    clause: Clause, names: NameIndex | None, *, of_photo: bool
) -> AskPhoto | AskPicture | None:
    """The question about a photo that a clause is; None for any other clause.

    `of_photo`: the message replies to a photo, or is its caption.
    """
    text = clause.words()
    if (change := change_asked(text)) is not None:
        return replace(change, or_books=change.or_books and not of_photo)
    typed = tokens_of(text, names)
    order = [clause.language, *(one for one in LANGUAGES if one != clause.language)]
    if not (of_photo or _may_be_meant(spelled_out(typed, clause.language, names))):
        return None
    for language in order:
        found = spelled_out(typed, language, names)
        read = marks(text, found, language, names)
        said = read_slots(read, clause)
        is_spoken = language == clause.language
        seen = seen_in(found, language, names)
        if is_spoken and is_open(clause, seen, said, read, of_photo):
            if not _is_about_else(clause, read, seen.places):
                return AskPicture(text)
        if not (said.is_telling if is_spoken else said.has(*_STRONG)):
            if not (of_photo and is_spoken):
                continue
        if _is_about_else(clause, read):
            continue
        asked = _asked(clause, said, of_photo)
        if asked is not None:
            return asked
    return None


def _may_be_meant(found: Sequence[Token]) -> bool:
    return may_ask(found) or may_be_open(found)


def _is_about_else(clause: Clause, read: Sequence[Mark], places: Places = ()) -> bool:
    """Whether a word of another wish is said, beside those of the question.

    `places` are those of other words that belong to the question.
    """
    named = [(mark.start, mark.end) for mark in read if mark.is_known]
    told = [(mark.start, mark.end) for mark in read if not mark.is_small]
    begin = clause.elements[0].start
    is_clear = any(not _SETTLING.isdisjoint(mark.kinds) for mark in read)
    perhaps = _PERHAPS_ELSE - _NOT_BESIDE if is_clear else _PERHAPS_ELSE
    for element in clause.elements:
        place = element.start - begin, element.end - begin
        if any(first <= place[0] and place[1] <= last for first, last in places):
            continue
        if not _ABOUT_ELSE.isdisjoint(element.roles) and not _touches(place, named):
            return True
        if not perhaps.isdisjoint(element.roles):
            if not _touches(place, [*named, *told]):
                return True
    return False


def _touches(place: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(place[0] < end and place[1] > start for start, end in others)


def _asked(clause: Clause, said: Slots, of_photo: bool) -> AskPhoto | AskPicture | None:
    points = of_photo or said.has("photo", "see")
    is_asking = clause.is_question or said.has(*_ASKING)
    is_of_books = said.has("stock") and not said.has("gaps")  # but "space left"
    if is_of_books and not (said.is_telling and points):
        return None
    if said.has("left_over") and not said.has("photo", "see"):
        return _remaining(said) if of_photo else None
    if said.is_of_photo_itself and clause.is_question and not said.has("count"):
        return _to_be_looked_at(clause, said)
    for find in (_compared, _stated, _priced, _counted, _placed):
        asked = find(said, points, is_asking)
        if asked is None:
            continue
        if said.has_loose_words or (said.names and not _takes_names(asked)):
            break
        return asked
    return _to_be_looked_at(clause, said)


def _remaining(said: Slots) -> AskPhoto | None:
    """ "What is left of the milk?" asks how much, and nobody for its left side."""
    if said.beside is None:
        return None
    return AskPhoto("count", (Named(said.beside),))


def _takes_names(asked: AskPhoto) -> bool:
    return bool(asked.products or asked.beside)


def _compared(said: Slots, points: bool, is_asking: bool) -> AskPhoto | None:
    """With another photo, or what is asked in its own right: what stands wrong."""
    is_compared = said.has("compare") and not said.has("count")
    if is_compared and (points or said.has("shelf")):
        return AskPhoto("compare", since=said.meaning("old") or "last")
    if said.has("misplaced"):
        return replace(said.subject("out_of_place"), products=())
    is_of_shelf = points or said.has("shelf", "where", "row")
    for what in ("emptiest", "fullest"):
        if said.has(what) and is_asking and is_of_shelf and not said.has("count"):
            return AskPhoto(what)
    return None


def _stated(said: Slots, points: bool, is_asking: bool) -> AskPhoto | None:
    """What is printed, which colour it is, what there is most of."""
    if said.has("label", "tag") and (is_asking or said.names):
        if not said.has("count"):
            return said.subject("tag" if said.has("tag") or said.has_price else "label")
    if said.has("which_colour") and (said.names or points):
        return said.subject("colour")
    for what in ("most", "fewest"):
        if said.has(what) and said.has("facings"):
            return AskPhoto(what)
        if said.has(what) and points and said.has("what", "count") and not said.names:
            if not said.has("dearest", "cheapest"):
                return AskPhoto(what)
    return None


def _priced(said: Slots, points: bool, is_asking: bool) -> AskPhoto | None:
    for what, word, bare in (
        ("cheaper_than", "cheaper", "under"),
        ("dearer_than", "dearer", "over"),
    ):
        is_said = said.has(word) or (points and said.has(bare))
        if is_said and said.amount is not None and is_asking:
            return AskPhoto(what, amount=said.amount, or_books=not points)
    for what, word in (("dearest", "dearer"), ("cheapest", "cheaper")):
        is_said = said.has(what) or (points and said.has(word))
        if is_said and said.amount is None and is_asking:
            if points or not said.is_elsewhere:
                return AskPhoto(what, or_books=not points)
    return None


def _counted(said: Slots, points: bool, is_asking: bool) -> AskPhoto | None:
    if not said.has("count") or said.has_odd_number:
        return None
    if not (points or _is_of_photo(said)):
        return None
    if said.has("different"):
        return said.subject("products")
    if said.has("gaps") and not said.names:
        return said.subject("gaps")
    is_bare = not (said.names or said.colours or said.has("thing"))
    if is_bare and said.has("shelf") and said.row is None:
        return AskPhoto("shelves")
    return said.subject("count")


def _is_of_photo(said: Slots) -> bool:
    """Whether only a photo can tell: "red ones", but not "red apples"."""
    if said.row is not None or said.has("facings") or said.is_unnamed:
        return True
    if said.relation is not None:
        return said.is_beside_known
    return bool(said.colours) and not said.names


def _placed(said: Slots, points: bool, is_asking: bool) -> AskPhoto | None:
    """Where something is, whether it is there, and what is there."""
    if said.has_odd_number or not is_asking:
        return None
    if said.has("where") and points and (said.names or said.has_it):
        return said.subject("where")
    is_placed = said.row is not None or said.relation is not None
    if said.names or said.colours or said.is_unnamed:
        is_told = is_placed or said.has("have", "what", "see")
        if points or (is_told and _is_of_photo(said)):
            return said.subject("contents" if _is_listed(said) else "presence")
        return None
    if said.has("gaps") and points:
        return said.subject("gaps")
    if said.is_missing and said.relation is None and not points:
        return None
    if is_placed and said.has("what", "have", "see", "left_over"):
        return replace(said.subject("contents"), or_books=said.is_doubtful(points))
    if said.side is not None and said.has("what"):
        return replace(said.subject("contents"), or_books=not points)
    if said.has("photo", "see") and said.has("what") and not said.has("looks"):
        return AskPhoto("contents")
    return None


def _is_listed(said: Slots) -> bool:
    """ "which red products do you see?", where "is there a red one?" asks whether."""
    return not said.names and said.has("what")


def _to_be_looked_at(clause: Clause, said: Slots) -> AskPicture | None:
    """A question that no reading answers: how something looks."""
    if said.has_number or said.has("count", "where", "dearest", "cheapest"):
        return None
    points = said.has("photo")
    if said.has("looks") and clause.is_question and (points or not said.has("have")):
        return AskPicture(clause.words())
    if points and (clause.is_question or said.has("ask", "what", "have", "see")):
        return AskPicture(clause.words())
    return None
