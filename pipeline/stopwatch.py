"""How long each stage of a reading took; used by `pipeline.shelf`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stopwatch:
    """Runs from its creation; stages add up under their name."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Time what runs inside as part of a stage."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begin
            self._stages[stage] = self._stages.get(stage, 0.0) + spent

    def milliseconds(self) -> dict[str, float]:
        """Each stage, and `total` since the start."""
        total = time.perf_counter() - self._start
        return {
            stage: round(seconds * 1000, 1)
            for stage, seconds in {**self._stages, "total": total}.items()
        }
