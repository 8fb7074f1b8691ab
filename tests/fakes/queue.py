"""A queue that runs nothing and remembers what it was asked for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field


@dataclass
class RecordingQueue:
    """Job ids in the order they came; a test runs the jobs it is about."""

    chats: list[uuid.UUID] = field(default_factory=list)
    scans: list[uuid.UUID] = field(default_factory=list)
    deliveries: list[uuid.UUID] = field(default_factory=list)
    alerts: list[uuid.UUID] = field(default_factory=list)
    summaries: list[uuid.UUID] = field(default_factory=list)
    enquiries: list[uuid.UUID] = field(default_factory=list)
    watches: list[uuid.UUID] = field(default_factory=list)
    looks: list[uuid.UUID] = field(default_factory=list)
    drawings: list[uuid.UUID] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """How long each enquiry is to wait."""

    def handle_chat(self, chat_id: uuid.UUID) -> None:
        self.chats.append(chat_id)

    def read_scan(self, scan_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self.scans.append(scan_id)

    def deliver(self, outbox_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self.deliveries.append(outbox_id)

    def push_alerts(self, chat_id: uuid.UUID) -> None:
        self.alerts.append(chat_id)

    def push_summary(self, plan_id: uuid.UUID) -> None:
        self.summaries.append(plan_id)

    def ask_outside(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self.enquiries.append(enquiry_id)
        self.waits.append(delay_s)

    def watch_prices(self, shop_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self.watches.append(shop_id)

    def look_at_picture(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self.looks.append(enquiry_id)

    def draw_on_picture(self, enquiry_id: uuid.UUID, delay_s: float = 0.0) -> None:
        self.drawings.append(enquiry_id)

    def ping(self) -> None:
        return None
