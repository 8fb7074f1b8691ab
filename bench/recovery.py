"""kill -9 of the vision worker in the middle of a photo: seconds to the answer."""

from __future__ import annotations

import threading
import time
from typing import Any

from sqlalchemy import func, select

from bench.figures import percentile, print_table
from bench.installation import Installation, demo_photos, installation
from storage.models import Scan
from storage.models.stock import ScanStatus


def measure(*, quick: bool = False) -> dict[str, Any]:
    """The worst and median of several kills, with the default lease."""
    photos = demo_photos()
    rounds = 2 if quick else 5
    with installation() as running:
        list(running.console.say(f"photo {photos[0]}"))
        times = [_kill_and_time(running, str(photos[1 + n])) for n in range(rounds)]
    result = {
        "kills": rounds,
        "p50_s": round(percentile(times, 0.5), 1),
        "max_s": round(max(times), 1),
    }
    print_table(
        "kill -9 of the vision worker to the answer", [list(result), [*result.values()]]
    )
    return {"kill_to_answer": result}


def _kill_and_time(running: Installation, photo: str) -> float:
    replies: list[object] = []
    sender = threading.Thread(
        target=lambda: replies.extend(running.console.say(f"photo {photo}"))
    )
    sender.start()
    while not _is_reading(running):
        time.sleep(0.01)
    time.sleep(0.2)
    running.stack.processes.kill("vision worker")
    killed = time.perf_counter()
    sender.join()
    if len(replies) != 1:
        raise RuntimeError(f"{len(replies)} answers instead of one")
    return time.perf_counter() - killed


def _is_reading(running: Installation) -> bool:
    with running.services.db.transaction() as session:
        return bool(
            session.scalar(
                select(func.count()).where(Scan.status == ScanStatus.PROCESSING)
            )
        )
