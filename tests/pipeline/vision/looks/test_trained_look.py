"""The shipped net of looks, and what the distances of its vectors mean."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.errors import ModelUnavailable
from pipeline.vision.looks.classical_look import ClassicalLook
from pipeline.vision.looks.look_scale import Evidence, LookScale
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.looks.trained_look import TrainedLook
from pipeline.vision.models import WEIGHTS
from pipeline.vision.naming.name_odds import NameWeights
from tests.pipeline.vision.packs import BLUE, GREEN, RED, YELLOW, drawn_pack


@pytest.fixture(scope="module")
def embedder() -> TrainedLook:
    return TrainedLook.load(threads=1)


def distance(one: Vectors, other: Vectors) -> float:
    return float(np.linalg.norm(one - other))


def test_vectors_have_unit_length_and_the_promised_size(embedder: TrainedLook) -> None:
    vectors = embedder.embed([drawn_pack(RED, YELLOW), drawn_pack(BLUE, RED)])

    assert vectors.shape == (2, embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-4)


def test_no_crops_give_no_vectors(embedder: TrainedLook) -> None:
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_looks_come_with_the_colours_that_the_net_is_shown(
    embedder: TrainedLook,
) -> None:
    packs = [drawn_pack(RED, YELLOW), drawn_pack(BLUE, RED)]

    looks, colours = embedder.embed_with_colours(packs)

    assert np.allclose(looks, embedder.embed(packs))
    assert np.allclose(colours, ClassicalLook().embed(packs))


def test_many_crops_of_any_size_get_the_vectors_they_get_alone(
    embedder: TrainedLook,
) -> None:
    sizes = [(12, 9), (300, 80), (64, 200), (128, 96)] * 10
    packs = [cv2.resize(drawn_pack(RED, YELLOW), size) for size in sizes]

    together = embedder.embed(packs)

    for index in (0, 1, 31, 32, 39):
        alone = embedder.embed([packs[index]])[0]
        assert distance(together[index], alone) < 1e-3


def test_the_same_pack_in_the_shade_is_nearer_than_another_flavour(
    embedder: TrainedLook,
) -> None:
    lit, shaded, flavour = embedder.embed(
        [drawn_pack(RED, YELLOW), drawn_pack(RED, YELLOW, 0.5), drawn_pack(RED, GREEN)]
    )

    assert distance(lit, shaded) < 0.7 * distance(lit, flavour)


def test_the_net_fits_into_five_megabytes() -> None:
    assert (WEIGHTS / "looks.onnx").stat().st_size <= 5_000_000


def test_a_missing_net_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="looks"):
        TrainedLook.load(1, tmp_path / "looks.onnx")


def test_another_net_is_refused() -> None:
    with pytest.raises(ModelUnavailable, match="no embedder"):
        TrainedLook.of(WEIGHTS / "detector.onnx")


def test_a_scale_is_read_as_it_was_stored(tmp_path: Path) -> None:
    file = tmp_path / "scale.json"
    file.write_text(json.dumps({"evidence": {"start": 2.5}, "naming": {"look": -9}}))

    scale = LookScale.load(file)

    assert scale == LookScale(Evidence(start=2.5), NameWeights(look=-9.0))


@pytest.mark.parametrize(
    "text", ["", "{}", '{"evidence": {}}', '{"evidence": [1], "naming": {}}']
)
def test_a_broken_scale_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "scale.json"
    file.write_text(text)

    with pytest.raises(ModelUnavailable, match="cannot be read"):
        LookScale.load(file)
