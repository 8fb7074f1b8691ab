"""Undo of what does not stand in the books of stock: a supplier's details, a cancelled
order, the sharing of prices, boxes on a photo that nothing was booked for.

A person's conversation remembers what they changed last, and at which movement of the
books; `undo` takes back whichever of both is newer. Called by the performers.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bot.actions import boxes, price_sharing
from bot.actions.boxes import BoxesTakenBack
from bot.actions.order_views import view
from bot.actions.roles import Verb, refusal
from bot.actions.suppliers import line_of
from bot.actions.taken_back import SetSince, TakenBack
from bot.results import Result
from bot.talk import Talk
from storage import box_corrections, conversations, ledger, suppliers
from storage import undoing as books
from storage.models import Order
from storage.models.orders import OrderStatus
from storage.shops import lock_shop

CHANGES = "changes"
MOST_KEPT = 10
SUPPLIER_COLUMNS = ("phone", "email", "lead_days", "delivery_days", "minimum_order")


def note(talk: Talk, kind: str, subject: str, before: Any, after: Any) -> None:
    """Remember a change, as JSON, so that it can be taken back."""
    if before == after:
        return
    seq = ledger.newest(talk.session, talk.shop.id)
    entry = {
        "kind": kind,
        "of": subject,
        "before": before,
        "after": after,
        "seq": seq,
        "shop": str(talk.shop.id),
    }
    kept = [*_kept(talk), entry][-MOST_KEPT:]
    conversations.remember(talk.conversation, talk.now, **{CHANGES: kept})


def take_back(talk: Talk) -> Result | None:
    """Undo the change that was remembered last; None where the books' is newer."""
    kept = _kept(talk)
    if not kept or kept[-1]["shop"] != str(talk.shop.id):
        return None
    entry = kept[-1]
    rows = books.last_batch(talk.session, talk.shop.id, of=talk.member.id)
    if rows and rows[0].seq > entry["seq"]:
        return None
    verb, undo = _KINDS[entry["kind"]]
    refused = refusal(talk.member, verb)
    if refused is not None:
        return refused
    lock_shop(talk.session, talk.shop.id)
    conversations.remember(talk.conversation, talk.now, **{CHANGES: kept[:-1] or None})
    return undo(talk, entry) or SetSince()


def details_of(supplier: Any) -> dict[str, Any]:
    """What may be said of a supplier, as JSON."""
    return {name: _plain(getattr(supplier, name)) for name in SUPPLIER_COLUMNS}


def _plain(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def _kept(talk: Talk) -> list[dict[str, Any]]:
    return list(talk.conversation.context.get(CHANGES, ()))


def _supplier(talk: Talk, entry: Mapping[str, Any]) -> TakenBack | None:
    supplier = suppliers.get(talk.session, uuid.UUID(entry["of"]))
    if supplier is None or details_of(supplier) != entry["after"]:
        return None
    for name, value in entry["before"].items():
        is_money = name == "minimum_order" and value is not None
        setattr(supplier, name, Decimal(value) if is_money else value)
    talk.session.flush()
    return TakenBack(supplier=line_of(talk.session, talk.shop, supplier))


def boxes_back(talk: Talk, entry: Mapping[str, Any]) -> BoxesTakenBack | None:
    """None where others have corrected the photo since, or it was taken back before."""
    correction = box_corrections.get(talk.session, uuid.UUID(entry["of"]))
    if correction is None or correction.shop_id != talk.shop.id:
        return None
    if correction.undone_at is not None or boxes.is_overtaken(talk.session, correction):
        return None
    lock_shop(talk.session, talk.shop.id)
    restored = boxes.take_back(talk.session, correction, talk.now)
    talk.current_scan, talk.picture_key = restored.scan, restored.picture_key
    others = [kept for kept in _kept(talk) if kept["of"] != entry["of"]]
    conversations.remember(talk.conversation, talk.now, **{CHANGES: others or None})
    return BoxesTakenBack(boxes.facings_shown(restored.scan))


def _cancelled(talk: Talk, entry: Mapping[str, Any]) -> TakenBack | None:
    """What was withdrawn on its way is sent only after it is approved once more."""
    order = talk.session.get(Order, uuid.UUID(entry["of"]), populate_existing=True)
    if order is None or order.status != OrderStatus.CANCELLED:
        return None
    order.status = OrderStatus(entry["before"])
    talk.session.flush()
    return TakenBack(order=view(talk.session, order))


def _sharing(talk: Talk, entry: Mapping[str, Any]) -> TakenBack | None:
    if (talk.shop.shares_prices_since is not None) != entry["after"]:
        return None
    price_sharing.share_prices(talk.session, talk.shop, entry["before"], talk.now)
    return TakenBack(shares=entry["before"])


_KINDS: dict[str, tuple[Verb, Callable[[Talk, Mapping[str, Any]], Result | None]]] = {
    "boxes": (Verb.CORRECT, boxes_back),
    "supplier": (Verb.SET_SUPPLIER, _supplier),
    "cancelled": (Verb.APPROVE_ORDER, _cancelled),
    "sharing": (Verb.SHARE_PRICES, _sharing),
}
