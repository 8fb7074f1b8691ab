"""What can come of an order that goes to its supplier. Results for `bot.replies`."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.order_views import OrderView


@dataclass(frozen=True, slots=True)
class OrderInDoubt:
    """Nobody knows whether the order arrived: the person is asked."""

    order: OrderView
    way: str


@dataclass(frozen=True, slots=True)
class SendingArrived:
    """A person has said that the order arrived."""

    order: OrderView


@dataclass(frozen=True, slots=True)
class SendLater:
    """It was given to forward; now it could be sent, if it was not forwarded."""

    order: OrderView
    way: str


@dataclass(frozen=True, slots=True)
class NotAtTime:
    """Something was to be sent later; `draft`: an order that can be sent now.

    `of_summary`: the summary of the week may be meant, which comes on no day yet.
    """

    draft: int | None = None
    of_summary: bool = False


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a supplier has answered is on its way to the shop."""

    shop_name: str
