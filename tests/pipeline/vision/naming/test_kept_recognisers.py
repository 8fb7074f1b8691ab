"""Recognisers kept between photos."""

from __future__ import annotations

from pipeline.types import Catalogue, CatalogueProduct, Reference
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.naming.kept_recognisers import KeptRecognisers

SCALE = LookScale()


def catalogue(name: str, references: int = 1) -> Catalogue:
    looks = tuple(Reference((1.0, 0.0)) for _ in range(references))
    return Catalogue((CatalogueProduct(name, name, references=looks),))


def test_same_catalogue_gets_the_same_recogniser_and_an_equal_one_its_own() -> None:
    kept, coke = KeptRecognisers(), catalogue("coke")

    first = kept.of(coke, 2, SCALE)

    assert kept.of(coke, 2, SCALE) is first
    assert kept.of(catalogue("coke"), 2, SCALE) is not first


def test_catalogue_used_least_recently_makes_room() -> None:
    kept = KeptRecognisers(most_references=4)
    coke, water = catalogue("coke", 2), catalogue("water", 2)
    first, second = kept.of(coke, 2, SCALE), kept.of(water, 2, SCALE)
    kept.of(coke, 2, SCALE)

    kept.of(catalogue("fanta", 2), 2, SCALE)

    assert kept.of(coke, 2, SCALE) is first
    assert kept.of(water, 2, SCALE) is not second
