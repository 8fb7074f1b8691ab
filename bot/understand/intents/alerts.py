"""Wishes about alerts: set, change, stop, list, later, why; and all messages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.understand.intents.parts import Named


@dataclass(frozen=True, slots=True)
class SetAlert:
    """Tell me when a product, or any of a category, falls below a threshold.

    At most one of `product` and `category` is set; neither: anything. `kind` is low or
    price; without a threshold: its minimum, or any drop of the price. Set again, it is
    changed.
    """

    product: Named | None = None
    category: str | None = None
    kind: str = "low"
    threshold: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StopAlert:
    """No more alerts for it; neither product nor category: for nothing at all."""

    product: Named | None = None
    category: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class ListAlerts:
    """Which alerts are there?"""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Not now: again in so many minutes, or on that day (tomorrow, monday, …).

    `product` None: all that was alerted last. Neither time: the usual pause.
    """

    product: Named | None = None
    minutes: int | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """Why was I alerted? None: of the last alert."""

    product: Named | None = None


@dataclass(frozen=True, slots=True)
class StopMessages:
    """Write nothing any more of your own accord."""


@dataclass(frozen=True, slots=True)
class StartMessages:
    """Write again."""


@dataclass(frozen=True, slots=True)
class SetQuietHours:
    """No alerts between these times of the day ("22:00"), in the shop's time zone.

    Neither: there are no quiet hours any more. `is_asked`: which ones are there?
    """

    start: str | None = None
    end: str | None = None
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class WeeklySummary:
    """How was the week?"""


@dataclass(frozen=True, slots=True)
class SetSummaryDay:
    """The summary of the week comes on that day, monday … sunday; None: no more."""

    weekday: str | None = None


@dataclass(frozen=True, slots=True)
class AddAddress:
    """Send alerts there too: an Apprise URL or an e-mail address, as it was typed."""

    url: str


@dataclass(frozen=True, slots=True)
class RemoveAddress:
    """Send no more alerts there; by its number in the list, or what it is called.

    None: there is only one, or it has to be asked.
    """

    which: str | None = None


@dataclass(frozen=True, slots=True)
class CountMessages:
    """How many messages were sent this month, and of which kind?"""


AlertIntent = (
    AddAddress
    | CountMessages
    | ListAlerts
    | RemoveAddress
    | SetAlert
    | SetQuietHours
    | SetSummaryDay
    | Snooze
    | StartMessages
    | StopAlert
    | StopMessages
    | WeeklySummary
    | Why
)
