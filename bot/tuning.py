"""Fit the recogniser of a shop to what its people have said. Called by `models tune`.

Looks are made anew from the stored photos by the model that is running, so that what
was said under an older model teaches the present one, too.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import structlog

from pipeline.errors import UnreadableImage
from pipeline.images import DEFAULT_MAX_MEGAPIXELS
from pipeline.tuning.learning import Learned, learn
from pipeline.tuning.told import NO_PRODUCT, ToldPhoto, told_photo
from pipeline.types import CatalogueProduct, ItemReading, Reference, Tuning
from pipeline.vision.looks.looks import Embedder
from storage import corrections, tunings
from storage.blobs import BlobNotFound, BlobStore
from storage.corrections import Correction
from storage.db import Database
from storage.kept_catalogues import KeptCatalogues
from storage.models import RecogniserTuning
from storage.skipped_looks import look_id_of

log = structlog.get_logger(__name__)

MOST_PRODUCTS = 2_000  # that a shop's corrections are weighed against while learning


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was learned from so many corrections; `kept` is None for a trial, and where
    there was too little to learn from."""

    photos: int
    corrections: int
    learned: Learned
    kept: RecogniserTuning | None = None


def tune_shop(
    database: Database,
    blobs: BlobStore,
    shop_id: uuid.UUID,
    embedder: Embedder,
    *,
    is_trial: bool = False,
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
) -> Tuned:
    """Learn, judge on what was held back, and use it if that is better.

    A trial stores nothing.
    """
    with database.transaction() as session:
        told = corrections.of_shop(session, shop_id)
    photos = [
        photo
        for correction in told
        if (photo := _told_photo(blobs, correction, embedder, max_megapixels))
    ]
    products = _products(database, shop_id, embedder.version, photos)
    learned = learn(products, photos, embedder.dimensions, embedder.scale)
    said = sum(len(correction.named) for correction in told)
    kept = None
    if learned.tuning is not None and not is_trial:
        kept = _keep(database, shop_id, embedder.version, learned, learned.tuning, said)
    return Tuned(len(photos), said, learned, kept)


def _keep(
    database: Database,
    shop_id: uuid.UUID,
    model: str,
    learned: Learned,
    tuning: Tuning,
    said: int,
) -> RecogniserTuning:
    figures = {**learned.verdict.figures(), "corrections": said}
    with database.transaction() as session:
        return tunings.add(
            session,
            shop_id,
            model,
            tuning,
            figures,
            is_better=learned.verdict.is_better,
        )


def _products(
    database: Database, shop_id: uuid.UUID, model: str, photos: Sequence[ToldPhoto]
) -> list[CatalogueProduct]:
    """The shop's products without crops of its photos, which are made anew; of a large
    catalogue those that were named, and others by their ids, which is by chance."""
    catalogue = KeptCatalogues().of(database, shop_id, model)
    named = {truth for photo in photos for truth in photo.truths if truth}
    products = [p for p in catalogue.products if look_id_of(p.product_id) is None]
    products.sort(key=lambda p: (p.product_id not in named, p.product_id))
    chosen = products[: max(MOST_PRODUCTS, len(named))]
    return [replace(p, references=_not_crops(p.references)) for p in chosen]


def _not_crops(references: Iterable[Reference]) -> tuple[Reference, ...]:
    return tuple(r for r in references if r.source != "crop")


def _told_photo(
    blobs: BlobStore,
    correction: Correction,
    embedder: Embedder,
    max_megapixels: float,
) -> ToldPhoto | None:
    """None where its photos are gone, or cannot be opened any more."""
    reading = correction.reading
    truths = [_truth(correction, item) for item in reading.items]
    try:
        photos = [blobs.get(key) for key in correction.photo_keys]
        return told_photo(photos, reading, truths, embedder, max_megapixels)
    except (BlobNotFound, UnreadableImage):
        log.warning("photo_gone", scan_id=str(correction.scan_id))
        return None


def _truth(correction: Correction, item: ItemReading) -> str | None:
    if item.group not in correction.truths:
        return None
    product_id = correction.truths[item.group]
    return str(product_id) if product_id else NO_PRODUCT
