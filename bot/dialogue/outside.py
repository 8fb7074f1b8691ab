"""Performers of what needs others to be asked: prices elsewhere, codes; and consent.

A wish that must be asked about first waits (`bot.enquiring`), and is performed again
when the sources have answered. It asks for nothing then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.actions import lookup, prices
from bot.actions.asks import about_facts, about_prices, must_be_asked
from bot.actions.comparing import Compared, compare
from bot.actions.price_sharing import share_prices
from bot.actions.roles import Verb, may
from bot.dialogue import beside_books
from bot.dialogue.performers import Performers
from bot.dialogue.waiting import let_wait
from bot.results import Result
from bot.sources import Ask
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Intent, Named
from storage.models import Product
from storage.saving import gtin_14


def compare_prices(talk: Talk, wish: want.ComparePrices) -> list[Result]:
    found: list[Product] = [] if wish.products else talk.last_products()
    unclear: list[Result] = []
    for named in wish.products:
        product = talk.find(named)
        if isinstance(product, Product):
            found.append(product)
        else:
            unclear.append(talk.ask_which(product, want.ComparePrices((named,))))
    talk.mention(found)
    if not found and not unclear:
        return [prices.list_prices(talk.session, talk.shop)]
    settled = want.ComparePrices(tuple(Named(p.name, str(p.id)) for p in found))
    if _waits(talk, settled, _asks_of_products(talk, found)):
        return unclear
    outside = talk.services.sources
    compared = [
        compare(talk.session, talk.shop, product, talk.now, outside)
        for product in found
    ]
    if len(found) == 1 and not unclear:
        compared = [_with_code_asked(talk, found[0], compared[0])]
    return [*compared, *unclear]


def _with_code_asked(talk: Talk, product: Product, compared: Compared) -> Compared:
    """With the question whether it is what was found, for its code is needed."""
    candidate = compared.candidate
    if candidate is None or not may(talk.member, Verb.NEW_PRODUCT):
        return compared
    question = {"kind": "code", "product_id": str(product.id), "gtin": candidate.gtin}
    return replace(compared, asks_code=talk.ask(question))


def look_up(talk: Talk, wish: want.LookUp) -> list[Result]:
    codes = _codes(talk, wish)
    if not codes:
        return [lookup.NoCode(has_photo=talk.scan is not None)]
    if _waits(talk, wish, _asks_of_codes(talk, codes)):
        return []
    outside = talk.services.sources
    found = [
        lookup.look_up(talk.session, talk.shop, gtin, talk.now, outside)
        for gtin in codes
    ]
    own = (lookup.own_product(talk.session, one) for one in found)
    talk.mention([product for product in own if product is not None])
    if len(found) > 1:
        return [*found]
    talk.picture_key = found[0].picture_key
    return [_offered(talk, found[0])]


def _offered(talk: Talk, found: lookup.LookedUp) -> lookup.LookedUp:
    """With the question whether the shop sells it, where that is news."""
    if not found.offer or found.own or not may(talk.member, Verb.NEW_PRODUCT):
        return found
    scan = talk.scan
    is_asked = talk.ask(
        {
            "kind": "enrol",
            "gtin": found.gtin,
            "name": found.offer,
            "scan_id": str(scan.id) if scan is not None else None,
        }
    )
    return lookup.replace_offer(found, is_asked)


def share(talk: Talk, wish: want.SharePrices) -> list[Result]:
    was_on = talk.shop.shares_prices_since is not None
    beside_books.note(talk, "sharing", "", was_on, wish.is_on)
    return [share_prices(talk.session, talk.shop, wish.is_on, talk.now)]


def asks_of(talk: Talk, wishes: Iterable[Intent]) -> list[Ask]:
    """All that is to be asked for these wishes."""
    asks: list[Ask] = []
    for wish in wishes:
        if isinstance(wish, want.ComparePrices):
            found = [talk.find(named) for named in wish.products]
            products = [one for one in found if isinstance(one, Product)]
            asks += _asks_of_products(talk, products)
        elif isinstance(wish, want.LookUp):
            asks += _asks_of_codes(talk, _codes(talk, wish))
    return asks


def _asks_of_products(talk: Talk, products: Sequence[Product]) -> list[Ask]:
    outside = talk.services.sources
    return [ask for p in products for ask in about_prices(outside, talk.shop, p)]


def _asks_of_codes(talk: Talk, codes: Sequence[str]) -> list[Ask]:
    outside = talk.services.sources
    return [ask for gtin in codes for ask in about_facts(outside, gtin)]


def _codes(talk: Talk, wish: want.LookUp) -> list[str]:
    if wish.gtin:
        return [gtin_14(wish.gtin) or ""]
    return lookup.codes_on(talk.scan) if talk.scan is not None else []


def _waits(talk: Talk, wish: Intent, asks: Sequence[Ask]) -> bool:
    """Let the wish wait for the sources, where the answer can wait and they can help.

    What "this" is, is settled by the photo that is meant now.
    """
    if not talk.answer_cause or not must_be_asked(talk.session, asks, talk.now):
        return False
    scan = talk.scan if isinstance(wish, want.LookUp) and not wish.gtin else None
    let_wait(talk, wish, scan)
    return True


PERFORMERS: Performers = {
    want.ComparePrices: (Verb.LOOK, compare_prices),
    want.LookUp: (Verb.LOOK, look_up),
    want.SharePrices: (Verb.SHARE_PRICES, share),
}
