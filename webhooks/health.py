"""What machines ask: is the process up, can it work, how much waits."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from flask import Blueprint, Response, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.heartbeat import VISION
from bot.services import Services
from storage import workers
from storage.db import Database
from storage.models import Enquiry, InboxMessage, OutboxMessage, Scan
from storage.models.messages import InboxStatus, OutboxStatus
from storage.models.sources import EnquiryStatus
from storage.models.stock import ScanStatus

MULTIPROCESS_DIR = "PROMETHEUS_MULTIPROC_DIR"
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


def create_blueprint(services: Services) -> Blueprint:
    """GET /healthz, /readyz, /metrics; a proxy should not pass /metrics on."""
    blueprint = Blueprint("health", __name__)
    registry = CollectorRegistry()
    registry.register(QueueDepths(services.db))
    _count_requests(blueprint, registry)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @blueprint.get("/readyz")
    def readyz() -> tuple[Response, int]:
        parts = {
            "database": _state_of(services.db.ping),
            "queue": _state_of(services.queue.ping),
        }
        is_ready = all(state == "ok" for state in parts.values())
        status = "ok" if is_ready else "unavailable"
        # Without models photos are taken all the same, and wait for a vision worker.
        told = {"status": status, **parts, "models": _models(services.db)}
        return jsonify(told), 200 if is_ready else 503

    @blueprint.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return blueprint


def _state_of(check: Callable[[], None]) -> str:
    """ "ok", or the kind of error; never its text, which may hold addresses."""
    try:
        check()
    except Exception as error:  # whatever a driver raises, the part is not usable
        return type(error).__name__
    return "ok"


def _models(db: Database) -> str:
    """ "ok" while a vision worker with loaded models gives signs of life."""
    try:
        with db.transaction() as session:
            return "ok" if workers.alive(session, VISION) else "no vision worker"
    except SQLAlchemyError as error:
        return type(error).__name__


def _count_requests(blueprint: Blueprint, registry: CollectorRegistry) -> None:
    """Count and time requests by route, in this process or in all web processes."""
    counted: CollectorRegistry | None = registry
    if os.environ.get(MULTIPROCESS_DIR):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        counted = None
    labels = ("method", "route", "status")
    requests = Counter(
        "atlasvision_http_requests", "Requests answered", labels, registry=counted
    )
    seconds = Histogram(
        "atlasvision_http_request_seconds",
        "Time to the answer",
        ("route",),
        registry=counted,
        buckets=_BUCKETS,
    )

    @blueprint.before_app_request
    def start() -> None:
        g.started = time.perf_counter()

    @blueprint.after_app_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        requests.labels(request.method, route, response.status_code).inc()
        seconds.labels(route).observe(time.perf_counter() - g.started)
        return response


class QueueDepths(Collector):
    """What waits, read from the database at each scrape."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def describe(self) -> list[GaugeMetricFamily]:
        """No values before the first scrape: registering must not need a database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("atlasvision_database_up", "1 when it answers")
        try:
            with self._db.transaction() as session:
                session.execute(text("SET LOCAL statement_timeout = '2s'"))
                waiting = _waiting(session)
        except SQLAlchemyError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        depth = GaugeMetricFamily(
            "atlasvision_waiting", "Messages, scans and replies open", labels=["where"]
        )
        oldest = GaugeMetricFamily(
            "atlasvision_oldest_waiting_seconds", "Age of the oldest", labels=["where"]
        )
        for where, (open_rows, age) in waiting.items():
            depth.add_metric([where], open_rows)
            oldest.add_metric([where], age)
        yield depth
        yield oldest


def _waiting(session: Session) -> dict[str, tuple[int, float]]:
    """(how many, age of the oldest in seconds) for each table with open work."""

    def open_rows(
        status: InstrumentedAttribute[str],
        created_at: InstrumentedAttribute[datetime],
        states: tuple[str, ...],
    ) -> tuple[int, float]:
        age = func.extract("epoch", func.now() - func.min(created_at))
        row = session.execute(select(func.count(), age).where(status.in_(states)))
        waiting, oldest = row.one()
        return waiting, float(oldest or 0)

    return {
        "inbox": open_rows(
            InboxMessage.status, InboxMessage.received_at, (InboxStatus.RECEIVED,)
        ),
        "scans": open_rows(
            Scan.status, Scan.created_at, (ScanStatus.PENDING, ScanStatus.PROCESSING)
        ),
        "enquiries": open_rows(
            Enquiry.status, Enquiry.created_at, (EnquiryStatus.PENDING,)
        ),
        "outbox": open_rows(
            OutboxMessage.status,
            OutboxMessage.created_at,
            (OutboxStatus.PENDING, OutboxStatus.SENDING),
        ),
    }
