"""When something that nobody asked for just now may be sent, and what that costs.

Asked when a digest is made (`bot.alerting`) and again when it goes out
(`bot.delivery`): "stop", quiet hours and snoozes hold pushes back, never answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.quiet_hours import daytime_from, quiet_until
from storage.models import Chat, Shop

WHATSAPP = "whatsapp"
WINDOW = timedelta(hours=24) - timedelta(minutes=5)
"""Free text is allowed for a day after the person's last message; a little less, as
the digest is not out yet."""
LOOK_AGAIN = timedelta(days=1)
"""Where only the person's next message can change anything, which is noticed."""
GAP = timedelta(minutes=1)
GAP_BILLED = timedelta(minutes=15)
GAP_TEMPLATE = timedelta(hours=3)
GAP_TEMPLATE_CALM = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now; `until` is when to look again."""

    reason: str
    until: datetime


def stopped(chat: Chat, now: datetime) -> Hold | None:
    """Whether the person wants no messages of our own accord."""
    if chat.stopped_at is None:
        return None
    return Hold("stopped", now + LOOK_AGAIN)


def quiet(shop: Shop, now: datetime) -> Hold | None:
    """Whether the shop has quiet hours now."""
    until = quiet_until(now, shop.timezone, shop.quiet_from, shop.quiet_to)
    return Hold("quiet", until) if until is not None else None


def too_soon(
    chat: Chat,
    zone: str,
    now: datetime,
    *,
    told_at: datetime | None,
    is_urgent: bool,
    has_template: bool,
) -> Hold | None:
    """Whether to wait for the cheapest lawful way of telling the news.

    WhatsApp: free text while its window is open. Outside it a template, which costs:
    what is sold out at most every three hours, all else once a day and by day. Without
    a template the news wait for the person's next message, which opens the window.
    """
    gap = GAP_BILLED if chat.channel == WHATSAPP else GAP
    if chat.channel == WHATSAPP and not _is_window_open(chat, now):
        if not has_template:
            return Hold("window", now + LOOK_AGAIN)
        gap = GAP_TEMPLATE if is_urgent else GAP_TEMPLATE_CALM
        day = daytime_from(now, zone)
        if not is_urgent and day > now:
            return Hold("window", day)
    if told_at is not None and told_at + gap > now:
        return Hold("bundle", told_at + gap)
    return None


def _is_window_open(chat: Chat, now: datetime) -> bool:
    return chat.last_inbound_at is not None and now - chat.last_inbound_at < WINDOW
