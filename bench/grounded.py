"""Questions about photos, answered from their readings: how many are right, how fast.

Given the true reading (made from the labels) the answers show what the questions are
worth, given the pipeline's reading what people get. The demo photos, and real ones
labelled by eye where they are present (ATLASVISION_PHOTOS, folder `dev`, from which the
shipped detector has learned; and all of them read by nets that never saw their shop,
where `bench.grounded_readers` finds such). If a model for open questions is configured,
it is asked the same, side by side.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.accuracy import PHOTOS
from bench.grounded_answers import claims_nothing_false, is_near, is_right, said
from bench.grounded_models import Asking, configured
from bench.grounded_questions import Pair, comparison, demo_pairs_of, pairs_of
from bench.grounded_readers import (
    REAL_SETS,
    Reader,
    nets_of_new_shops,
    new_shop_reader,
    photo_of,
    pipeline_reader,
)
from bench.grounded_results import Outcome, Results
from bench.grounded_truth import Shelf, articles, shelf_of, true_reading
from bench.installation import DEMO_IMAGES
from pipeline.images import open_photo
from pipeline.types import ShelfReading
from pipeline.vqa.colours import with_colours
from pipeline.vqa.grounded import answer
from pipeline.vqa.questions import Facts

TRUE, READ = "true reading", "read by the pipeline"


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Accuracy by kind of question, and milliseconds an answer."""
    demo = _shelves(DEMO_IMAGES, True)[: 3 if quick else None]
    real = _shelves(PHOTOS / "dev" / "labels", False)[: 1 if quick else None]
    reader = pipeline_reader()
    with configured() as models:
        told = {
            "rendered": compare("rendered", demo_pairs(demo), reader, models),
            "real": compare("real", real_pairs(real), reader, models),
        }
    nets = nets_of_new_shops()
    new = [s for s in _labelled() if s.name in nets][: 1 if quick else None]
    reader = new_shop_reader(nets)
    told["new shop"] = compare("a new shop's", real_pairs(new), reader)
    return {"grounded": {name: figures for name, figures in told.items() if figures}}


def compare(
    name: str, pairs: Sequence[Pair], reader: Reader, models: Sequence[Asking] = ()
) -> dict[str, Any]:
    """Ask all pairs, print a table, and give the figures with what was answered
    wrongly; nothing where there is nothing to ask."""
    if not pairs:
        return {}
    results = ask_all(pairs, reader, models)
    results.print(f"questions about {name} photos, right of asked")
    return {**results.summary(), "wrong": results.wrong}


def _labelled() -> list[Shelf]:
    """All real photos with labels."""
    folders = (PHOTOS / name / "labels" for name in REAL_SETS)
    return [shelf for folder in folders for shelf in _shelves(folder, False)]


def _shelves(folder: Path, is_ordered: bool) -> list[Shelf]:
    labels = sorted(folder.glob("*.json"))
    return [shelf_of(file, is_ordered) for file in labels if file.stem != "too_dark"]


def demo_pairs(shelves: Sequence[Shelf]) -> list[Pair]:
    """With the names, kinds, colours and prices of the demo catalogue."""
    names = {product: article.name for product, article in articles().items()}
    pairs = [p for s in shelves for p in (*pairs_of(s, names), *demo_pairs_of(s))]
    known = {shelf.name: shelf for shelf in shelves}
    if {"drinks_before", "drinks_after"} <= known.keys():
        pairs += comparison(known["drinks_before"], known["drinks_after"])
    return pairs


def real_pairs(shelves: Sequence[Shelf]) -> list[Pair]:
    """The pipeline has no names for these products and is asked what needs none; the
    true reading has those of the labels."""
    nameless = [pair for shelf in shelves for pair in pairs_of(shelf, {})]
    known = {(pair.shelf.name, pair.text) for pair in nameless}
    named = [
        replace(pair, is_real=False)
        for shelf in shelves
        for pair in pairs_of(shelf, _numbered(shelf))
        if (shelf.name, pair.text) not in known
    ]
    return nameless + named


def _numbered(shelf: Shelf) -> dict[str, str]:
    return {product: f"product {product}" for product in shelf.products}


def ask_all(
    pairs: Iterable[Pair], reader: Reader, models: Sequence[Asking] = ()
) -> Results:
    """Every question to the true reading, and to the pipeline's and to all models
    where the photo shows what is asked about."""
    results, true = Results(), partial(_once, {})
    for pair in pairs:
        _ask(results, TRUE, pair, true)
        if pair.is_real:
            _ask(results, READ, pair, reader)
            for asking in models:
                asking.ask(results, pair, photo_of(pair.shelf))
    return results


def _once(known: dict[int, ShelfReading], shelf: Shelf) -> ShelfReading:
    if id(shelf) not in known:
        known[id(shelf)] = _true(shelf)
    return known[id(shelf)]


def _true(shelf: Shelf) -> ShelfReading:
    """What the labels say; colours are seen on the photo."""
    names = {product: article.name for product, article in articles().items()}
    reading = true_reading(shelf, {**_numbered(shelf), **names})
    pixels = open_photo(photo_of(shelf).read_bytes())
    return replace(reading, items=with_colours(reading.items, {0: pixels}))


def _ask(results: Results, way: str, pair: Pair, reader: Reader) -> None:
    reading = reader(pair.shelf)
    other = reader(pair.other) if pair.other is not None else None
    facts = Facts(
        names={product: article.name for product, article in articles().items()},
        categories={p: article.category for p, article in articles().items()},
    )
    started = time.thread_time()  # alone it is the time that one waits
    found = answer(pair.question, reading, facts, other)
    spent_s = time.thread_time() - started
    outcome = Outcome(
        is_right(pair, found),
        is_false=not claims_nothing_false(pair, found),
        is_near=is_near(pair, found),
    )
    results.add(way, pair, said(pair, found), outcome, spent_s)
