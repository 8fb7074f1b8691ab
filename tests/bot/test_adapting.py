"""From what people confirmed in a chat to a model of the hub that does better."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from atlasvision import cli
from bot.adapting import Adapted, Shop, tune_categories, tune_print
from bot.services import Services
from pipeline.hub.choice import ModelChoice
from pipeline.images import Pixels
from pipeline.models import Choices, load_models
from pipeline.shelf import PipelineVision
from pipeline.types import (
    Adapter,
    Box,
    Catalogue,
    Detection,
    ItemReading,
    PriceTag,
    ShelfReading,
    TextLine,
    TunedTask,
)
from pipeline.vision.text.ocr import RapidTextReader
from storage import readings, tunings
from storage.models import Scan
from storage.models.stock import ScanStatus
from tests.factories import add_photos, make_chat, make_product, make_shop
from tests.pipeline.hub.conftest import model_folder as model_folder
from tests.pipeline.hub.drawn_packs import pack
from tests.pipeline.hub.misreading import MISREAD, WORD, strip, teach_the_habit
from tests.tiny_models import save_trocr

pytest.importorskip("peft")
from pipeline.hub import loading
from pipeline.hub.classes import HubClassifier
from pipeline.hub.lines import TrOcrLines, hub_lines
from pipeline.hub.lora import Bounds

SHORT = Bounds(steps=60)
FAST = Bounds(rounds=100, steps=80, rate=1e-2)
SIDE = 110


@pytest.fixture(autouse=True)
def no_model_of_others() -> Iterator[None]:
    loading.forget_all()
    yield
    loading.forget_all()


class Story:
    """A shop whose people have said what stands on its photos."""

    def __init__(self, services: Services, categories: list[str]) -> None:
        self.services, self.photos = services, 0
        with services.db.transaction() as session:
            shop = make_shop(session)
            self.shop_id, self.chat_id = shop.id, make_chat(session, shop).id
            self.products = [
                make_product(
                    session,
                    shop,
                    name=f"{WORD.capitalize()} {number}",
                    category=category,
                    price=Decimal("12.90"),
                ).id
                for number, category in enumerate(categories)
            ]

    @property
    def shop(self) -> Shop:
        return Shop(self.services.db, self.services.blobs, self.shop_id)

    def confirm(self, drawn: list[Pixels], texts: str = "", tag: str = "") -> None:
        """A photo of all products in a row, one of whose names was corrected."""
        self.photos += 1
        canvas = np.full((SIDE + 60, SIDE * len(drawn), 3), 128, np.uint8)
        items, lines = [], []
        for number, picture in enumerate(drawn):
            height, width = picture.shape[:2]
            left, top = SIDE * number + 5, 8
            canvas[top : top + height, left : left + width] = picture
            box = Box(left, top, left + width, top + height)
            facing = Detection(box, 0.9, 1, 0, number + 1)
            items.append(
                ItemReading(number + 1, None, None, 1, 1, 1, 0.9, facings=(facing,))
            )
            if texts:
                lines.append(TextLine(box, texts, 0.9))
        size = (canvas.shape[1], canvas.shape[0])
        tags = (_tag(tag, str(self.products[0])),) if tag else ()
        reading = ShelfReading(
            (size,), tuple(items), texts=tuple(lines), price_tags=tags
        )
        self._store(reading, canvas)

    def _store(self, reading: ShelfReading, canvas: Pixels) -> None:
        now = self.services.clock() + timedelta(hours=self.photos)
        groups = [
            {"group": number + 1, "product_id": str(product)}
            for number, product in enumerate(self.products)
        ]
        key = self.services.blobs.put(_png(canvas), "image/png")
        with self.services.db.transaction() as session:
            scan = Scan(
                shop_id=self.shop_id,
                chat_id=self.chat_id,
                ready_at=now,
                created_at=now,
                status=ScanStatus.DONE,
                meta={"reading": readings.to_json(reading), "groups": groups},
            )
            session.add(scan)
            session.flush()
            add_photos(session, scan, key)

    def catalogue(self) -> Catalogue:
        """As a vision worker has it for its next photo."""
        return self.services.catalogues.of(self.services.db, self.shop_id, "any")


def _tag(amount: str, product_id: str) -> PriceTag:
    box = Box(5, 120, 105, 165)
    return PriceTag(box, amount, Decimal(amount), product_id=product_id)


def _png(canvas: Pixels) -> bytes:
    file = io.BytesIO()
    Image.fromarray(canvas).save(file, "PNG")
    return file.getvalue()


def silent(done: int, of: int) -> None:
    """Nobody watches the progress."""


@pytest.fixture
def classifier(model_folder: Any) -> HubClassifier:
    folder = model_folder("vit")
    return HubClassifier(str(folder), folder)


def packs_story(services: Services, lies: bool = False) -> Story:
    """Cans and cartons in turn, on twelve photos."""
    story = Story(services, [("Soda", "dairy")[n % 2] for n in range(18)])
    rng = np.random.default_rng(3)
    for photo in range(12):
        kinds = [int(rng.integers(2)) if lies else n % 2 for n in range(18)]
        story.confirm([pack(kind, 100 * photo + n) for n, kind in enumerate(kinds)])
    return story


def test_categories_of_packs_are_learned_used_and_rolled_back(
    services: Services, classifier: HubClassifier, model_folder: Any, database_url: str
) -> None:
    story = packs_story(services)
    choice = ModelChoice.parse(str(model_folder("vit")))
    eyes = PipelineVision(models=load_models(1, Choices(classifier=choice)))
    can = np.full((200, 160, 3), 250, np.uint8)
    can[40:168, 40:120] = np.kron(pack(0, 7777), np.ones((2, 2, 1), np.uint8))
    assert eyes.enrol(_png(can), story.catalogue()).category == ""

    trial = tune_categories(
        story.shop, classifier, Bounds(steps=2), silent, is_trial=True
    )
    assert (trial.kept, story.catalogue().adapters) == (None, ())
    learned = tune_categories(story.shop, classifier, SHORT, silent)

    assert learned.kept is not None
    assert (learned.kept.status, learned.kept.task) == ("in use", "category")
    assert learned.verdict.of == "products"
    assert learned.verdict.before.right == 0
    assert learned.verdict.after.right >= 22
    assert eyes.enrol(_png(can), story.catalogue()).category == "soft_drinks"
    assert eyes.enrol(_png(can)).category == ""

    environ = {"DATABASE_URL": database_url}
    listed = CliRunner().invoke(cli, ["models", "tunings"], env=environ)
    rolled = CliRunner().invoke(
        cli, ["models", "rollback", "--task", "category"], env=environ
    )

    assert "category, tuning 1 in use" in listed.stdout
    assert "on 6 products held back, of 24 packs right 0 → " in listed.stdout
    assert "tuning 1 (category) is rolled back, none is used now" in rolled.stdout
    assert eyes.enrol(_png(can), story.catalogue()).category == ""


def test_categories_that_contradict_the_packs_are_refused(
    services: Services, model_folder: Any, tmp_path: Path, database_url: str
) -> None:
    story = packs_story(services, lies=True)
    environ = {
        "DATABASE_URL": database_url,
        "ATLASVISION_HOME": str(tmp_path),
        "CLASSIFIER_MODEL": str(model_folder("vit")),
    }

    told = CliRunner().invoke(
        cli, ["models", "tune", "--task", "category", "--minutes", "1"], env=environ
    )

    assert told.exit_code == 0, told.output
    assert "category, tuning 1 refused (" in told.stdout.splitlines()[-1]
    assert "216 corrections with 216 packs" in told.stdout
    assert story.catalogue().adapters == ()


def test_few_confirmed_packs_are_not_enough(
    services: Services, classifier: HubClassifier
) -> None:
    story = Story(services, ["Soda", "dairy"])
    story.confirm([pack(0, 1), pack(1, 2)])

    learned = tune_categories(story.shop, classifier, SHORT, silent)

    assert learned.kept is None
    assert learned.lack == "40 pictures to learn from are needed, there are 0"
    assert learned.pictures == 2


@pytest.fixture
def misreader(tmp_path: Path) -> TrOcrLines:
    save_trocr(tmp_path, width=64)
    teach_the_habit(tmp_path)
    lines = hub_lines(str(tmp_path), tmp_path)
    assert isinstance(lines, TrOcrLines)
    return lines


def print_story(services: Services) -> Story:
    story = Story(services, ["coffee"] * 6)
    for photo in range(12):
        story.confirm([strip(100 * photo + n)[..., ::-1] for n in range(6)], MISREAD)
    return story


def learn_print(story: Story, model: TrOcrLines) -> Adapted:
    return tune_print(story.shop, model, RapidTextReader(1), FAST, silent)


def test_print_of_confirmed_names_is_learned_and_read(
    services: Services, misreader: TrOcrLines
) -> None:
    story = print_story(services)

    learned = learn_print(story, misreader)

    assert learned.kept is not None
    assert (learned.kept.status, learned.kept.task) == ("in use", "ocr")
    before, after = learned.verdict.before, learned.verdict.after
    assert (before.told, before.right, after.right) == (24, 0, 24)
    models = load_models(1)
    assert isinstance(models.reader, RapidTextReader)
    models = replace(models, reader=models.reader.with_lines(misreader))
    tuned = models.tuned(story.catalogue().adapters)
    assert tuned.version != models.version
    assert isinstance(tuned.reader, RapidTextReader)
    assert tuned.reader.lines([strip(9999)])[0][0] == WORD


def test_tuning_of_another_model_waits_for_it(
    services: Services, misreader: TrOcrLines, classifier: HubClassifier
) -> None:
    story = print_story(services)
    learn_print(story, misreader)
    other = replace(story.catalogue().adapters[0], base="microsoft/other@1")
    models = load_models(1)

    assert models.tuned((*story.catalogue().adapters, other)) == models


def test_rollback_without_a_task_undoes_the_newest(services: Services) -> None:
    story = Story(services, ["coffee"])
    with services.db.transaction() as session:
        for task in (TunedTask.PRINT, TunedTask.CATEGORY):
            adapter = Adapter(task, "model@1", {"rank": 8}, b"weights")
            tunings.add_adapter(session, story.shop_id, adapter, {}, is_better=True)

    with services.db.transaction() as session:
        rolled = tunings.roll_back(session, story.shop_id)

    assert rolled is not None
    assert rolled[0].task == "category"
    assert [one.task for one in story.catalogue().adapters] == ["ocr"]
