"""What large catalogues cost: loading one, noticing a change, naming a photo's groups.

The demo packshots among drawn products with two looks each, on a real database; the
groups are those of a demo photo as they are read.
"""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import psutil

from bench.figures import percentile, print_table
from bench.installation import DEMO_IMAGES
from pipeline.models import Models, load_models
from pipeline.reference_folder import load_folder
from pipeline.types import CatalogueProduct, Reference
from pipeline.vision.naming.recognise import GroupEvidence, Recogniser
from storage import catalogue, embedded, migrate
from storage.db import Database
from storage.kept_catalogues import KeptCatalogues
from storage.models import Shop
from training.looks_naming import read_scene

PHOTO = "bay_full"
SIZES = (500, 10_000)
LOOKS = 2
FACINGS = 150
TIMES = 5
_SYLLABLES = "ba co di fe gu ka lo mi ne pu ra so ti ve zo".split()
_CONTENTS = ("50 g", "100 g", "250 g", "500 g", "1 kg", "330 ml", "500 ml", "1 l")
Made = TypeVar("Made")


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Seconds for each size of a catalogue, and megabytes of this process."""
    models = load_models()
    known = load_folder(DEMO_IMAGES / "catalogue", models).products
    groups = _groups(models)
    rows: dict[str, dict[str, float]] = {}
    with (
        tempfile.TemporaryDirectory(prefix="atlasvision-bench-") as folder,
        embedded.postgres(Path(folder), durable=False) as url,
    ):
        migrate.upgrade(url)
        database = Database(url)
        for size in SIZES:
            shop_id = _fill(database, [*known, *_drawn(known, size - len(known))])
            rows[f"{size:,}"] = _measured(database, shop_id, models, groups)
        database.dispose()
    columns = list(next(iter(rows.values())))
    print_table(
        f"a catalogue's cost, {LOOKS} looks a product; seconds, median of {TIMES}",
        [["products", *columns], *([n, *row.values()] for n, row in rows.items())],
    )
    return {"catalogues": rows}


def _groups(models: Models) -> list[GroupEvidence]:
    """The first groups of a photo, with about 150 facings."""
    photo = DEMO_IMAGES / f"{PHOTO}.jpg"
    groups = read_scene(photo, photo.with_suffix(".json"), models).groups
    ends = np.cumsum([len(group.facings) for group in groups])
    return groups[: int(np.searchsorted(ends, FACINGS)) + 1]


def _drawn(known: Sequence[CatalogueProduct], count: int) -> list[CatalogueProduct]:
    """Products whose looks are spread as those of real ones; all names differ."""
    rng = np.random.default_rng(0)
    looks = np.array([p.references[0].embedding for p in known])
    spread = np.cov(looks.T) + 1e-5 * np.eye(looks.shape[1])
    drawn = rng.multivariate_normal(looks.mean(axis=0), spread, count)
    brands, kinds = ([_word(rng) for _ in range(n)] for n in (3_000, 1_500))
    return [
        CatalogueProduct(
            str(number),
            f"{brands[number % 3_000]} {kinds[number % 1_499]} {number}"
            f" {_CONTENTS[number % len(_CONTENTS)]}",
            references=tuple(
                _reference(look + 0.02 * rng.normal(size=len(look)))
                for _ in range(LOOKS)
            ),
        )
        for number, look in enumerate(drawn)
    ]


def _word(rng: np.random.Generator) -> str:
    return "".join(rng.choice(_SYLLABLES, int(rng.integers(2, 5))))


def _reference(look: np.ndarray[Any, Any]) -> Reference:
    unit = look / np.linalg.norm(look)
    return Reference(tuple(map(float, unit)), shape=0.6)


def _fill(database: Database, products: Sequence[CatalogueProduct]) -> uuid.UUID:
    """A shop with these products, copied in as a backup is restored."""
    ids = [uuid.uuid4() for _ in products]
    with database.transaction() as session:
        shop = Shop(name=f"{len(products)} products")
        session.add(shop)
        session.flush()
        connection: Any = session.connection().connection.dbapi_connection
        with connection.cursor() as cursor:
            with cursor.copy("COPY products (id, shop_id, name) FROM STDIN") as rows:
                for key, product in zip(ids, products, strict=True):
                    rows.write_row((key, shop.id, product.name))
            columns = "id, product_id, embedding, model, shape"
            with cursor.copy(f"COPY product_references ({columns}) FROM STDIN") as rows:
                for key, product in zip(ids, products, strict=True):
                    for look in product.references:
                        vector = f"[{','.join(map(str, look.embedding))}]"
                        row = (uuid.uuid4(), key, vector, "bench", look.shape)
                        rows.write_row(row)
        return shop.id


def _measured(
    database: Database,
    shop_id: uuid.UUID,
    models: Models,
    groups: Sequence[GroupEvidence],
) -> dict[str, float]:
    kept = KeptCatalogues()

    def load() -> Any:
        return kept.of(database, shop_id, "bench")

    def change() -> Any:
        with database.transaction() as session:
            product = catalogue.names(session, shop_id)[0][0]
            look = Reference(tuple(map(float, groups[0].looks[0])))
            catalogue.add_reference(
                session, product, look, model="bench", image_key=None
            )
        return _timed(load)

    def name() -> Any:
        return recogniser.identify_all(groups)

    first, loaded = _timed(load)
    embedder = models.embedder
    made, recogniser = _timed(
        lambda: Recogniser(loaded, embedder.dimensions, embedder.scale)
    )
    return {
        "first load": round(first, 2),
        "no change": _median(lambda: _timed(load)[0]),
        "one look more": _median(lambda: change()[0]),
        "recogniser": round(made, 2),
        f"naming {FACINGS} facings": _median(lambda: _timed(name)[0]),
        "of one core": _median(lambda: _worked(name)),
        "process MB": round(psutil.Process().memory_info().rss / 2**20),
    }


def _median(once: Callable[[], float]) -> float:
    return round(percentile([once() for _ in range(TIMES)], 0.5), 3)


def _worked(work: Callable[[], object]) -> float:
    """Seconds of a core, which other processes do not lengthen much."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    started = time.perf_counter()
    made = work()
    return time.perf_counter() - started, made
