"""Performers of questions about a photo: the one replied to, else the last one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.actions import photo_questions
from bot.actions.photo_questions import NoPhoto, PhotoAnswer
from bot.actions.roles import Verb
from bot.dialogue import lookups
from bot.dialogue.performers import Performers
from bot.results import Result
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Named
from bot.understand.intents.photos import MIDDLE
from bot.understand.words import fold
from pipeline.types import Colour
from pipeline.vqa.questions import Kind, PhotoQuestion, Place, Relation, Side, Subject
from storage import catalogue
from storage.models import Product, Scan

TALKED_OF = timedelta(minutes=30)
"""So long after a photo "what costs most?" means what it shows, not the price list."""
_PRICE_LIST = ("dearest", "cheapest", "dearer_than", "cheaper_than")


def ask_photo(talk: Talk, wish: want.AskPhoto) -> list[Result]:
    scan = talk.scan
    if wish.or_books and not _is_talked_of(talk, scan):
        return _from_the_books(talk, wish)
    if scan is None:
        return [NoPhoto()]
    called, subject = _subject(talk, wish)
    beside, place = _place(talk, wish)
    question = PhotoQuestion(Kind(wish.what), subject, place, wish.amount)
    found = photo_questions.ask(
        talk.session, talk.shop, scan, question, now=talk.now, since=wish.since
    )
    if isinstance(found, NoPhoto):
        return [found]
    return [replace(found, subject=called, beside=beside)]


def _is_talked_of(talk: Talk, scan: Scan | None) -> bool:
    if scan is None:
        return False
    return talk.photo_replied_to or talk.now - scan.created_at <= TALKED_OF


def _from_the_books(talk: Talk, wish: want.AskPhoto) -> list[Result]:
    """The same words, meant of the shop: its prices, its shelves, what remains."""
    if wish.what in _PRICE_LIST:
        return lookups.list_prices(talk, want.ListPrices())
    if wish.beside is not None:
        return lookups.count(talk, want.Count((wish.beside,)))
    return lookups.list_stock(talk, want.ListStock(shelf=""))


def _subject(talk: Talk, wish: want.AskPhoto) -> tuple[str, Subject]:
    """What is asked about, and what to call it."""
    called, subject = _named(talk, wish.products)
    colours = tuple(Colour(name) for name in wish.colours if name in set(Colour))
    return called, replace(
        subject, colours=colours, group=wish.group, is_unnamed=wish.is_unnamed
    )


def _named(talk: Talk, named: tuple[Named, ...]) -> tuple[str, Subject]:
    """All products that fit the names; words that fit none are looked for in print."""
    ids: list[str] = []
    called: list[str] = []
    unknown: list[str] = []
    for one in named:
        found = talk.find(one)
        if isinstance(found, Product):
            products, name = [found], found.name
        else:
            products = list(found.products) if found.is_known else []
            name = found.phrase
        category = _category(talk, one.phrase) if not products else None
        if category is not None:
            return category, Subject(category=category)
        if len(products) == 1:
            talk.mention(products)
        ids += [str(product.id) for product in products]
        called.append(name)
        unknown += [one.phrase] if not products else []
    words = " ".join(unknown)
    return ", ".join(dict.fromkeys(filter(None, called))), Subject(tuple(ids), words)


def _category(talk: Talk, phrase: str) -> str | None:
    """The shop's category that is called so: "drinks"."""
    known = {
        fold(product.category): product.category
        for product in catalogue.products(talk.session, talk.shop.id)
        if product.category
    }
    return known.get(fold(phrase))


def _place(talk: Talk, wish: want.AskPhoto) -> tuple[str, Place]:
    called, what = "", None
    if wish.beside is not None:
        called, what = _named(talk, (wish.beside,))
    return called, Place(
        row=wish.row or None,
        is_middle_row=wish.row == MIDDLE,
        side=Side(wish.side) if wish.side else None,
        relation=Relation(wish.relation) if wish.relation and what else None,
        what=what,
    )


PERFORMERS: Performers = {want.AskPhoto: (Verb.LOOK, ask_photo)}

__all__ = ["PERFORMERS", "PhotoAnswer"]
