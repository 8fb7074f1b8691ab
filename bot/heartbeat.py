"""Signs of life of a worker that has its models loaded; read by `/readyz`."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.services import Services
from storage import workers

log = structlog.get_logger(__name__)

VISION = "vision"
EVERY_S = 15.0


@contextmanager
def beating(
    services: Services, kind: str, version: str, every_s: float = EVERY_S
) -> Iterator[None]:
    """Tell every few seconds that this worker is ready, until the block is left."""
    name = f"{kind}:{socket.gethostname()}:{os.getpid()}"
    stop = threading.Event()

    def beat() -> None:
        while True:
            try:
                with services.db.transaction() as session:
                    workers.beat(session, name, kind, version)
            except SQLAlchemyError:
                log.warning("heartbeat_missed", kind=kind)
            if stop.wait(every_s):
                return

    thread = threading.Thread(target=beat, daemon=True, name=f"{kind}-heartbeat")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
        try:
            with services.db.transaction() as session:
                workers.leave(session, name)
        except SQLAlchemyError:
            log.warning("heartbeat_missed", kind=kind)
