"""Performers of questions: how many, what is missing, what does it cost."""

from __future__ import annotations

from bot.actions import prices, stock
from bot.actions.missing import missing
from bot.dialogue.finding import is_worth_asking, with_product
from bot.results import Result, Said, Unknown
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Named
from storage.models import Product


def count(talk: Talk, wish: want.Count) -> list[Result]:
    if not wish.products:
        last = talk.last_products()
        if not last:
            return [stock.list_stock(talk.session, talk.shop.id)]
        return [stock.count(talk.session, [product.id for product in last])]
    whole = " ".join(named.phrase for named in wish.products)
    if len(wish.products) > 1 and talk.index.is_name(whole):
        wish = want.Count((Named(whole),), wish.is_guess)
    found: list[Product] = []
    unclear: list[Result] = []
    for named in wish.products:
        product = talk.find(named)
        if isinstance(product, Product):
            found.append(product)
        elif wish.is_guess and not is_worth_asking(product):
            unclear.append(_not_known(named.phrase))
        else:
            unclear.append(talk.ask_which(product, want.Count((named,))))
    talk.mention(found)
    counted = [stock.count(talk.session, [p.id for p in found])] if found else []
    return [*counted, *unclear]


def _not_known(phrase: str) -> Result:
    """One or two plain words were probably a product's name; more were not."""
    words = phrase.split()
    if len(words) <= 2 and all(word.isalpha() for word in words):
        return Unknown(phrase)
    return Said(want.NotUnderstood(phrase))


def list_stock(talk: Talk, wish: want.ListStock) -> list[Result]:
    return [stock.list_stock(talk.session, talk.shop.id, wish.category)]


def list_missing(talk: Talk, wish: want.Missing) -> list[Result]:
    return [missing(talk.session, talk.shop.id, talk.scan)]


def list_low(talk: Talk, wish: want.LowStock) -> list[Result]:
    return [stock.low_stock(talk.session, talk.shop.id)]


def price_of(talk: Talk, wish: want.PriceOf) -> list[Result]:
    return with_product(talk, wish, lambda product: prices.price_of(product))


def list_prices(talk: Talk, wish: want.ListPrices) -> list[Result]:
    return [prices.list_prices(talk.session, talk.shop)]
