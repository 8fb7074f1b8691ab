"""The category of a pack by its look: a model here, one elsewhere, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from pipeline.category_looks import Labels, category_by_look, category_of_labels
from pipeline.errors import ModelUnavailable, RemoteModelError
from pipeline.images import Pixels
from pipeline.remote.classes import RemoteClassifier
from pipeline.remote.hugging_face import HuggingFace
from tests.fakes.inference import CLASSES, TOKEN, FakeInference

VIT = "google/vit-base-patch16-224"
PACK = np.full((60, 40, 3), (200, 30, 30), np.uint8)
POP = [
    {"label": "pop bottle, soda bottle", "score": 0.7},
    {"label": "packet", "score": 0.2},
]


class Failing:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def classify(self, pack: Pixels) -> Labels:
        raise self.error


@pytest.fixture
def fake() -> Iterator[FakeInference]:
    with FakeInference() as running:
        running.serves[VIT] = CLASSES
        yield running
        assert running.violations == []


@pytest.fixture
def remote(fake: FakeInference) -> Iterator[RemoteClassifier]:
    with httpx.Client() as http:
        server = HuggingFace(http, TOKEN, fake.url, sleep=lambda _: None)
        yield RemoteClassifier(server, VIT)


@pytest.mark.parametrize(
    ("labels", "key"),
    [
        ([("pop bottle, soda bottle", 0.9)], "soft_drinks"),
        ([("soft_drinks", 0.9)], "soft_drinks"),
        ([("Soft drinks", 0.4), ("soda", 0.2)], "soft_drinks"),
        ([("water bottle", 0.3), ("wine bottle", 0.3)], ""),
        ([("packet", 0.99)], ""),
        ([], ""),
    ],
)
def test_labels_are_read_as_names_are(labels: Labels, key: str) -> None:
    assert category_of_labels(labels) == key


@pytest.mark.parametrize(
    "error",
    [RemoteModelError("busy", "vit", "later"), ModelUnavailable("not here")],
)
def test_model_that_does_not_answer_leaves_it_to_the_name(error: Exception) -> None:
    assert category_by_look(PACK, Failing(error)) == ""
    assert category_by_look(PACK, None) == ""


def test_model_elsewhere_says_what_a_pack_is(
    remote: RemoteClassifier, fake: FakeInference
) -> None:
    fake.found.extend(POP)

    assert category_by_look(PACK, remote) == "soft_drinks"
    assert fake.parameters == [{"top_k": 8}]


@pytest.mark.parametrize(
    "body", ["{}", '[{"label": 7, "score": 0.5}]', '[{"label": "x", "score": 2}]']
)
def test_malformed_labels_are_no_answer(
    body: str, remote: RemoteClassifier, fake: FakeInference
) -> None:
    fake.talk_nonsense(body)

    with pytest.raises(RemoteModelError, match="broken"):
        remote.classify(PACK)


@pytest.mark.parametrize("status", [402, 503])
def test_server_that_refuses_leaves_it_to_the_name(
    status: int, remote: RemoteClassifier, fake: FakeInference
) -> None:
    fake.refuse(status, times=9)

    assert category_by_look(PACK, remote) == ""


def test_model_of_a_folder_says_what_a_pack_is(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from pipeline.hub.classes import HubClassifier
    from tests.tiny_models import save_vit

    torch.manual_seed(7)
    names = ("pop bottle, soda bottle", "milk can", "packet")
    save_vit(tmp_path, names)

    labels = HubClassifier(str(tmp_path), tmp_path).classify(PACK)

    assert {label for label, _ in labels} == set(names)
    assert sum(score for _, score in labels) == pytest.approx(1, abs=1e-3)
    assert labels[0][1] >= labels[-1][1]
