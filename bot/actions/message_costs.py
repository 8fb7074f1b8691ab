"""How many messages were sent, where they cost money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.quiet_hours import month_of
from storage import message_counts
from storage.models import Shop

WHATSAPP = "whatsapp"
FREE_A_MONTH = 1000
"""Free-form messages that WhatsApp does not bill, for each number and month."""


@dataclass(frozen=True, slots=True)
class MessageCosts:
    """The shop's WhatsApp messages of this month.

    `number_free_form` counts all shops that share the number, for the free ones.
    """

    when: datetime
    free_form: int
    templates: int
    number_free_form: int

    @property
    def total(self) -> int:
        return self.free_form + self.templates


def count_messages(session: Session, shop: Shop, now: datetime) -> MessageCosts:
    """How many messages this month, of which kind."""
    month = month_of(now, shop.timezone)
    sent = message_counts.of_month(session, shop.id, WHATSAPP, month)
    return MessageCosts(
        now,
        sent.get("free_form", 0),
        sent.get("utility_template", 0),
        message_counts.of_number(session, WHATSAPP, month, "free_form"),
    )
