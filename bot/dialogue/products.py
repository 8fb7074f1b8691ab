"""Performers of what is said about products: new, renamed, merged, minimum, price."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from bot.actions import catalogue as names
from bot.actions import price_lists, prices, suppliers
from bot.actions.edits import Edited
from bot.actions.merging import SameProduct, merge_products
from bot.actions.roles import Verb
from bot.dialogue import papers
from bot.dialogue.finding import is_known, with_product
from bot.dialogue.people import is_person, remove_member
from bot.dialogue.performers import Performers
from bot.results import Confirm, ConfirmMerge, Result, Said
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Named
from storage.models import Product
from storage.saving import ProductInput
from storage.suppliers import supplier_named

LONGEST_SHELF_LIFE = 3650
V = TypeVar("V", contravariant=True)


class _Setter(Protocol[V]):
    def __call__(
        self, session: Session, product: Product, value: V, /, *, member_id: UUID
    ) -> Result: ...


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
    return _set(talk, wish, names.rename, wish.name)


def add_alias(talk: Talk, wish: want.AddAlias) -> list[Result]:
    """Either side may be the known one: "cola = Coca-Cola", "Coca-Cola = cola"."""
    if not is_known(talk, wish.product) and is_known(talk, Named(wish.alias)):
        wish = want.AddAlias(Named(wish.alias), wish.product.phrase)
    return _set(talk, wish, names.add_alias, wish.alias)


def remove(talk: Talk, wish: want.Remove) -> list[Result]:
    """The product; or the person, where nobody sells a "Ben"."""
    if not is_known(talk, wish.product) and is_person(talk, wish.product.phrase):
        return remove_member(talk, want.RemoveMember(wish.product.phrase))

    def do(product: Product) -> Result:
        if not talk.confirms(want.Remove(Named(product.name, str(product.id)))):
            return Confirm(product.name, product.quantity)
        talk.forget_names()
        removed = names.remove(talk.session, product, member_id=talk.member.id)
        talk.batches.append(removed.batch_id)
        return removed

    return with_product(talk, wish, do)


def merge(talk: Talk, wish: want.MergeProducts) -> list[Result]:
    """Both become one, after the person has said yes to it."""
    product, into = talk.find(wish.product), talk.find(wish.into)
    if isinstance(product, Match):
        return [talk.ask_which(product, wish)]
    if isinstance(into, Match):
        return [talk.ask_which(into, wish)]
    settled = want.MergeProducts(
        Named(product.name, str(product.id)), Named(into.name, str(into.id))
    )
    if product.id == into.id:
        return [SameProduct(product.name)]
    if not talk.confirms(settled):
        return [ConfirmMerge(product.name, product.quantity, into.name, into.quantity)]
    merged = merge_products(talk.session, talk.shop, product, into)
    talk.forget_names()
    talk.mention([into])
    return [merged]


def set_minimum(talk: Talk, wish: want.SetMinimum) -> list[Result]:
    return _set(talk, wish, names.set_minimum, wish.minimum)


def set_pack_size(talk: Talk, wish: want.SetPackSize) -> list[Result]:
    if wish.size < 1:
        return [Said(want.TooLarge())]
    return _set(talk, wish, names.set_pack_size, wish.size)


def set_shelf_life(talk: Talk, wish: want.SetShelfLife) -> list[Result]:
    if not 1 <= wish.days <= LONGEST_SHELF_LIFE:
        return [Said(want.TooLarge())]
    return _set(talk, wish, names.set_shelf_life, wish.days)


def set_category(talk: Talk, wish: want.SetCategory) -> list[Result]:
    return _set(talk, wish, names.set_category, wish.category)


def set_supplier(talk: Talk, wish: want.SetSupplier) -> list[Result]:
    return _edit(
        talk,
        wish,
        lambda p: suppliers.set_supplier(
            talk.session, talk.shop, p, wish.supplier, member_id=talk.member.id
        ),
    )


def set_price(talk: Talk, wish: want.SetPrice) -> list[Result]:
    return _edit(
        talk,
        wish,
        lambda p: prices.set_price(
            talk.session, talk.shop, p, wish.amount, member_id=talk.member.id
        ),
    )


def set_cost(talk: Talk, wish: want.SetCost) -> list[Result]:
    if wish.supplier is None:
        return _set(talk, wish, prices.set_cost, wish.amount)
    return with_product(talk, wish, lambda p: _cost_at(talk, p, wish))


def _cost_at(talk: Talk, product: Product, wish: want.SetCost) -> Result:
    """ "Coke costs 40 at Karim": a line of that supplier's price list."""
    supplier = supplier_named(talk.session, talk.shop.id, wish.supplier or "")
    offers = [(product, wish.amount)]
    return papers.note_prices(
        talk,
        price_lists.note_prices(
            talk.session, talk.shop, talk.member, supplier, offers, price_lists.TYPED
        ),
    )


def _set(talk: Talk, wish: Any, setter: _Setter[V], value: V) -> list[Result]:
    """Set one thing about the wish's product, in the person's name."""
    return _edit(
        talk,
        wish,
        lambda p: setter(talk.session, p, value, member_id=talk.member.id),
    )


def _edit(talk: Talk, wish: Any, do: Callable[[Product], Result]) -> list[Result]:
    """Change something known about the wish's product; it can be undone."""
    results = with_product(talk, wish, do)
    for result in results:
        if isinstance(result, Edited) and result.batch_id is not None:
            talk.batches.append(result.batch_id)
    talk.forget_names()
    return results


PERFORMERS: Performers = {
    want.NewProduct: (Verb.NEW_PRODUCT, new_product),
    want.Rename: (Verb.RENAME, rename),
    want.AddAlias: (Verb.ADD_ALIAS, add_alias),
    want.Remove: (Verb.REMOVE, remove),
    want.MergeProducts: (Verb.MERGE, merge),
    want.SetMinimum: (Verb.SET_MINIMUM, set_minimum),
    want.SetPackSize: (Verb.SET_PACK_SIZE, set_pack_size),
    want.SetShelfLife: (Verb.SET_PACK_SIZE, set_shelf_life),
    want.SetCategory: (Verb.SET_CATEGORY, set_category),
    want.SetSupplier: (Verb.SET_SUPPLIER, set_supplier),
    want.SetPrice: (Verb.SET_PRICE, set_price),
    want.SetCost: (Verb.SET_PRICE, set_cost),
}
