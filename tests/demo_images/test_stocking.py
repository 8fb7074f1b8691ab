"""The planner behind the rendered shelves: rows fill up, sales take from the front."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

BLENDER = Path(__file__).parents[2] / "training" / "blender"
MODULES = ("barcode", "products", "families", "plan", "scenes")


@pytest.fixture
def code(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The modules that need no Blender, imported as the render command does."""
    monkeypatch.syspath_prepend(str(BLENDER))
    yield SimpleNamespace(**{name: __import__(name) for name in MODULES})
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture
def row(code: SimpleNamespace) -> object:
    products = code.products.products_of(code.families.FAMILIES)
    habit = code.plan.Habit(empty=0.0, half_sold=0.0)
    stocker = code.plan.Stocker(products, random.Random(7), habit)
    empty = code.plan.Row(z=0.2, clear=0.3, depth=0.38)
    return stocker.fill(empty, 1.2, ("soft drinks",))


def test_a_full_row_stays_on_its_board(code: SimpleNamespace, row: object) -> None:
    edges = [
        column.x + side * column.product.metres[0] / 2
        for column in row.columns
        for side in (-1, 1)
    ]

    assert len(row.columns) > 8
    assert min(edges) >= -0.6 and max(edges) <= 0.6
    assert edges == sorted(edges), "packs stand inside each other"


def test_sales_never_add_units(code: SimpleNamespace, row: object) -> None:
    [after] = code.plan.sell([row], random.Random(3), 0.6)

    pairs = list(zip(row.columns, after.columns, strict=True))
    assert all(old.sold <= new.sold <= new.ranks for old, new in pairs)
    assert any(new.is_empty for _, new in pairs)


def test_units_left_after_sales_have_not_moved(
    code: SimpleNamespace, row: object
) -> None:
    [after] = code.plan.sell([row], random.Random(3), 0.6)

    before_places = {
        (unit.x, unit.y, unit.yaw)
        for unit in code.plan.units_of([row], random.Random(5), 1.0)
    }
    after_places = {
        (unit.x, unit.y, unit.yaw)
        for unit in code.plan.units_of([after], random.Random(5), 1.0)
    }

    assert after_places < before_places


def test_neighbouring_empty_columns_are_one_gap(
    code: SimpleNamespace, row: object
) -> None:
    columns = [
        code.plan.Column(c.product, c.x, c.ranks, 1, c.ranks if k in (2, 3, 6) else 0)
        for k, c in enumerate(row.columns)
    ]
    sold = code.plan.Row(row.z, row.clear, row.depth, tuple(columns))

    first, second = code.plan.spaces_of(sold)

    assert first.left < columns[2].x < columns[3].x < first.right
    assert second.left < columns[6].x < second.right


def test_training_brands_keep_shapes_and_change_names(code: SimpleNamespace) -> None:
    families = code.families.FAMILIES

    others = code.products.invent_families(families, random.Random(1))

    assert [f.shape for f in others] == [f.shape for f in families]
    assert not {f.brand for f in others} & {f.brand for f in families}


def test_the_same_seed_gives_the_same_training_scenes(code: SimpleNamespace) -> None:
    assert code.scenes.random_scenes(3, 5) == code.scenes.random_scenes(3, 5)
    assert code.scenes.random_scenes(3, 5) != code.scenes.random_scenes(3, 6)


def test_bars_of_a_known_number(code: SimpleNamespace) -> None:
    # 4 006381 333931 is the worked example of the EAN-13 article on Wikipedia.
    modules = code.barcode.ean13_modules("4006381333931")

    assert code.barcode.check_digit("400638133393") == "1"
    assert modules[:3] == modules[-3:] == "101"
    assert modules[3:10] == "0001101", "0 with odd parity"
    assert len(modules) == 95
