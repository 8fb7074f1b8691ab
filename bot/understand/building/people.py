"""Wishes about people, shops, shelves and data, from what a clause holds."""

from __future__ import annotations

from collections.abc import Callable

from bot.understand import intents as want
from bot.understand import slots
from bot.understand.elements import Clause
from bot.understand.intents import Intent
from bot.understand.lexicon import Concept
from bot.understand.words import fold, tidy_name

Build = Callable[[Clause], Intent | None]
ANY_SHELF = frozenset(
    {
        "shelf", "shelves", "the shelf", "on the shelf", "on shelf", "rack", "etagere",
        "rayon", "estante", "repisa", "anaquel", "estanteria", "rafu", "shelfu", "رف",
        "الرف", "علي الرف", "الرفوف",
    }
)  # fmt: skip
"""Words for a shelf that name none; "fridge" and "counter" do."""


def invite(clause: Clause) -> Intent:
    """For the role that was said."""
    return want.Invite(slots.meaning(clause, Concept.ROLE))


def set_role(clause: Clause) -> Intent | None:
    """A person and a role."""
    runs = slots.runs(clause)
    role = slots.meaning(clause, Concept.ROLE)
    if len(runs) != 1 or role is None:
        return None
    return want.SetRole(slots.phrase(runs[0]), role)


def named_one(kind: Callable[[str], Intent]) -> Build:
    """Wishes of one name that is no product: a person, a shelf, a shop."""

    def one(clause: Clause) -> Intent | None:
        runs = slots.runs(clause)
        if not runs:
            return None
        last = runs[-1].elements[-1].end
        first = runs[0].elements[0].start
        said = clause.only(lambda e: first <= e.start and e.end <= last)
        return kind(slots.phrase(said))

    return one


def called(kind: Callable[[str], Intent], *cues: Concept) -> Build:
    """Wishes of a name that may hold any word: all that follows "is called"."""

    def called(clause: Clause) -> Intent | None:
        rest = list(slots.after(clause, *cues).elements)
        while rest and any(c in rest[0].roles for c in (Concept.IS, Concept.TO)):
            rest.pop(0)
        words = clause.only(lambda element: element in rest).words()
        return kind(tidy_name(words)) if words else None

    return called


def on_shelf(kind: Callable[[str | None], Intent]) -> Build:
    """A wish about the shelf that was named, or the fridge, if any was."""

    def on_shelf(clause: Clause) -> Intent:
        numbered = slots.numbered_shelf(clause)
        if numbered is not None:
            return kind(numbered)
        said = [e for e in clause.elements if Concept.SHELF in e.roles]
        name = slots.phrase(clause.only(lambda e: e in said[:1]))
        if name and fold(name) not in ANY_SHELF:
            return kind(name)
        runs = slots.runs(clause)
        return kind(slots.phrase(runs[0]) if runs else None)

    return on_shelf


def missing(clause: Clause) -> Intent | None:
    """On the shelf that was spoken of, if any was."""
    if slots.has(clause, Concept.SHELF) or slots.numbered_shelf(clause):
        return on_shelf(want.Missing)(clause)
    return want.Missing()


def shelf_called(clause: Clause) -> Intent | None:
    """ "this shelf is the drinks shelf": drinks; "this is the fridge": fridge."""
    rest = slots.without_small(slots.after(clause, Concept.THIS_SHELF))
    words = rest.elements
    if len(words) > 1 and Concept.SHELF in words[-1].roles:
        rest = slots.without_small(rest.part(0, len(words) - 1))
    if rest.elements:
        return want.NameShelf(slots.phrase(rest))
    shelf = [e for e in clause.elements if Concept.SHELF in e.roles]
    if not shelf:
        return None
    return want.NameShelf(slots.phrase(clause.only(lambda e: e is shelf[-1])))


def switch_shop(clause: Clause) -> Intent:
    """To the shop that was named."""
    runs = slots.runs(clause)
    return want.SwitchShop(slots.phrase(runs[0]) if runs else None)


def export(clause: Clause) -> Intent:
    """In the format that was said."""
    return want.Export(slots.meaning(clause, Concept.FORMAT))


def language(clause: Clause) -> Intent:
    """The language that was named."""
    return want.SetLanguage(slots.meaning(clause, Concept.TONGUE))
