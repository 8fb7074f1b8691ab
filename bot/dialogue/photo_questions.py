"""Performers of questions about a photo: the one replied to, else the last one."""

from __future__ import annotations

import uuid
from dataclasses import replace

import structlog

from bot.actions import photo_questions
from bot.actions import shelves as known_shelves
from bot.actions.photo_questions import NoPhoto, PhotoAnswer
from bot.actions.roles import Verb
from bot.dialogue import lookups
from bot.dialogue.performers import Performers
from bot.dialogue.shelf_wishes import with_shelf
from bot.dialogue.waiting import let_wait
from bot.results import Result
from bot.services import ShelfVision
from bot.shelf_names import is_place
from bot.talk import MOST_OPTIONS, Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Named
from bot.understand.intents.photos import MIDDLE
from bot.understand.words import fold
from pipeline.errors import UnreadableImage
from pipeline.types import Colour
from pipeline.vqa.questions import Kind, PhotoQuestion, Place, Relation, Side, Subject
from storage import catalogue, conversations, scans, shelves
from storage.blobs import BlobNotFound
from storage.models import Product, Scan, Shelf

log = structlog.get_logger(__name__)

_BARE = (Kind.SHELVES, Kind.PRODUCTS)
"""Answers that no box proves better than the photo itself."""
_PRICE_LIST = ("dearest", "cheapest", "dearer_than", "cheaper_than")


def ask_photo(talk: Talk, wish: want.AskPhoto) -> list[Result]:
    if wish.shelf is not None and not _is_any_shelf(talk, wish.shelf):
        return with_shelf(
            talk, wish.shelf, lambda shelf: _ask_of_shelf(talk, wish, shelf)
        )
    scan = _photo_meant(talk, wish)
    if wish.or_books and not _is_talked_of(talk, wish, scan):
        return _from_the_books(talk, wish)
    return _ask(talk, wish, scan)


def _is_any_shelf(talk: Talk, name: str) -> bool:
    """ "The fridge", where none is called so: the shelf that is talked about."""
    is_known = known_shelves.called(talk.session, talk.shop.id, name) is not None
    return not is_known and all(is_place(word) for word in name.split())


def _ask_of_shelf(talk: Talk, wish: want.AskPhoto, shelf: Shelf) -> list[Result]:
    """Of the shelf's last photo."""
    last = shelves.last_scans(talk.session, talk.shop.id)
    return _ask(talk, wish, next((s for s in last if s.shelf_id == shelf.id), None))


def _ask(talk: Talk, wish: want.AskPhoto, scan: Scan | None) -> list[Result]:
    if scan is None:
        return [NoPhoto()]
    unclear = _it_unclear(talk, wish, scan)
    if unclear is not None:
        return [unclear]
    called, subject = _subject(talk, wish)
    beside, place = _place(talk, wish)
    question = PhotoQuestion(Kind(wish.what), subject, place, wish.amount)
    found = photo_questions.ask(
        talk.session, talk.shop, scan, question, now=talk.now, since=wish.since
    )
    if isinstance(found, NoPhoto):
        return [found]
    conversations.remember(talk.conversation, talk.now, asked_photo=str(scan.id))
    if _waits_for_proof(talk, wish, scan, found):
        return []
    return [replace(found, subject=called, beside=beside)]


def _it_unclear(talk: Talk, wish: want.AskPhoto, scan: Scan) -> Result | None:
    """The question what "it" means where no product was talked about: one of those on
    the photo, if there are few."""
    said = (*wish.products, *([wish.beside] if wish.beside is not None else []))
    is_it = any(not named.phrase and named.product_id is None for named in said)
    if not is_it or isinstance(talk.find(Named("")), Product):
        return None
    talked_of = talk.last_products()
    options = talked_of or photo_questions.products_on(talk.session, scan)
    if len(options) > MOST_OPTIONS:
        options = []
    return talk.ask_which(Match("", tuple(options), is_known=bool(options)), wish)


def _waits_for_proof(
    talk: Talk, wish: want.AskPhoto, scan: Scan, found: PhotoAnswer
) -> bool:
    """Show what the answer is about, where it is seen on the photo.

    Only vision workers can draw, so elsewhere the wish waits for one (`bot.looking`),
    and is performed again there. The answer to a photo has its picture already.
    """
    is_answer_to_photo = talk.answer_cause.startswith("scan:")
    if not found.answer.spots or is_answer_to_photo or found.question.kind in _BARE:
        return False
    if found.question == PhotoQuestion(Kind.COUNT):
        talk.picture_key = scan.image_url
        return False
    if talk.services.vision is not None:
        talk.picture_key = _proof(talk, talk.services.vision, scan, found)
        return False
    if not talk.answer_cause:
        return False
    let_wait(talk, _settled(talk, wish), scan)
    return True


def _proof(
    talk: Talk, vision: ShelfVision, scan: Scan, found: PhotoAnswer
) -> str | None:
    """The picture's key; None where the photo is no more."""
    reading = photo_questions.reading_of(talk.session, scan)
    assert reading is not None, "it has been asked"
    blobs = talk.services.blobs
    try:
        photos = [blobs.get(key) for key in scans.photo_keys(talk.session, scan.id)]
        picture = vision.prove(photos, reading, found.answer)
    except (BlobNotFound, UnreadableImage) as error:
        log.warning("no_proof", scan_id=str(scan.id), error=type(error).__name__)
        return None
    return blobs.put(picture, "image/jpeg") if picture else None


def _settled(talk: Talk, wish: want.AskPhoto) -> want.AskPhoto:
    """The wish with "it" and "here" as they are meant now."""

    def meant(named: Named) -> Named:
        found = talk.find(named)
        if not isinstance(found, Product):
            return named
        return Named(found.name, str(found.id))

    return replace(
        wish,
        products=tuple(map(meant, wish.products)),
        beside=meant(wish.beside) if wish.beside is not None else None,
        or_books=False,
    )


def _photo_meant(talk: Talk, wish: want.AskPhoto) -> Scan | None:
    """The one replied to, or asked before ("and fanta?"); else the last one."""
    asked = talk.conversation.context.get("asked_photo")
    if wish.goes_on and asked and talk.reply_to is None:
        scan = talk.session.get(Scan, uuid.UUID(asked))
        if scan is not None and scan.shop_id == talk.shop.id:
            return scan
    return talk.scan


def _is_talked_of(talk: Talk, wish: want.AskPhoto, scan: Scan | None) -> bool:
    """Whether the photo may be meant; what has changed is seen on any of them."""
    if scan is None or wish.what == Kind.COMPARE:
        return scan is not None
    return talk.photo_replied_to or talk.has_just_seen(scan)


def _from_the_books(talk: Talk, wish: want.AskPhoto) -> list[Result]:
    """The same words, meant of the shop: its prices, its shelves, what remains."""
    if wish.what == Kind.COMPARE:
        return lookups.history(talk, want.History())
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
