"""Performers of questions: how many, where, how fast, what does it cost, …"""

from __future__ import annotations

import uuid

from bot.actions import history as past
from bot.actions import (
    locations,
    photo_questions,
    prices,
    selling,
    stock,
    worth,
)
from bot.actions.missing import missing
from bot.actions.roles import Verb
from bot.dialogue.finding import is_worth_asking, with_product
from bot.dialogue.performers import Performers
from bot.results import Result, Said, Unknown
from bot.talk import MOST_OPTIONS, TALKED_OF, Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Named
from pipeline.categories import category_of
from storage import catalogue
from storage.models import Product

MOST_LOCATED = 4
MOST_SUMMED = 15
"""So many products make one answer; of more it is asked which are meant."""
MOST_FITTING = 100


def count(talk: Talk, wish: want.Count) -> list[Result]:
    if not wish.products:
        last = talk.last_products()
        if not last:
            return [stock.list_stock(talk.session, talk.shop.id)]
        ids = [product.id for product in last]
        return [stock.count(talk.session, ids, as_one=True)]
    whole = " ".join(named.phrase for named in wish.products)
    if len(wish.products) > 1 and talk.index.is_name(whole):
        wish = want.Count((Named(whole),), wish.is_guess)
    found: list[Product] = []
    unclear: list[Result] = []
    for named in wish.products:
        product = talk.find(named)
        if isinstance(product, Product):
            found.append(product)
        elif several := _all_meant(talk, named):
            found += several
        elif wish.is_guess and not is_worth_asking(product):
            unclear.append(_not_known(named.phrase))
        else:
            unclear.append(talk.ask_which(product, want.Count((named,))))
    talk.mention(found)
    as_one = len(wish.products) == 1
    ids = [product.id for product in found]
    counted = [stock.count(talk.session, ids, as_one=as_one)] if found else []
    return [*counted, *unclear]


def _not_known(phrase: str) -> Result:
    """One or two plain words were probably a product's name; more were not."""
    words = phrase.split()
    if len(words) <= 2 and all(word.isalpha() for word in words):
        return Unknown(phrase)
    return Said(want.NotUnderstood(phrase))


def list_stock(talk: Talk, wish: want.ListStock) -> list[Result]:
    if wish.shelf == "":
        return [locations.list_by_shelf(talk.session, talk.shop)]
    if wish.shelf is not None:
        return [locations.list_shelf(talk.session, talk.shop, wish.shelf)]
    return [stock.list_stock(talk.session, talk.shop.id, wish.category)]


def list_missing(talk: Talk, wish: want.Missing) -> list[Result]:
    return [missing(talk.session, talk.shop.id, talk.scan, on=wish.shelf)]


def list_low(talk: Talk, wish: want.LowStock) -> list[Result]:
    return [stock.low_stock(talk.session, talk.shop.id)]


def where_is(talk: Talk, wish: want.WhereIs) -> list[Result]:
    """Of several that may be meant, those that the last photo shows."""

    def locate(product: Product) -> Result:
        if wish.is_most:
            found = locations.on_shelves(talk.session, talk.shop, product)
            if len(found.shelves) > 1:
                return found
        return locations.locate(talk.session, talk.shop, product)

    seen = _seen(talk, wish.product)
    if 0 < len(seen) <= MOST_LOCATED:
        talk.mention(seen)
        return [locate(product) for product in seen]
    if seen:
        phrase = wish.product.phrase
        match = Match(phrase, tuple(seen[:MOST_OPTIONS]), is_known=True)
        return [talk.ask_which(match, wish)]
    return with_product(talk, wish, locate)


def _seen(talk: Talk, named: Named) -> list[Product]:
    """The products on the last photo, where a name fits several products."""
    found = talk.index.find(named.phrase).found if named.phrase else ()
    if named.product_id is not None or len(found) < 2 or talk.scan is None:
        return []
    meant = set(map(str, found))
    on_photo = photo_questions.products_on(talk.session, talk.scan)
    return [product for product in on_photo if str(product.id) in meant]


def _all_meant(talk: Talk, named: Named) -> list[Product]:
    """All that a name may mean where it fits several, so that nobody has to choose:
    those that a photo or an answer has just shown, else all of the kind.

    None where they are too many for an answer.
    """
    several = _of_kind(talk, named)
    shown = [*_just_told(talk, several)]
    if talk.scan is not None and talk.has_just_seen(talk.scan):
        on_photo = photo_questions.products_on(talk.session, talk.scan)
        shown = [product for product in several if product in on_photo] or shown
    meant = shown or several
    return meant if len(meant) <= MOST_SUMMED else []


def _just_told(talk: Talk, several: list[Product]) -> list[Product]:
    """Those of several that were listed last; one alone was no list."""
    if talk.silence > TALKED_OF:
        return []
    told = [product for product in talk.last_products() if product in several]
    return told if len(told) > 1 else []


def _of_kind(talk: Talk, named: Named) -> list[Product]:
    """The products that fit a name, without what only has it in its name: milk is no
    milk biscuits."""
    found = talk.index.find(named.phrase).found if named.phrase else ()
    if named.product_id is not None or not 2 <= len(found) <= MOST_FITTING:
        return []
    own = (catalogue.get(talk.session, uuid.UUID(product_id)) for product_id in found)
    products = [p for p in own if p is not None and p.shop_id == talk.shop.id]
    products.sort(key=lambda product: product.name.casefold())
    return _without_other_kinds(named.phrase, products)


def _without_other_kinds(phrase: str, products: list[Product]) -> list[Product]:
    """All of them where their names do not tell the kind."""
    kind = category_of(phrase)
    if kind is None:
        return products
    kinds = {p.id: category_of(p.name) for p in products}
    sure = [p for p in products if (of := kinds[p.id]) and of.key == kind.key]
    listed = {p.category for p in sure if p.category}
    if not sure:
        return products
    return [
        product
        for product in products
        if product in sure
        or (product.category in listed if product.category else not kinds[product.id])
    ]


def price_of(talk: Talk, wish: want.PriceOf) -> list[Result]:
    return with_product(talk, wish, lambda product: prices.price_of(product))


def list_prices(talk: Talk, wish: want.ListPrices) -> list[Result]:
    return [prices.list_prices(talk.session, talk.shop)]


def speed(talk: Talk, wish: want.SalesSpeed) -> list[Result]:
    return with_product(
        talk, wish, lambda p: selling.speed(talk.session, talk.shop, p, talk.now)
    )


def best_sellers(talk: Talk, wish: want.BestSellers) -> list[Result]:
    return [
        selling.ranking(
            talk.session,
            talk.shop,
            talk.now,
            slowest=wish.slowest,
            period=wish.period,
        )
    ]


def stock_value(talk: Talk, wish: want.StockValue) -> list[Result]:
    if wish.product is not None:
        return with_product(
            talk, wish, lambda p: worth.stock_worth(talk.session, talk.shop, product=p)
        )
    return [worth.stock_worth(talk.session, talk.shop, category=wish.category)]


def history(talk: Talk, wish: want.History) -> list[Result]:
    def tell(product: Product | None) -> Result:
        return past.history(
            talk.session,
            talk.shop,
            talk.now,
            product=product,
            kind=wish.kind,
            period=wish.period,
        )

    return with_product(talk, wish, tell) if wish.product else [tell(None)]


PERFORMERS: Performers = {
    want.Count: (Verb.LOOK, count),
    want.ListStock: (Verb.LOOK, list_stock),
    want.Missing: (Verb.LOOK, list_missing),
    want.LowStock: (Verb.LOOK, list_low),
    want.WhereIs: (Verb.LOOK, where_is),
    want.PriceOf: (Verb.LOOK, price_of),
    want.ListPrices: (Verb.LOOK, list_prices),
    want.SalesSpeed: (Verb.LOOK, speed),
    want.BestSellers: (Verb.LOOK, best_sellers),
    want.StockValue: (Verb.SEE_VALUE, stock_value),
    want.History: (Verb.LOOK, history),
}
