"""What it costs to see a shelf: decode, coach, detector and rows; without naming.

The demo photos at 12 and at 1 megapixel, each with all cores and with two of them, in
a process of its own because threads are counted when models load. Wall-clock time only
means something on an idle machine, so the computing time stands beside it.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import psutil
from PIL import Image

from bench.figures import percentile, print_table
from bench.installation import demo_photos

MEGAPIXELS = (12.0, 1.0)
FEW_CORES = 2


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Seconds and megabytes for each size of photo and number of cores."""
    photos = demo_photos()[: 4 if quick else None]
    cores = len(os.sched_getaffinity(0))
    result = {
        f"{megapixels:g} megapixels, {count} cores": _in_own_process(
            photos, megapixels, count
        )
        for megapixels in MEGAPIXELS
        for count in sorted({cores, min(FEW_CORES, cores)}, reverse=True)
    }
    first = next(iter(result.values()))
    print_table(
        "decode, coach, detector, rows",
        [["photos", *first], *([name, *row.values()] for name, row in result.items())],
    )
    return {"detection": result}


def _in_own_process(
    photos: list[Path], megapixels: float, cores: int
) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(time_photos, photos, megapixels, cores).result()


def time_photos(photos: list[Path], megapixels: float, cores: int) -> dict[str, float]:
    """Medians over the photos, warm, in a process that may use only so many cores."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    from pipeline.vision.detection.detect import Detector

    detector = Detector.load()
    _look(_resized(photos[0], megapixels), detector)
    wall, computing = [], []
    for photo in photos:
        data = _resized(photo, megapixels)
        started, used = time.perf_counter(), time.process_time()
        _look(data, detector)
        computing.append(time.process_time() - used)
        wall.append(time.perf_counter() - started)
    return {
        "p50 s": round(median(wall), 2),
        "p95 s": round(percentile(wall, 0.95), 2),
        "p50 CPU s": round(median(computing), 2),
        "p95 CPU s": round(percentile(computing, 0.95), 2),
        "MB": round(psutil.Process().memory_full_info().pss / 2**20),
    }


def _look(data: bytes, detector: Any) -> None:
    from pipeline.exposure import in_normal_light
    from pipeline.images import open_photo
    from pipeline.photo_coach import inspect_photo
    from pipeline.shelf_coach import judge
    from pipeline.vision.find import find_on_photo

    pixels = open_photo(data)
    seen = inspect_photo(pixels)
    lit = in_normal_light(pixels, seen.shadows, seen.lights)
    judge(seen, find_on_photo(lit, detector))


def _resized(photo: Path, megapixels: float) -> bytes:
    """The photo as a JPEG of that size, same side ratio."""
    with Image.open(photo) as image:
        scale = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
        size = (round(image.width * scale), round(image.height * scale))
        buffer = io.BytesIO()
        image.resize(size, Image.Resampling.LANCZOS).save(buffer, "JPEG", quality=92)
    return buffer.getvalue()
