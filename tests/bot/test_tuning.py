"""From names that people gave in a chat to a recogniser that every worker uses."""

from __future__ import annotations

import json
import uuid
from array import array
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from atlasvision import cli
from bot.actions.groups import name_group, skip_group
from bot.actions.numbers import remember_groups
from bot.services import Services
from bot.tuning import tune_shop
from pipeline.tuning.told import NO_PRODUCT, ToldPhoto
from pipeline.types import Catalogue, ItemReading, ShelfReading, Tuning
from pipeline.vision.naming.recognise import Recogniser
from storage import catalogue, readings, tunings
from storage.models import InboxMessage, Product, RecogniserTuning, Scan, ScanPhoto
from storage.models import Shop as ShopRow
from storage.models.stock import ScanStatus
from tests.factories import make_chat, make_product, make_shop
from tests.pipeline.tuning.painted import HEIGHT, WIDTH, PaintedLooks, paint
from tests.pipeline.tuning.shop import SIZE, Shop

LOOKS = PaintedLooks()


class Story:
    """A shop of the database whose people have named what stands on its photos."""

    def __init__(self, services: Services) -> None:
        self.services, self.drawn = services, Shop()
        self.photos = 0
        with services.db.transaction() as session:
            shop = make_shop(session)
            self.shop_id, self.name = shop.id, shop.name
            self.chat_id = make_chat(session, shop).id
            self.ids: dict[str, uuid.UUID] = {}
            for product in self.drawn.products:
                row = make_product(session, shop, name=product.name)
                self.ids[product.product_id] = row.id
                catalogue.add_reference(
                    session,
                    row.id,
                    product.references[0],
                    model=LOOKS.version,
                    image_key=None,
                )

    def correct(self, photo: ToldPhoto) -> None:
        """A photo is read, nothing is recognised, and somebody names every number."""
        seen = [look for group in photo.groups for look in group.looks]
        encoded, facings = paint(seen)
        items, start = [], 0
        for number, group in enumerate(photo.groups, 1):
            end = start + len(group.looks)
            count = end - start
            items.append(
                ItemReading(
                    number, None, None, count, count, count, 0.1,
                    facings=tuple(facings[start:end]),
                    embedding=tuple(map(float, group.looks[0])),
                )
            )  # fmt: skip
            start = end
        reading = ShelfReading(((WIDTH, HEIGHT),), tuple(items))
        self.photos += 1
        with self.services.db.transaction() as session:
            scan = self._scan(session, reading, encoded)
            remember_groups(scan, reading.items)
            for number, truth in enumerate(photo.truths, 1):
                if truth == NO_PRODUCT:
                    skip_group(session, scan, number)
                elif truth is not None:
                    product = session.get_one(Product, self.ids[truth])
                    name_group(session, scan, number, product)

    def _scan(self, session: Session, reading: ShelfReading, photo: bytes) -> Scan:
        now = self.services.clock() + timedelta(hours=self.photos)
        scan = Scan(
            shop_id=self.shop_id,
            chat_id=self.chat_id,
            ready_at=now,
            created_at=now,
            status=ScanStatus.DONE,
            meta={
                "reading": readings.to_json(reading),
                "looks_version": LOOKS.version,
            },
        )
        inbox = InboxMessage(chat_id=self.chat_id, external_id=uuid.uuid4().hex)
        inbox.message = {}
        session.add_all([scan, inbox])
        session.flush()
        key = self.services.blobs.put(photo, "image/png")
        session.add(ScanPhoto(scan_id=scan.id, inbox_id=inbox.id, blob_key=key))
        return scan

    def catalogue(self) -> Catalogue:
        """As a worker has it for its next photo."""
        return self.services.catalogues.of(
            self.services.db, self.shop_id, LOOKS.version
        )

    def right(self, photo: ToldPhoto) -> int:
        """How many numbers of a new photo a worker names rightly."""
        recogniser = Recogniser(self.catalogue(), SIZE, LOOKS.scale)
        named = recogniser.identify_all(photo.groups)
        return sum(
            identity.product_id == str(self.ids.get(truth or ""))
            for identity, truth in zip(named, photo.truths, strict=True)
        )


def _tuning(weight: float) -> Tuning:
    return Tuning({"look": weight}, array("f"))


@pytest.fixture
def story(services: Services) -> Story:
    return Story(services)


def tune(story: Story, **options: bool) -> RecogniserTuning | None:
    services = story.services
    return tune_shop(services.db, services.blobs, story.shop_id, LOOKS, **options).kept


def test_what_people_named_is_learned_used_and_rolled_back(
    story: Story, database_url: str
) -> None:
    for _ in range(15):
        story.correct(story.drawn.photo(groups=8))
    later = [story.drawn.photo() for _ in range(3)]
    before, known = [story.right(photo) for photo in later], story.catalogue()

    assert tune(story, is_trial=True) is None
    assert story.catalogue() is known
    kept = tune(story)

    assert kept is not None
    assert kept.status == "in use", kept.figures
    figures = kept.figures
    assert figures["after"]["right"] > figures["before"]["right"]
    assert (figures["photos"], figures["corrections"]) == (5, 135)
    tuned = story.catalogue()
    assert tuned.version != known.version
    assert sum(story.right(photo) for photo in later) > sum(before)

    environ = {"DATABASE_URL": database_url}
    listed = CliRunner().invoke(cli, ["models", "tunings", "--json"], env=environ)
    rolled = CliRunner().invoke(cli, ["models", "rollback"], env=environ)

    assert json.loads(listed.stdout)["status"] == "in use"
    assert "tuning 1 (names) is rolled back, none is used now" in rolled.stdout
    assert story.catalogue().tuning is None
    assert [story.right(photo) for photo in later] == before


def test_what_is_no_better_is_refused_with_figures(story: Story) -> None:
    for number in range(12):
        story.correct(story.drawn.photo(groups=6, lies=number < 8))
    known = story.catalogue()

    kept = tune(story)

    assert kept is not None
    assert kept.status == "refused"
    assert kept.figures["reason"]
    assert kept.figures["before"]["told"] == 28
    assert story.catalogue() is known


def test_few_corrections_are_not_enough(story: Story) -> None:
    story.correct(story.drawn.photo(groups=4))

    assert tune(story) is None


def test_rollback_goes_back_one_tuning_at_a_time(services: Services) -> None:
    story = Story(services)
    with services.db.transaction() as session:
        for weight in (-1.0, -2.0):
            tunings.add(
                session,
                story.shop_id,
                LOOKS.version,
                _tuning(weight),
                {},
                is_better=True,
            )
    assert story.catalogue().tuning == _tuning(-2.0)

    with services.db.transaction() as session:
        rolled = tunings.roll_back(session, story.shop_id)
    assert rolled is not None
    assert [row.number for row in rolled if row] == [2, 1]
    assert story.catalogue().tuning == _tuning(-1.0)


def test_tunings_go_with_their_shop(story: Story) -> None:
    with story.services.db.transaction() as session:
        tunings.add(
            session, story.shop_id, LOOKS.version, _tuning(1.0), {}, is_better=True
        )
        session.delete(session.get_one(ShopRow, story.shop_id))

    with story.services.db.transaction() as session:
        assert session.scalar(select(func.count(RecogniserTuning.id))) == 0
