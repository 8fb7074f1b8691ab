"""The demo photos are complete, and their ground truth agrees with their pixels."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

DEMO = Path(__file__).parents[2] / "demo_images"
MOST_BYTES = 6_000_000
COLUMNS = (
    "name,aliases,gtin,sku,category,quantity,minimum,price,pack_size,unit,supplier"
).split(",")
UNREADABLE = {"too_dark"}
PHOTOS = sorted(path.stem for path in DEMO.glob("*.jpg"))
SHELVES = [name for name in PHOTOS if name not in UNREADABLE]
# Well-known names of the trade: none may stand on a pack of ours.
REAL_BRANDS = frozenset(
    """ajab akabanga aquafina ariel azam bidco blueband bluebonnet brookside cadbury
    cerelac clover coca-cola coca colgate dasani delmonte dettol dorman doritos dove
    exe fanta fresha frytol golden heineken heinz hostess indomie jambo jogoo kabras
    keringet kericho kimbo kelloggs ketepa kitkat knorr lato lay's lays lifebuoy
    lipton lucozade lux maggi mirinda milo minute minutemaid molo mumias nescafe
    nestle nido nivea novida omo oreo palmolive peak pepsi persil pringles predator
    quencher quaker raha red-bull redbull ribena royco sprite soko stoney sunlight
    supaloaf tabasco tango tilda toss tropical-sun tuskys tusker unga unilever
    vaseline vimto weetabix yoplait zesta""".split()
)


def labels_of(name: str) -> dict[str, Any]:
    labels: dict[str, Any] = json.loads((DEMO / f"{name}.json").read_text("utf-8"))
    return labels


@cache
def catalogue() -> dict[str, dict[str, str]]:
    with (DEMO / "catalogue.csv").open(newline="", encoding="utf-8") as file:
        return {row["sku"]: row for row in csv.DictReader(file)}


def test_there_are_at_least_a_dozen_photos_with_facings() -> None:
    assert len(SHELVES) >= 12
    assert all(labels_of(name)["products"] for name in SHELVES)


def test_everything_together_stays_small() -> None:
    total = sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file())

    assert total < MOST_BYTES


@pytest.mark.parametrize("name", PHOTOS)
def test_labels_have_the_shape_of_the_format(name: str) -> None:
    labels = labels_of(name)

    with Image.open(DEMO / f"{name}.jpg") as photo:
        assert labels["size"] == list(photo.size)
    assert labels["photo"] == f"{name}.jpg"
    assert set(labels) == {
        "photo", "size", "products", "gaps", "ignore", "price_tags",
    }  # fmt: skip
    assert all(set(facing) == {"box", "group"} for facing in labels["products"])


@pytest.mark.parametrize("name", PHOTOS)
def test_boxes_lie_inside_the_photo_and_hold_something(name: str) -> None:
    labels = labels_of(name)
    wide, high = labels["size"]

    for kind in ("products", "gaps", "price_tags"):
        for entry in labels[kind]:
            left, top, right, bottom = entry["box"]
            assert 0 <= left < right <= wide
            assert 0 <= top < bottom <= high


@pytest.mark.parametrize("name", SHELVES)
def test_facings_are_large_enough_to_be_seen(name: str) -> None:
    sides = [
        min(right - left, bottom - top)
        for left, top, right, bottom in (p["box"] for p in labels_of(name)["products"])
    ]

    assert min(sides) >= 12


@pytest.mark.parametrize("name", SHELVES)
def test_no_two_facings_share_a_box(name: str) -> None:
    boxes = [tuple(facing["box"]) for facing in labels_of(name)["products"]]

    assert len(set(boxes)) == len(boxes)


@pytest.mark.parametrize("name", SHELVES)
def test_every_facing_is_in_the_catalogue_and_has_a_packshot(name: str) -> None:
    for group in {facing["group"] for facing in labels_of(name)["products"]}:
        assert group in catalogue()
        assert (DEMO / "catalogue" / f"{group}.jpg").is_file()


@pytest.mark.parametrize("name", SHELVES)
def test_tags_show_prices_of_the_catalogue(name: str) -> None:
    known = {row["price"] for row in catalogue().values()}
    shown = {tag["price"] for tag in labels_of(name)["price_tags"]}

    assert shown - {None}
    assert shown <= known | {None}, "None stands for a tag that cannot be read"


def test_catalogue_has_the_columns_of_the_import_and_a_packshot_each() -> None:
    header = (DEMO / "catalogue.csv").read_text("utf-8").splitlines()[0].split(",")
    packshots = sorted((DEMO / "catalogue").glob("*.jpg"))

    assert header == COLUMNS
    assert {path.stem for path in packshots} == set(catalogue())
    assert all(path.stat().st_size <= 12_288 for path in packshots)


def test_names_and_numbers_are_each_used_once() -> None:
    rows = list(catalogue().values())

    for column in ("name", "gtin", "sku"):
        assert len({row[column] for row in rows}) == len(rows), column


def test_article_numbers_are_ean13_with_right_check_digits() -> None:
    for row in catalogue().values():
        digits = [int(digit) for digit in row["gtin"]]

        assert len(digits) == 13
        assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
        assert not row["gtin"].startswith("2"), "a shop-local number"


def test_amounts_are_plausible() -> None:
    for row in catalogue().values():
        assert 10 <= int(row["price"]) <= 2000
        assert 0 < int(row["minimum"]) <= int(row["quantity"])


def test_no_brand_is_a_real_one() -> None:
    for row in catalogue().values():
        words = set(row["name"].lower().split()) | set(row["sku"].split("-"))

        assert not words & REAL_BRANDS, row["name"]


def test_sales_leave_fewer_facings_and_new_gaps() -> None:
    before, after = labels_of("drinks_before"), labels_of("drinks_after")

    assert len(after["products"]) < len(before["products"])
    assert len(after["gaps"]) > len(before["gaps"])
    assert {p["group"] for p in after["products"]} <= {
        p["group"] for p in before["products"]
    }


def test_the_dark_photo_is_dark_and_promises_nothing() -> None:
    photo = np.asarray(Image.open(DEMO / "too_dark.jpg").convert("L"))

    assert photo.mean() < 30
    assert labels_of("too_dark")["products"] == []


def test_facings_look_like_their_own_packshot() -> None:
    looks = {
        path.stem: look(Image.open(path)) for path in (DEMO / "catalogue").glob("*.jpg")
    }
    names, matrix = list(looks), np.stack(list(looks.values()))

    places = []
    for name in SHELVES:
        photo = Image.open(DEMO / f"{name}.jpg").convert("RGB")
        for facing in labels_of(name)["products"]:
            distances = np.linalg.norm(matrix - look(photo.crop(facing["box"])), axis=1)
            own = distances[names.index(facing["group"])]
            places.append(float(np.mean(distances < own)))

    assert np.median(places) < 0.05
    assert np.mean(np.array(places) < 0.25) > 0.7


def look(picture: Image.Image) -> np.ndarray:
    """Give the coarse colours of a picture's middle, free of its brightness."""
    wide, high = picture.size
    middle = (wide * 0.15, high * 0.1, wide * 0.85, high * 0.9)
    cells = np.asarray(
        picture.convert("RGB").crop(tuple(map(int, middle))).resize((4, 6)), dtype=float
    ).reshape(-1, 3)
    centred = cells - cells.mean()
    flat: np.ndarray = centred.ravel() / (np.linalg.norm(centred) + 1e-9)
    return flat
