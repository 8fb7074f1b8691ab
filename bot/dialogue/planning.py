"""Performers of questions about planning: why buy so much, what is disappearing."""

from __future__ import annotations

from collections.abc import Sequence

from bot.actions import restock
from bot.actions.explaining import Explained, explain
from bot.actions.roles import Verb
from bot.actions.shrink import shrink
from bot.dialogue.finding import with_product
from bot.dialogue.performers import Performers
from bot.results import Result
from bot.talk import Talk
from bot.understand import intents as want
from storage.models import Product


def explain_restock(talk: Talk, wish: want.ExplainRestock) -> list[Result]:
    def tell(products: Sequence[Product]) -> list[Explained]:
        return explain(talk.session, talk.shop, products, talk.now)

    if wish.product is not None:
        return with_product(talk, wish, lambda product: tell([product])[0])
    last = talk.last_products()
    if last:
        return [*tell(last)]
    return [restock.what_to_buy(talk.session, talk.shop, talk.now)]


def show_shrink(talk: Talk, wish: want.Shrink) -> list[Result]:
    def tell(product: Product | None) -> Result:
        return shrink(
            talk.session, talk.shop, talk.now, product=product, period=wish.period
        )

    return with_product(talk, wish, tell) if wish.product else [tell(None)]


PERFORMERS: Performers = {
    want.ExplainRestock: (Verb.LOOK, explain_restock),
    want.Shrink: (Verb.SEE_SHRINK, show_shrink),
}
