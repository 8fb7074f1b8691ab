"""Carries out wishes: each intent has one performer that calls a verb and says what
came of it, as a result for `bot.replies`. Called by the conversation and for captions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bot.actions import shops
from bot.dialogue import lookups, picture, products, shop, stock_wishes
from bot.results import MayNotChange, Result, Said
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Intent
from storage import conversations
from storage.shops import lock_shop

Performer = Callable[[Talk, Any], list[Result]]


def perform(talk: Talk, wishes: Iterable[Intent]) -> list[Result]:
    """Carry out the wishes in order; one that must be asked about stops no other.

    The shop is locked before the first change, as for a photo: whoever changed a
    product and locked the shop after it would block each other.
    """
    results: list[Result] = []
    wishes = list(wishes)
    if any(isinstance(wish, _CHANGES) for wish in wishes):
        lock_shop(talk.session, talk.shop.id)
    for wish in wishes:
        if isinstance(wish, _CHANGES) and not shops.may_change(talk.member):
            results.append(MayNotChange())
            continue
        performer = _PERFORMERS.get(type(wish))
        results.extend(performer(talk, wish) if performer else [Said(wish)])
    if talk.mentioned:
        mentioned = [str(product_id) for product_id in talk.mentioned]
        conversations.remember(talk.conversation, talk.now, products=mentioned)
    return results


_PERFORMERS: dict[type, Performer] = {
    want.Count: lookups.count,
    want.ListStock: lookups.list_stock,
    want.Missing: lookups.list_missing,
    want.LowStock: lookups.list_low,
    want.PriceOf: lookups.price_of,
    want.ListPrices: lookups.list_prices,
    want.Move: stock_wishes.move,
    want.Correct: stock_wishes.correct,
    want.Undo: stock_wishes.undo,
    want.Redo: stock_wishes.redo,
    want.NameGroup: picture.name_group,
    want.CountGroup: picture.count_group,
    want.SkipGroup: picture.skip_group,
    want.NewProduct: products.new_product,
    want.Rename: products.rename,
    want.AddAlias: products.add_alias,
    want.Remove: products.remove,
    want.SetMinimum: products.set_minimum,
    want.SetPackSize: products.set_pack_size,
    want.SetPrice: products.set_price,
    want.SetLanguage: shop.set_language,
    want.SetCurrency: shop.set_currency,
}
_CHANGES = (
    want.Move,
    want.Correct,
    want.Undo,
    want.Redo,
    want.NameGroup,
    want.CountGroup,
    want.SkipGroup,
    want.NewProduct,
    want.Rename,
    want.AddAlias,
    want.Remove,
    want.SetMinimum,
    want.SetPackSize,
    want.SetPrice,
    want.SetCurrency,
)
