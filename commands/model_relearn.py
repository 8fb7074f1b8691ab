"""The looks of all products, made anew for the chosen embedding model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.errors import UnreadableImage
from pipeline.models import Models
from pipeline.relearning import look_of_group, look_of_picture
from storage import catalogue, relearning
from storage.blobs import BlobNotFound, BlobStore
from storage.db import Database
from storage.relearning import OldLook


@dataclass(frozen=True, slots=True)
class Relearnt:
    """How many looks were made anew, and how many have nothing to make them from."""

    learnt: int
    lost: int


def relearn(
    database: Database,
    blobs: BlobStore,
    models: Models,
    report: Callable[[int, int], None] = lambda done, of: None,
) -> Relearnt:
    """Learn every product's look from its kept pictures; a second time does nothing.

    Each look is its own transaction, so what was learnt stays when it is cut short.
    Looks of the former model stay, too: a change back costs nothing.
    """
    version = models.embedder.version
    with database.transaction() as session:
        old = relearning.old_looks(session, version)
        lost = relearning.pictures_without(session, version)
    learnt = 0
    for number, look in enumerate(old, start=1):
        vector = _looked_at(database, blobs, models, look)
        report(number, len(old))
        if vector is None:
            lost += 1
            continue
        with database.transaction() as session:
            catalogue.add_reference(
                session,
                look.product_id,
                replace(look.reference, embedding=vector),
                model=version,
                image_key=look.image_key,
            )
        learnt += 1
    return Relearnt(learnt, lost)


def _looked_at(
    database: Database, blobs: BlobStore, models: Models, look: OldLook
) -> tuple[float, ...] | None:
    """The look in the kept picture; None when it cannot be found there."""
    try:
        if look.reference.source != "crop":
            picture = blobs.get(look.image_key)
            return look_of_picture(picture, look.reference.source, models)
        with database.transaction() as session:
            found = relearning.photographed(session, look.image_key)
        if found is None:
            return None
        keys, reading = found
        photos = [blobs.get(key) for key in keys]
        return look_of_group(photos, reading, look.reference, models)
    except (UnreadableImage, BlobNotFound):
        return None
