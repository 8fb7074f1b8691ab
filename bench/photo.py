"""Photo to answer: from the accepted message to the sent reply, one vision worker.

The demo photos as they are, and enlarged to 12 megapixels (as a phone's original is).
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

from bench.figures import percentile, print_table
from bench.installation import Installation, demo_photos, installation

TWELVE_MEGAPIXELS = (4000, 3000)


def measure(*, quick: bool = False) -> dict[str, Any]:
    """p50 and p95 over the demo photos, after a warm-up photo."""
    photos = demo_photos()[: 3 if quick else None]
    with tempfile.TemporaryDirectory() as folder, installation() as running:
        large = [enlarge(photo, Path(folder)) for photo in photos]
        _answer_time(running, photos[0])
        result = {
            "demo photos": _summary([_answer_time(running, p) for p in photos[1:]]),
            "12 megapixels": _summary([_answer_time(running, p) for p in large]),
        }
    print_table(
        "photo to answer, one vision worker",
        [
            ["photos", "number", "p50 s", "p95 s", "max s"],
            *([name, *row.values()] for name, row in result.items()),
        ],
    )
    return {"photo_to_answer": result}


def enlarge(photo: Path, folder: Path) -> Path:
    """The photo at 12 megapixels, same side ratio."""
    with Image.open(photo) as image:
        scale = (TWELVE_MEGAPIXELS[0] * TWELVE_MEGAPIXELS[1]) ** 0.5 / (
            image.width * image.height
        ) ** 0.5
        size = (round(image.width * scale), round(image.height * scale))
        path = folder / f"{photo.stem}_12mp.jpg"
        image.resize(size, Image.Resampling.LANCZOS).save(path, quality=92)
    return path


def _answer_time(running: Installation, photo: Path) -> float:
    started = time.perf_counter()
    replies = list(running.console.say(f"photo {photo}"))
    seconds = time.perf_counter() - started
    if not any(reply.image_key for reply in replies):
        raise RuntimeError(f"no picture came back for {photo.name}")
    return seconds


def _summary(seconds: list[float]) -> dict[str, float]:
    return {
        "number": len(seconds),
        "p50_s": round(percentile(seconds, 0.50), 2),
        "p95_s": round(percentile(seconds, 0.95), 2),
        "max_s": round(max(seconds), 2),
    }
