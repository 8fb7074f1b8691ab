""" "Make coke 3 crates, drop fanta" where a draft was shown: it is the draft.

Anywhere else the same words count what is in stock, or take a product out of the list;
but for packs of a product that stands in an open draft.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogue import draft_focus
from bot.talk import Match, Talk
from bot.understand import intents as want
from bot.understand.intents import Intent, Item, Named
from bot.understand.words import fold
from storage import orders
from storage.models import Order
from storage.models.orders import OrderStatus

_MAKE = re.compile(
    r"(?:make|change|set|put|mets|met|mettez|passe|pon|ponga|cambia|weka|fanya|badili\w*"
    r"|خلي|اجعل|غير|حط)\b"
)
_ADD = re.compile(
    r"\b(?:add|plus|ajoute[rz]?|rajoute[rz]?|agrega|anade|suma|ongeza|ضيف|اضف|زود)\b"
)
_DROP = re.compile(
    r"(?:drop|skip|leave out|take out|enleve[rz]?|retire[rz]?|quita|saca|toa|ondoa"
    r"|احذف|شيل)\b"
)
_NONE = re.compile(
    r"(?:no|without|skip|leave out|sans|pas de|pas d|sin|bila|hakuna|بدون|من غير|بلا) "
    r"(?P<name>[^\d]+)"
)
_OF_ORDERS = (
    want.EditOrder,
    want.DraftOrder,
    want.ApproveOrder,
    want.CancelOrder,
    want.ListOrders,
    want.Undo,
    want.Redo,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """How it was said: told to make it so, to add, or to leave out."""

    makes: bool
    adds: bool
    drops: bool


def meant_for_draft(
    talk: Talk, text: str, wishes: Sequence[Intent]
) -> Sequence[Intent]:
    """The wishes, with those about products of the drafts talked about as edits.

    All or none: "sold 3 coke" beside them shows that the talk is of something else.
    """
    folded = fold(text)
    said = _Said(
        _MAKE.match(folded) is not None,
        _ADD.search(folded) is not None,
        _DROP.match(folded) is not None,
    )
    focus = draft_focus.in_focus(talk)
    if not focus:
        return _of_open_drafts(talk, said, wishes)
    left_out = _left_out(talk, focus, folded)
    if left_out is not None:
        return [left_out]
    edits = [_edits(talk, focus, wish, said) for wish in wishes]
    if any(edits) and not all(edits):  # what else is said may be new to the draft
        sure = _Said(True, said.adds, True)
        edits = [_edits(talk, focus, wish, sure) for wish in wishes]
    if edits and all(edits):
        return [edit for part in edits for edit in part]
    if not all(isinstance(wish, _OF_ORDERS) for wish in wishes):
        draft_focus.forget(talk)
    return wishes


def _of_open_drafts(
    talk: Talk, said: _Said, wishes: Sequence[Intent]
) -> Sequence[Intent]:
    """ "Make coke 3 crates" the day after: packs are ordered, pieces are counted."""
    if not said.makes and not said.drops:
        return wishes
    drafts = [
        order
        for order in orders.open_orders(talk.session, talk.shop.id)
        if order.status == OrderStatus.DRAFT
    ]
    if not drafts or not all(_is_of_packs(wish) for wish in wishes):
        return wishes
    edits = [_edits(talk, drafts, w, _Said(False, False, False)) for w in wishes]
    return [e for part in edits for e in part] if all(edits) else wishes


def _is_of_packs(wish: Intent) -> bool:
    if isinstance(wish, want.Correct):
        return all(item.unit for item in wish.items)
    return isinstance(wish, want.Remove)


def _left_out(talk: Talk, focus: Sequence[Order], folded: str) -> want.EditOrder | None:
    """ "No fanta", of what stands in a draft."""
    found = _NONE.fullmatch(folded.strip(" .!"))
    named = Named(found["name"]) if found else None
    if named is None or not _is_in(talk, focus, named):
        return None
    return want.EditOrder(named)


def _edits(
    talk: Talk, focus: Sequence[Order], wish: Intent, said: _Said
) -> list[Intent]:
    """What the wish does to the drafts; nothing where it is about something else."""
    if isinstance(wish, want.EditOrder):
        return [wish]
    if isinstance(wish, want.Remove):
        is_meant = said.drops and _is_product(talk, wish.product)
        is_in = _is_in(talk, focus, wish.product)
        return [want.EditOrder(wish.product)] if is_in or is_meant else []
    if isinstance(wish, want.Correct):
        is_all_in = all(_is_in(talk, focus, item.product) for item in wish.items)
        return [_line(item) for item in wish.items] if is_all_in or said.makes else []
    if isinstance(wish, want.Move) and wish.kind == "delivery" and said.adds:
        return [_line(item, is_more=True) for item in wish.items]
    return []


def _line(item: Item, *, is_more: bool = False) -> want.EditOrder:
    return want.EditOrder(item.product, item.quantity, item.unit, is_more=is_more)


def _is_product(talk: Talk, named: Named) -> bool:
    return not isinstance(talk.find(named), Match)


def _is_in(talk: Talk, focus: Sequence[Order], named: Named) -> bool:
    """Whether that is one product, and one of these drafts'."""
    product = talk.find(named)
    if isinstance(product, Match):
        return False
    return any(orders.has_line(talk.session, order, product.id) for order in focus)
