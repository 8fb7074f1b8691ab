"""Performers of questions about planning: why buy so much, what is disappearing."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.actions import restock
from bot.actions.explaining import Explained, explain
from bot.actions.roles import Verb
from bot.actions.shrink import shrink
from bot.dialogue.finding import with_product
from bot.dialogue.performers import Performers
from bot.results import Result
from bot.talk import Talk
from bot.understand import intents as want
from bot.understand.intents import Item
from storage import catalogue, conversations
from storage.models import Product

TO_BUY = "to_buy"
"""In the conversation's context: the list that was shown (its first products, what it
was made for), and when."""
MEANT_FOR = timedelta(minutes=10)
MOST_EXPLAINED = 3


def note_list(talk: Talk, list_: restock.BuyList, supplier: str | None) -> None:
    """ "Why?" and "order it" are about this list now."""
    ids = [str(line.product_id) for line in list_.lines[:MOST_EXPLAINED]]
    shown = {
        "products": ids,
        "budget": None if list_.budget is None else str(list_.budget),
        "days": list_.days,
        "supplier": supplier,
        "at": talk.now.isoformat(),
    }
    conversations.remember(
        talk.conversation, talk.now, products=None, **{TO_BUY: shown if ids else None}
    )


def asked_what_to_buy(talk: Talk) -> list[Product]:
    """The first products of the list that was shown just now."""
    shown = _shown(talk)
    keys = shown["products"] if shown else ()
    found = (catalogue.get(talk.session, uuid.UUID(key)) for key in keys)
    return [product for product in found if product is not None]


def list_to_order(talk: Talk) -> restock.BuyList:
    """The list that was shown just now, made anew; without one, all that is needed."""
    shown = _shown(talk)
    if shown is None:
        return restock.what_to_buy(talk.session, talk.shop, talk.now)
    return restock.what_to_buy(
        talk.session,
        talk.shop,
        talk.now,
        budget=None if shown["budget"] is None else Decimal(shown["budget"]),
        days=shown["days"],
        supplier=shown["supplier"],
    )


def means_list(talk: Talk, items: Sequence[Item]) -> bool:
    """ "Order it", where nothing but the list was talked about since it was shown."""
    return (
        _shown(talk) is not None
        and not talk.last_products()
        and all(
            item.quantity is None
            and not item.product.phrase
            and not item.product.product_id
            for item in items
        )
    )


def _shown(talk: Talk) -> dict[str, Any] | None:
    shown = talk.conversation.context.get(TO_BUY)
    if not shown or talk.now - datetime.fromisoformat(shown["at"]) > MEANT_FOR:
        return None
    return dict(shown) if "days" in shown else None


def explain_restock(talk: Talk, wish: want.ExplainRestock) -> list[Result]:
    def tell(products: Sequence[Product]) -> list[Explained]:
        return explain(talk.session, talk.shop, products, talk.now)

    if wish.product is not None:
        return with_product(talk, wish, lambda product: tell([product])[0])
    last = asked_what_to_buy(talk) or talk.last_products()
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
