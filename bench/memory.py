"""Resident memory of each process after it has done its work on every demo photo."""

from __future__ import annotations

from typing import Any

from bench.figures import print_table
from bench.installation import demo_photos, installation


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Megabytes per process kind; the web process with its gunicorn parent."""
    with installation() as running:
        for photo in demo_photos()[: 3 if quick else None]:
            list(running.console.say(f"photo {photo}"))
        list(running.console.say("how many are left?"))
        result = {name: round(mb) for name, mb in running.memory_mb().items()}
    print_table("resident memory", [["process", "MB"], *result.items()])
    return {"memory_mb": result}
