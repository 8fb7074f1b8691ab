"""Performers of what is said about products: new, renamed, minimum, price."""

from __future__ import annotations

from bot.actions import catalogue as names
from bot.actions import prices
from bot.dialogue.finding import is_known, with_product
from bot.results import (
    Confirm,
    Result,
    Said,
)
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Named
from storage.models import Product
from storage.saving import ProductInput


def new_product(talk: Talk, wish: want.NewProduct) -> list[Result]:
    described = names.describe(
        talk.session,
        talk.shop,
        ProductInput(
            wish.name,
            minimum=wish.minimum,
            price=wish.price,
            quantity=wish.quantity,
        ),
        member_id=talk.member.id,
    )
    talk.forget_names()
    if isinstance(described, names.Described):
        talk.mentioned.append(described.product_id)
        if described.batch_id is not None:
            talk.batches.append(described.batch_id)
    return [described]


def rename(talk: Talk, wish: want.Rename) -> list[Result]:
    talk_shop = talk.shop.id
    results = with_product(
        talk, wish, lambda p: names.rename(talk.session, talk_shop, p, wish.name)
    )
    talk.forget_names()
    return results


def add_alias(talk: Talk, wish: want.AddAlias) -> list[Result]:
    """Either side may be the known one: "cola = Coca-Cola", "Coca-Cola = cola"."""
    if not is_known(talk, wish.product) and is_known(talk, Named(wish.alias)):
        wish = want.AddAlias(Named(wish.alias), wish.product.phrase)
    results = with_product(
        talk, wish, lambda p: names.add_alias(talk.session, talk.shop.id, p, wish.alias)
    )
    talk.forget_names()
    return results


def remove(talk: Talk, wish: want.Remove) -> list[Result]:
    def ask(product: Product) -> Result:
        talk.ask({"kind": "remove", "product_id": str(product.id)})
        return Confirm(product.name, product.quantity)

    return with_product(talk, wish, ask)


def set_minimum(talk: Talk, wish: want.SetMinimum) -> list[Result]:
    return with_product(
        talk, wish, lambda p: names.set_minimum(talk.session, p, wish.minimum)
    )


def set_pack_size(talk: Talk, wish: want.SetPackSize) -> list[Result]:
    if wish.size < 1:
        return [Said(want.TooLarge())]
    return with_product(
        talk, wish, lambda p: names.set_pack_size(talk.session, p, wish.size)
    )


def set_price(talk: Talk, wish: want.SetPrice) -> list[Result]:
    return with_product(
        talk,
        wish,
        lambda p: prices.set_price(talk.session, talk.shop, p, wish.amount),
    )
