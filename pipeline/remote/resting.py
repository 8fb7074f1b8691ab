"""A server that failed is left alone for a while: no photo waits for it again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from pipeline.errors import RemoteModelError

REST_S, LONG_REST_S = 60.0, 600.0  # after a passing failure, and after a final one
Answer = TypeVar("Answer")


class Resting:
    """Asks one server for one model, unless it failed a short time ago."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._until = 0.0
        self._last: RemoteModelError | None = None

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """What the question gives; raises RemoteModelError, that of the last failure
        while the server is left alone."""
        with self._lock:
            if self._last is not None and self._clock() < self._until:
                raise self._last
        try:
            answer = question()
        except RemoteModelError as error:
            self._note(error)
            raise
        with self._lock:
            self._last = None
        return answer

    def _note(self, error: RemoteModelError) -> None:
        with self._lock:
            self._last = error
            rest = LONG_REST_S if error.is_final else REST_S
            self._until = self._clock() + rest
