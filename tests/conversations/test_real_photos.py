"""Teaching products by photos, and meeting them on a shelf, with the real models."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

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
        return (DEMO / f"{shelf['file']}.jpg").read_bytes()


def test_products_taught_by_one_photo_each_are_named_on_the_shelf(
    open_stage: OpenStage,
) -> None:
    stage = open_stage("web")
    stage.vision = DemoPhotos()
    stage.services = replace(stage.services, vision=stage.vision)
    stage.open_shop({}, [])
    labels = json.loads((DEMO / f"{SHELF}.json").read_text())["products"]
    shown = Counter(label["group"] for label in labels)

    for product_id, name in TAUGHT.items():
        photo = {"file": f"catalogue/{product_id}"}
        (answer,) = stage.send(f"this is {name}", photos=[photo])
        assert f"New product: {name}." in answer.text
    (answer,) = stage.send(photos=[{"file": SHELF}])

    stock = stage.stock()
    named = {name for name in TAUGHT.values() if stock[name] > 0}
    assert len(named) >= 2, answer.text
    for product_id, name in TAUGHT.items():
        if name in named:
            assert abs(stock[name] - shown[product_id]) <= 1, answer.text
