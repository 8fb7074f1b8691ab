"""A pan over a shelf against one photo of the same shelf, and against the truth.

The flat shelves are rendered bays side by side and, where they are present, real photos
labelled by eye (ATLASVISION_PHOTOS, folder `dev`), enlarged until a film of 1080p shows
a part of them. The photo that is compared is the very picture which the camera passes.
Along shelves that have depth (`bench.deep_shelf`) a hand carries the camera; the photo
is taken from far away.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bench.accuracy import PHOTOS
from bench.deep_shelf import DeepShelf, build_shelf
from bench.figures import print_table
from bench.installation import DEMO_IMAGES
from bench.panning import (
    Film,
    Hand,
    Pixels,
    backwards,
    there_and_back,
    with_pause,
)
from bench.walking import Walk
from pipeline.films.film import develop
from pipeline.models import Models, load_models
from pipeline.shelf import read_shelf
from pipeline.types import Catalogue

_ALBUM_SIZE = (1440, 1920)
HEIGHT = 1980  # pixels of the shelf: a little more than the upright film shows
UPRIGHT = Film(size=(1080, 1920))
FILMS = {
    "forwards": UPRIGHT,
    "backwards": replace(UPRIGHT, path=backwards),
    "with a pause": replace(UPRIGHT, path=with_pause),
    "there and back": replace(UPRIGHT, path=there_and_back),
    "unsteady": replace(UPRIGHT, hand=Hand(shake=0.03, tilt_degrees=2.5, light=0.2)),
    "as WhatsApp sends": replace(UPRIGHT, size=(478, 850), bit_rate=1_000_000),
}
WALKS = {
    "walking along": Walk(),
    "walking back": Walk(way=backwards, seed=2),
    "walking there and back": Walk(way=there_and_back, seed=3),
    "an unsteady hand": Walk(drift=0.06, turning=4.0, light=0.2, seed=5),
}
BAYS = (("bay_full", "breakfast_bay"), ("bay_sparse", "tins_row"), ("aisle_wide",))


@dataclass(frozen=True, slots=True)
class Shelf:
    """A picture of a whole shelf, and how many packs truly stand there."""

    name: str
    picture: Pixels
    packs: int


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Counts, seconds and memory per film."""
    shelves = [_bays(names) for names in BAYS] + list(_real())
    films = {"forwards": FILMS["forwards"]} if quick else FILMS
    models = load_models()
    rows = [
        row
        for shelf in (shelves[:1] if quick else shelves)
        for row in _of_shelf(shelf, films, models)
    ]
    deep = {"full boards": build_shelf()}
    if not quick:
        deep["half-empty boards"] = build_shelf(empty=0.5, seed=2)
    walks = {"walking along": WALKS["walking along"]} if quick else WALKS
    for name, shelf in deep.items():
        rows += _of_deep_shelf(name, shelf, walks, models)
    names = list(rows[0])
    print_table("video against photo", [names, *(list(row.values()) for row in rows)])
    errors = [abs(row["video"] - row["photo"]) / max(1, row["photo"]) for row in rows]
    print(f"  mean difference {np.mean(errors):.1%}, most {max(errors):.1%}")
    albums = [_album(shelf, models) for shelf in (shelves[:1] if quick else shelves)]
    names = list(albums[0])
    print_table(
        "album of overlapping photos against one photo",
        [names, *(list(row.values()) for row in albums)],
    )
    return {"video": rows, "mean_difference": float(np.mean(errors)), "album": albums}


def _of_shelf(
    shelf: Shelf, films: dict[str, Film], models: Models
) -> Iterator[dict[str, Any]]:
    photos: dict[float, int] = {}
    for name, film in films.items():
        scale = film.size[1] / UPRIGHT.size[1]
        small = cv2.resize(
            shelf.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA
        )
        picture = np.asarray(small, np.uint8)
        if scale not in photos:
            photos[scale] = _count([_encoded(picture)], models)
        told = {"shelf": shelf.name, "film": name, "truth": shelf.packs}
        yield {**told, **_compared(film.of(picture), photos[scale], models)}


def _of_deep_shelf(
    name: str, shelf: DeepShelf, walks: dict[str, Walk], models: Models
) -> Iterator[dict[str, Any]]:
    photo = _count([_encoded(shelf.photo())], models)
    for way, walk in walks.items():
        told = {"shelf": f"deep: {name}", "film": way, "truth": shelf.packs}
        yield {**told, **_compared(walk.of(shelf), photo, models)}


def _compared(film: bytes, photo: int, models: Models) -> dict[str, Any]:
    """Counts, and what they took. CPU seconds are those of all cores together: of a
    busy machine they say more than the time on the clock does."""
    filmed = _developed(film)
    started, worked = time.perf_counter(), time.process_time()
    count = _count(filmed["photos"], models, not filmed["is_whole"])
    return {
        "photo": photo,
        "video": count,
        "photos made": len(filmed["photos"]),
        "CPU s": round(filmed["cpu_s"], 1),
        "seconds": round(filmed["seconds"], 1),
        "CPU s of reading": round(time.process_time() - worked, 1),
        "seconds of reading": round(time.perf_counter() - started, 1),
        "peak MB": round(filmed["peak_mb"]),
        "film MB": round(len(film) / 1e6, 1),
    }


def _album(shelf: Shelf, models: Models) -> dict[str, Any]:
    """Photos from different places, each sharing a good third with the next."""
    hand = Hand(shake=0.03, tilt_degrees=2.5, perspective=0.05, zoom=0.1, light=0.15)
    steady = replace(hand, smear=1)
    step = 0.6 * _ALBUM_SIZE[0]
    number = 1 + math.ceil((shelf.picture.shape[1] - _ALBUM_SIZE[0]) / step)
    film = Film(path=_evenly, size=_ALBUM_SIZE, seconds=1, rate=number, hand=steady)
    photos = [_encoded(frame) for frame in film.frames(shelf.picture)]
    reading = read_shelf(photos, Catalogue(), models)
    apart = [_count([photo], models) for photo in photos]
    return {
        "shelf": shelf.name,
        "truth": shelf.packs,
        "photo": _count([_encoded(shelf.picture)], models),
        "album": reading.facings,
        "photos": len(photos),
        "added without joining": sum(apart),
        "told": " ".join(reading.problems),
    }


def _evenly(time: float) -> float:
    return time


def _developed(data: bytes) -> dict[str, Any]:
    """In a process of its own, whose peak memory is only this."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(develop_measured, (data,))


def develop_measured(data: bytes) -> dict[str, Any]:
    """The photos of a film, and what making them took."""
    started, worked = time.perf_counter(), time.process_time()
    filmed = develop(data)
    return {
        "photos": filmed.photos,
        "is_whole": filmed.is_whole,
        "seconds": time.perf_counter() - started,
        "cpu_s": time.process_time() - worked,
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float:
    """Of this process alone; what `getrusage` says holds its parent's, too."""
    status = Path("/proc/self/status").read_text()
    peak_kb = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak_kb.split()[1]) / 1024


def _count(photos: Any, models: Models, are_pieces: bool = False) -> int:
    reading = read_shelf(photos, Catalogue(), models, are_pieces=are_pieces)
    return reading.facings


def _bays(names: tuple[str, ...]) -> Shelf:
    pictures = [_picture(DEMO_IMAGES / f"{name}.jpg") for name in names]
    packs = sum(
        len(json.loads((DEMO_IMAGES / f"{name}.json").read_text())["products"])
        for name in names
    )
    return Shelf(" + ".join(names), np.hstack(pictures), packs)


def _real() -> Iterator[Shelf]:
    for label in sorted((PHOTOS / "dev" / "labels").glob("*.json")):
        photo = PHOTOS / "dev" / "photos" / f"{label.stem}.jpg"
        if not photo.is_file():
            continue
        picture = _picture(photo)
        if picture.shape[1] > 1.2 * picture.shape[0]:
            packs = len(json.loads(label.read_text())["products"])
            yield Shelf(f"real {label.stem[-12:]}", picture, packs)


def _picture(path: Path) -> Pixels:
    picture = cv2.imread(str(path))
    if picture is None:
        raise FileNotFoundError(path)
    scale = HEIGHT / picture.shape[0]
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(large[:, :, ::-1], dtype=np.uint8)


def _encoded(picture: Pixels) -> bytes:
    _, data = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 92])
    return data.tobytes()
