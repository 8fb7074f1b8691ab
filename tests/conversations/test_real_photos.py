"""Teaching products by photos, and meeting them on a shelf, with the real models."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from pipeline.shelf import PipelineVision
from tests.conversations.conftest import OpenStage
from tests.fakes.vision import ScriptedVision

DEMO = Path(__file__).parents[2] / "demo_images"
SHELF = "drinks_before"
TAUGHT = {
    "rhinox-energy-25-cl-can": "Rhinox Energy",
    "zenjo-bitter-lemon-30-cl": "Zenjo Bitter Lemon",
    "fizzaro-blackcurrant-33-cl-can": "Fizzaro Blackcurrant",
}


class DemoPhotos(ScriptedVision):
    """Real eyes behind the stage; its photos are files of the demo."""

    def __init__(self) -> None:
        super().__init__()
        real = PipelineVision(threads=2)
        self.model_version = real.model_version
        self.looks_version = real.looks_version
        self.read = real.read  # type: ignore[method-assign]
        self.enrol = real.enrol  # type: ignore[method-assign]
        self.annotate = real.annotate  # type: ignore[method-assign]
        self.read_print = real.read_print  # type: ignore[method-assign]

    def show(self, shelf: Mapping[str, Any]) -> bytes:
        photo = (DEMO / f"{shelf['file']}.jpg").read_bytes()
        return cut_out(photo, shelf["pack"]) if "pack" in shelf else photo


def cut_out(photo: bytes, product_id: str) -> bytes:
    """A facing of the product with a little of what is around it."""
    left, top, right, bottom = next(
        label["box"] for label in labels() if label["group"] == product_id
    )
    margin = 0.06 * (right - left)
    sides = (left - margin, top - margin, right + margin, bottom + margin)
    cut, sent = Image.open(io.BytesIO(photo)).crop(sides), io.BytesIO()
    cut.save(sent, "JPEG", quality=92)
    return sent.getvalue()


def labels() -> list[dict[str, Any]]:
    """What stands on the shelf, as labelled."""
    found: list[dict[str, Any]] = json.loads((DEMO / f"{SHELF}.json").read_text())[
        "products"
    ]
    return found


def packshot(product_id: str) -> dict[str, str]:
    return {"file": f"catalogue/{product_id}"}


def part_of_the_shelf(product_id: str) -> dict[str, str]:
    return {"file": SHELF, "pack": product_id}


@pytest.mark.parametrize("taught_by", [packshot, part_of_the_shelf])
def test_products_taught_by_one_photo_each_are_named_on_the_shelf(
    open_stage: OpenStage, taught_by: Callable[[str], dict[str, str]]
) -> None:
    stage = open_stage("web")
    stage.vision = DemoPhotos()
    stage.services = replace(stage.services, vision=stage.vision)
    stage.open_shop({}, [])
    shown = Counter(label["group"] for label in labels())

    for product_id, name in TAUGHT.items():
        photo = taught_by(product_id)
        (answer,) = stage.send(f"this is {name}", photos=[photo])
        assert f"New product: {name}." in answer.text
    (answer,) = stage.send(photos=[{"file": SHELF}])

    stock = stage.stock()
    named = {name for name in TAUGHT.values() if stock[name] > 0}
    assert len(named) >= 2, answer.text
    for product_id, name in TAUGHT.items():
        if name in named:
            assert abs(stock[name] - shown[product_id]) <= 1, answer.text
