"""What is learned from is never what is judged by."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.tuning.pictures import Told, by_photo, by_product, judged

PIXELS = np.zeros((2, 2, 3), np.uint8)


def told(photos: int, products: int) -> list[Told]:
    """Every product on every photo, in two categories."""
    return [
        Told(PIXELS, "dairy" if product % 2 else "water", f"p{product}", photo)
        for photo in range(photos)
        for product in range(products)
    ]


def test_no_photo_and_no_product_is_on_both_sides() -> None:
    parted = by_product(told(12, 18))

    assert parted.lack == ""
    for of in ("photo", "product"):
        learned = {getattr(each, of) for each in parted.learned}
        held_back = {getattr(each, of) for each in parted.held_back}
        assert learned
        assert held_back
        assert not learned & held_back
    assert min(t.photo for t in parted.held_back) == 8
    assert {t.truth for t in parted.held_back} == {"dairy", "water"}


def test_only_product_of_a_category_is_learned() -> None:
    pictures = [*told(12, 9), Told(PIXELS, "bread", "p99", 0)]

    assert "p99" in {each.product for each in by_product(pictures).learned}


def test_print_of_the_same_products_on_later_photos_is_held_back() -> None:
    parted = by_photo(told(12, 6))

    assert parted.lack == ""
    assert {t.photo for t in parted.held_back} == {8, 9, 10, 11}
    assert {t.product for t in parted.held_back} == {t.product for t in parted.learned}


@pytest.mark.parametrize(
    ("photos", "products", "lack"),
    [
        (3, 6, "40 pictures to learn from are needed, there are 12"),
        (9, 8, "4 photos to judge by are needed, there are 3"),
    ],
)
def test_too_little_is_told_with_what_is_needed(
    photos: int, products: int, lack: str
) -> None:
    assert by_photo(told(photos, products)).lack == lack


def test_one_category_is_nothing_to_tell_apart() -> None:
    water = [each for each in told(12, 60) if each.truth == "water"]

    assert by_product(water).lack == "products of 2 categories are needed, there are 1"


def test_silence_is_neither_right_nor_wrong() -> None:
    held_back = told(1, 40)
    truths = [each.truth for each in held_back]

    verdict = judged(held_back, "products", [""] * 40, truths, str.__eq__)

    assert verdict.is_better
    assert (verdict.photos, verdict.of) == (40, "products")
    assert (verdict.before.right, verdict.before.wrong) == (0, 0)
    assert (verdict.after.right, verdict.after.wrong) == (40, 0)


def test_model_that_only_fell_silent_is_no_better() -> None:
    held_back = told(1, 40)

    verdict = judged(held_back, "products", ["other"] * 40, [""] * 40, str.__eq__)

    assert verdict.reason == "not better"
