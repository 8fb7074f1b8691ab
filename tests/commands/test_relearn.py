"""Looks made anew for another embedding model, from the pictures that were kept."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import numpy as np
import pytest
from sqlalchemy import select

from commands.model_relearn import Relearnt, relearn
from pipeline.enrolment import read_product
from pipeline.images import Pixels
from pipeline.models import Models
from pipeline.shelf import read_shelf
from pipeline.types import Catalogue, Reference
from pipeline.vision.looks.classical_look import ClassicalLook
from pipeline.vision.looks.looks import Vectors
from storage import catalogue, readings
from storage.blobs import LocalBlobs
from storage.db import Database
from storage.kept_catalogues import KeptCatalogues
from storage.models import InboxMessage, ProductReference, ScanPhoto, Shop
from tests.factories import make_chat, make_product, make_scan, make_shop
from tests.pipeline.drawn_shelves import (
    BLUE,
    RED,
    WHITE,
    YELLOW,
    DrawnDetector,
    DrawnShelf,
)

OLD, NEW = "looks-classical-1", "looks-other"


class OtherLook(ClassicalLook):
    """Another model: what it makes cannot be compared with the former vectors."""

    version = NEW

    def embed(self, crops: Sequence[Pixels]) -> Vectors:
        return super().embed(crops)[:, ::-1].copy()


@pytest.fixture
def shelf() -> DrawnShelf:
    drawn = DrawnShelf()
    for place in range(3):
        drawn.pack(40 + 145 * place, 300, (RED, YELLOW), "PEAK")
    for place in range(2):
        drawn.pack(40 + 145 * place, 700, (BLUE, WHITE), "VIMTO")
    return drawn


@pytest.fixture
def shop(database: Database) -> Shop:
    with database.transaction() as session:
        return make_shop(session)


def models(*shelves: DrawnShelf, embedder: ClassicalLook | None = None) -> Models:
    return Models(DrawnDetector(shelves), embedder or OtherLook())


def add(
    database: Database, shop: Shop, name: str, look: Reference, key: str | None
) -> uuid.UUID:
    with database.transaction() as session:
        product = make_product(session, shop, name=name)
        catalogue.add_reference(session, product.id, look, model=OLD, image_key=key)
        return product.id


def references(database: Database, product_id: uuid.UUID) -> list[ProductReference]:
    query = select(ProductReference).where(ProductReference.product_id == product_id)
    with database.transaction() as session:
        return list(session.scalars(query.order_by(ProductReference.created_at)))


def test_enrolled_look_is_learnt_from_its_thumbnail(
    database: Database, blobs: LocalBlobs, shop: Shop
) -> None:
    packshot = DrawnShelf(width=500, height=500)
    packshot.pack(150, 400, (RED, YELLOW), "PEAK", size=(200, 340))
    seen = read_product(packshot.encoded(), models(packshot, embedder=ClassicalLook()))
    key = blobs.put(seen.thumbnail, "image/jpeg")
    peak = add(database, shop, "Peak", seen.reference, key)

    found = relearn(database, blobs, models(packshot))

    old, new = references(database, peak)
    assert found == Relearnt(learnt=1, lost=0)
    assert (old.model, new.model) == (OLD, NEW)
    assert (new.source, new.shape, new.image_key) == (old.source, old.shape, key)
    exact = read_product(packshot.encoded(), models(packshot)).reference
    assert float(np.dot(new.embedding, exact.embedding)) > 0.9


def test_look_that_a_photo_taught_is_learnt_from_the_same_facings(
    database: Database, blobs: LocalBlobs, shop: Shop, shelf: DrawnShelf
) -> None:
    peak = taught_by_photo(database, blobs, shop, shelf)

    found = relearn(database, blobs, models(shelf))

    exact = read_shelf([shelf.encoded()], Catalogue(), models(shelf)).items
    _, new = references(database, peak)
    assert found == Relearnt(learnt=1, lost=0)
    likeness = [float(np.dot(new.embedding, each.embedding)) for each in exact]
    assert likeness[0] > 0.98
    assert likeness[0] > likeness[1]


def test_learning_twice_adds_nothing(
    database: Database, blobs: LocalBlobs, shop: Shop, shelf: DrawnShelf
) -> None:
    peak = taught_by_photo(database, blobs, shop, shelf)
    relearn(database, blobs, models(shelf))

    again = relearn(database, blobs, models(shelf))

    assert again.learnt == 0
    assert len(references(database, peak)) == 2


def test_back_to_the_former_model_costs_nothing(
    database: Database, blobs: LocalBlobs, shop: Shop, shelf: DrawnShelf
) -> None:
    taught_by_photo(database, blobs, shop, shelf)
    relearn(database, blobs, models(shelf))

    back = relearn(database, blobs, models(shelf, embedder=ClassicalLook()))

    assert back.learnt == 0


@pytest.mark.parametrize("key", [None, "0" * 64 + ".jpg"])
def test_look_whose_picture_is_gone_is_counted_as_lost(
    key: str | None, database: Database, blobs: LocalBlobs, shop: Shop
) -> None:
    look = Reference(tuple(np.eye(1, ClassicalLook.dimensions)[0]), source="enrolment")
    add(database, shop, "Peak", look, key)

    found = relearn(database, blobs, models())

    assert found == Relearnt(learnt=0, lost=1)


def test_new_model_only_sees_its_own_looks(
    database: Database, blobs: LocalBlobs, shop: Shop, shelf: DrawnShelf
) -> None:
    taught_by_photo(database, blobs, shop, shelf)

    before = KeptCatalogues().of(database, shop.id, NEW)
    relearn(database, blobs, models(shelf))
    after = KeptCatalogues().of(database, shop.id, NEW)

    assert [len(product.references) for product in before.products] == [0]
    assert [len(product.references) for product in after.products] == [1]


def taught_by_photo(
    database: Database, blobs: LocalBlobs, shop: Shop, shelf: DrawnShelf
) -> uuid.UUID:
    """A product that was named by its number in an annotated photo."""
    photo = shelf.encoded()
    former = models(shelf, embedder=ClassicalLook())
    reading = read_shelf([photo], Catalogue(), former)
    item = reading.items[0]
    annotated = blobs.put(b"the annotated photo", "image/jpeg")
    with database.transaction() as session:
        scan = make_scan(
            session,
            shop,
            image_url=annotated,
            meta={"reading": readings.to_json(reading), "looks_version": OLD},
        )
        key = blobs.put(photo, "image/jpeg")
        chat = make_chat(session, shop)
        message = InboxMessage(chat_id=chat.id, external_id="1", message={})
        session.add(message)
        session.flush()
        session.add(ScanPhoto(scan_id=scan.id, inbox_id=message.id, blob_key=key))
    look = Reference(item.embedding, item.text)
    return add(database, shop, "Peak", look, annotated)
