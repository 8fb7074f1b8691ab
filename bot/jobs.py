"""Thin Dramatiq actors: ids in, one call each. Registered by the worker command."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import dramatiq
from dramatiq import Broker

from bot import alerting, answering, delivery, enquiring, market_watch, summaries
from bot.queue import (
    CHAT_QUEUE,
    DRAWING_QUEUE,
    OUTBOX_QUEUE,
    OUTSIDE_QUEUE,
    PICTURE_QUEUE,
    VISION_QUEUE,
)
from bot.services import Services

OPTIONS: dict[str, Any] = {
    "max_retries": 3,
    "min_backoff": 2_000,
    "max_backoff": 30_000,
    "max_age": 600_000,
}
"""The broker's retries only bridge a short outage of the database; what must survive
longer is found by the sweeper."""


def register(broker: Broker, services: Services) -> None:
    """Declare the actors on the broker; vision only where there are models."""
    _declare(broker, "handle_chat", CHAT_QUEUE, 120_000)(
        lambda chat_id: answering.handle_chat(services, uuid.UUID(chat_id))
    )
    _declare(broker, "deliver", OUTBOX_QUEUE, 120_000)(
        lambda outbox_id: delivery.deliver(services, uuid.UUID(outbox_id))
    )
    _declare(broker, "push_alerts", OUTBOX_QUEUE, 60_000)(
        lambda chat_id: alerting.push(services, uuid.UUID(chat_id))
    )
    _declare(broker, "push_summary", OUTBOX_QUEUE, 60_000)(
        lambda plan_id: summaries.push(services, uuid.UUID(plan_id))
    )
    _declare(broker, "ask_outside", OUTSIDE_QUEUE, 120_000)(
        lambda enquiry_id: enquiring.answer(services, uuid.UUID(enquiry_id))
    )
    _declare(broker, "watch_prices", OUTSIDE_QUEUE, 300_000)(
        lambda shop_id: market_watch.watch(services, uuid.UUID(shop_id))
    )
    if services.vision is not None:
        # Imported here: the decision code of a photo is of no use without models.
        from bot import reading

        # A video of a minute is followed frame by frame.
        _declare(broker, "read_scan", VISION_QUEUE, 300_000)(
            lambda scan_id: reading.read_scan(services, uuid.UUID(scan_id))
        )
        _declare(broker, "look_at_picture", PICTURE_QUEUE, 300_000)(
            lambda enquiry_id: enquiring.answer(services, uuid.UUID(enquiry_id))
        )
        _declare(broker, "draw_on_picture", DRAWING_QUEUE, 120_000)(
            lambda enquiry_id: enquiring.answer(services, uuid.UUID(enquiry_id))
        )


def _declare(
    broker: Broker, name: str, queue: str, time_limit_ms: int
) -> Callable[[Callable[[str], None]], object]:
    return dramatiq.actor(
        broker=broker,
        actor_name=name,
        queue_name=queue,
        time_limit=time_limit_ms,
        **OPTIONS,
    )
