"""Performers of what is said about shelves: their names, and how they should look."""

from __future__ import annotations

from collections.abc import Callable

from bot.actions import planograms, plans, shelves
from bot.actions.planograms import PlanogramTaken
from bot.actions.recounting import recount
from bot.actions.roles import MayNot, Verb, may, refusal
from bot.dialogue import doubts
from bot.dialogue.performers import Performers
from bot.results import ConfirmForgetPlan, NoPicture, Result, Said
from bot.tables.planogram import PlanogramTable
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Named
from storage import conversations
from storage.models import Product, Scan, Shelf
from storage.shops import lock_shop


def name_shelf(talk: Talk, wish: want.NameShelf) -> list[Result]:
    if talk.scan is None:
        return [NoPicture()]
    lock_shop(talk.session, talk.shop.id)
    taken_for = talk.scan.shelf_id
    named = shelves.name_shelf(talk.session, talk.scan, wish.name)
    if named is None:
        return [Said(wish)]
    plans.learn(talk.session, plans.look(talk.session, talk.scan))
    if talk.scan.shelf_id == taken_for:
        return [named]
    return [named, *_counted_anew(talk, talk.scan)]


def _counted_anew(talk: Talk, scan: Scan) -> list[Result]:
    """What the photo counts, now that its shelf is known; what was asked is settled."""
    question = doubts.of_scan(talk, scan)
    if question is not None:
        conversations.change(talk.conversation, talk.now, question["id"], None)
    if not may(talk.member, Verb.COUNT_PHOTO):
        return []
    moved = recount(talk.session, scan, member_id=talk.member.id)
    if moved is None:
        return []
    talk.mentioned += [line.product_id for line in moved.lines]
    if moved.batch_id is not None:
        talk.batches.append(moved.batch_id)
    return [moved]


def list_shelves(talk: Talk, wish: want.ListShelves) -> list[Result]:
    return [shelves.list_shelves(talk.session, talk.shop.id)]


def compliance(talk: Talk, wish: want.Compliance) -> list[Result]:
    """Of the shelf that is named, else of all that have a planogram."""
    if wish.shelf:
        return with_shelf(
            talk,
            wish.shelf,
            lambda shelf: [planograms.report(talk.session, talk.shop.id, shelf)],
        )
    return [planograms.report(talk.session, talk.shop.id)]


def forget_plan(talk: Talk, wish: want.ForgetPlan) -> list[Result]:
    """Of the shelf that is named, else of that of the last photo; asked first."""
    if not wish.shelf and (talk.scan is None or talk.scan.shelf_id is None):
        return [NoPicture()]

    def forget(shelf: Shelf) -> Result:
        if not talk.confirms(wish):
            return ConfirmForgetPlan(shelf.name, shelf.number)
        return plans.forget(talk.session, shelf)

    if wish.shelf:
        return with_shelf(talk, wish.shelf, lambda shelf: [forget(shelf)])
    assert talk.scan is not None, "asked above"
    return [forget(talk.session.get_one(Shelf, talk.scan.shelf_id))]


def with_shelf(
    talk: Talk, name: str, do: Callable[[Shelf], list[Result]]
) -> list[Result]:
    """What is done with the shelf that is called so; else which shelves there are."""
    shelf = shelves.called(talk.session, talk.shop.id, name)
    if shelf is None:
        return [shelves.no_shelf(talk.session, talk.shop.id, name)]
    return do(shelf)


def take_planogram(talk: Talk, table: PlanogramTable) -> PlanogramTaken | MayNot:
    """A table that says how shelves should look, sent as a file."""
    refused = refusal(talk.member, Verb.IMPORT_TABLE)
    if refused is not None:
        return refused
    lock_shop(talk.session, talk.shop.id)

    def find(written: str) -> Product | None:
        found = talk.find(Named(written))
        return found if isinstance(found, Product) else None

    return planograms.take(talk.session, talk.shop.id, table, find, talk.now)


PERFORMERS: Performers = {
    want.NameShelf: (Verb.NAME_GROUP, name_shelf),
    want.ListShelves: (Verb.LOOK, list_shelves),
    want.Compliance: (Verb.LOOK, compliance),
    want.ForgetPlan: (Verb.IMPORT_TABLE, forget_plan),
}
