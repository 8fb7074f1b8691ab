"""Jobs onto the queue: ids only. The database remembers what a lost queue forgets."""

from __future__ import annotations

import uuid

import structlog
from dramatiq import Message
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import BrokerConnectionError as QueueUnreachable
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

CHAT_QUEUE = "chat"
VISION_QUEUE = "vision"
OUTBOX_QUEUE = "outbox"
OUTSIDE_QUEUE = "outside"
PICTURE_QUEUE = "picture"
DRAWING_QUEUE = "drawing"
QUEUES = (
    CHAT_QUEUE,
    VISION_QUEUE,
    OUTBOX_QUEUE,
    OUTSIDE_QUEUE,
    PICTURE_QUEUE,
    DRAWING_QUEUE,
)


def make_broker(redis_url: str) -> RedisBroker:
    """A broker without workers. A killed worker's jobs come back within minutes (the
    leases are faster), hence the high maintenance chance."""
    broker: RedisBroker = RedisBroker(  # type: ignore[no-untyped-call]
        url=redis_url,
        maintenance_chance=1_000_000,
        socket_connect_timeout=2,
        socket_timeout=10,
    )
    for name in QUEUES:
        broker.declare_queue(name)
    return broker


class DramatiqQueue:
    """Implements `JobQueue`. A queue that is down is logged, not raised: every job has
    its row, and the sweeper finds rows whose job got lost."""

    def __init__(self, broker: RedisBroker) -> None:
        self._broker = broker

    def handle_chat(self, chat_id: uuid.UUID) -> None:
        self._enqueue(CHAT_QUEUE, "handle_chat", chat_id, 0.0)

    def read_scan(self, scan_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self._enqueue(VISION_QUEUE, "read_scan", scan_id, delay_s)

    def deliver(self, outbox_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self._enqueue(OUTBOX_QUEUE, "deliver", outbox_id, delay_s)

    def push_alerts(self, chat_id: uuid.UUID) -> None:
        self._enqueue(OUTBOX_QUEUE, "push_alerts", chat_id, 0.0)

    def push_summary(self, plan_id: uuid.UUID) -> None:
        self._enqueue(OUTBOX_QUEUE, "push_summary", plan_id, 0.0)

    def ask_outside(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self._enqueue(OUTSIDE_QUEUE, "ask_outside", enquiry_id, delay_s)

    def watch_prices(self, shop_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self._enqueue(OUTSIDE_QUEUE, "watch_prices", shop_id, delay_s)

    def look_at_picture(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self._enqueue(PICTURE_QUEUE, "look_at_picture", enquiry_id, delay_s)

    def draw_on_picture(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self._enqueue(DRAWING_QUEUE, "draw_on_picture", enquiry_id, delay_s)

    def ping(self) -> None:
        self._broker.client.ping()

    def _enqueue(
        self, queue: str, actor: str, row_id: uuid.UUID, delay_s: float
    ) -> None:
        message: Message[None] = Message(
            queue_name=queue,
            actor_name=actor,
            args=(str(row_id),),
            kwargs={},
            options={},
        )
        delay_ms = int(delay_s * 1000) if delay_s > 0 else None
        try:
            self._broker.enqueue(message, delay=delay_ms)
        except (QueueUnreachable, RedisError) as error:
            log.warning("queue_unreachable", job=actor, error=type(error).__name__)
