"""Looking up the product of a wish, or asking which one is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.results import Result
from bot.talk import Match, Talk
from bot.understand.intents import Named
from storage.models import Product


def is_worth_asking(match: Match) -> bool:
    """Whether words without a verb may name a product: they fit some, or nearly do."""
    is_short = len(match.phrase.split()) <= 2
    return match.is_known or (bool(match.products) and (match.is_close or is_short))


def is_known(talk: Talk, named: Named) -> bool:
    """Whether the name leads to one product, or fits several."""
    product = talk.find(named)
    return isinstance(product, Product) or product.is_known


def with_product(
    talk: Talk, wish: Any, do: Callable[[Product], Result]
) -> list[Result]:
    """Do it with the wish's product, or ask which one that is."""
    product = talk.find(wish.product)
    if isinstance(product, Match):
        return [talk.ask_which(product, wish)]
    talk.mention([product])
    return [do(product)]
