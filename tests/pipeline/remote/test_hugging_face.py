"""Models at Hugging Face inference: what is sent, and every way that it fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import numpy as np
import pytest

from pipeline.errors import RemoteModelError
from pipeline.images import Pixels
from pipeline.remote.embedder import RemoteEmbedder
from pipeline.remote.hugging_face import HuggingFace
from pipeline.remote.lines import RemoteLines
from pipeline.remote.objects import RemoteObjects
from pipeline.remote.resting import LONG_REST_S, REST_S, Resting
from tests.fakes.inference import (
    FEATURES,
    OBJECTS,
    TEXT,
    TOKEN,
    WORDS,
    FakeInference,
)

DETR, OWL = "facebook/detr-resnet-50", "google/owlv2-base-patch16"
TROCR, DINO = "microsoft/trocr-base-printed", "facebook/dinov2-base"
SERVES = {DETR: OBJECTS, OWL: WORDS, TROCR: TEXT, DINO: FEATURES}
PICTURE = np.full((300, 400, 3), (250, 10, 20), np.uint8)
NOON = 1_800_000_000.0


@pytest.fixture(scope="module")
def server() -> Iterator[FakeInference]:
    with FakeInference() as running:
        yield running


@pytest.fixture
def fake(server: FakeInference) -> Iterator[FakeInference]:
    server.reset()
    server.serves.update(SERVES)
    yield server
    assert server.violations == []


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def asked(fake: FakeInference, slept: list[float]) -> Iterator[HuggingFace]:
    with httpx.Client() as http:
        yield HuggingFace(
            http, TOKEN, f"{fake.url}/", sleep=slept.append, clock=lambda: NOON
        )


def bottle(
    *corners: int, score: float = 0.9, label: str = "bottle"
) -> dict[str, object]:
    sides = ("xmin", "ymin", "xmax", "ymax")
    return {
        "label": label,
        "score": score,
        "box": dict(zip(sides, corners, strict=True)),
    }


def test_objects_are_asked_for_down_to_a_score(
    fake: FakeInference, asked: HuggingFace
) -> None:
    fake.found = [bottle(10, 20, 60, 120), bottle(0, 0, 9, 9, score=0.05)]

    found = RemoteObjects(asked, DETR)(PICTURE, 0.1)

    assert found.boxes.tolist() == [[10, 20, 60, 120]]
    assert found.labels == ("bottle",)
    assert fake.parameters == [{"threshold": 0.1}]
    assert fake.pictures[0].size == (400, 300)


def test_boxes_of_a_shrunk_picture_are_those_of_the_photo(
    fake: FakeInference, asked: HuggingFace
) -> None:
    fake.found = [bottle(100, 200, 300, 400)]
    large = np.zeros((3200, 2400, 3), np.uint8)

    found = RemoteObjects(asked, DETR)(large, 0.1)

    assert fake.pictures[0].size == (1200, 1600)
    assert found.boxes.tolist() == [[200, 400, 600, 800]]


def test_only_the_named_classes_are_facings(
    fake: FakeInference, asked: HuggingFace
) -> None:
    fake.found = [bottle(1, 1, 9, 9), bottle(20, 1, 40, 9, label="person")]

    found = RemoteObjects(asked, DETR, ["Bottle"])(PICTURE, 0.1)

    assert found.labels == ("bottle",)


def test_detector_that_is_asked_by_words_is_told_them(
    fake: FakeInference, asked: HuggingFace
) -> None:
    fake.found = [bottle(1, 1, 9, 9, label="tin")]

    found = RemoteObjects(asked, OWL, ["tin", "jar"])(PICTURE, 0.1)

    assert fake.parameters == [{"candidate_labels": ["tin", "jar"]}]
    assert found.labels == ("tin",)


def test_lines_are_sent_as_pictures_in_their_colours(
    fake: FakeInference, asked: HuggingFace
) -> None:
    fake.reads = lambda picture: f"{picture.size} {picture.getpixel((1, 1))}"
    strips: list[Pixels] = [
        np.full((20, w, 3), (0, 0, 255), np.uint8) for w in (50, 90)
    ]

    read = RemoteLines(asked, TROCR, never)(strips)

    assert [text.split(")")[0] for text, _ in read] == ["(50, 20", "(90, 20"]
    assert all("(254, 0, 0)" in text for text, _ in read)  # red, BGR in


def test_vectors_have_length_one_and_tell_pictures_apart(
    fake: FakeInference, asked: HuggingFace
) -> None:
    embedder = RemoteEmbedder(asked, DINO)
    blue = PICTURE[..., ::-1].copy()

    vectors = embedder.embed([PICTURE, blue, PICTURE])

    assert vectors.shape == (3, embedder.dimensions) == (3, 4)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.linalg.norm(vectors[0] - vectors[1]) > 0.9
    assert np.allclose(vectors[0], vectors[2])


def test_model_that_is_being_loaded_is_waited_for(
    fake: FakeInference, asked: HuggingFace, slept: list[float]
) -> None:
    fake.be_loading(7.5)
    fake.found = [bottle(1, 1, 9, 9)]

    found = RemoteObjects(asked, DETR)(PICTURE, 0.1)

    assert len(found.scores) == 1
    assert slept == [7.5]


def test_model_that_takes_too_long_to_load_is_given_up(
    fake: FakeInference, asked: HuggingFace, slept: list[float]
) -> None:
    fake.be_loading(579.3)

    with pytest.raises(RemoteModelError) as error:
        RemoteObjects(asked, DETR)(PICTURE, 0.1)

    assert (error.value.problem, error.value.is_final) == ("loading", False)
    assert slept == []


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ("4", [4.0]),
        (format_datetime(datetime.fromtimestamp(NOON + 9, UTC), usegmt=True), [9.0]),
        ("soon", [1.0]),
    ],
)
def test_busy_server_is_asked_again_when_it_says_so(
    told: str,
    waits: list[float],
    fake: FakeInference,
    asked: HuggingFace,
    slept: list[float],
) -> None:
    fake.refuse(429, Retry_After=told)

    RemoteLines(asked, TROCR, never)([PICTURE])

    assert slept == waits


def test_waits_grow_and_end(
    fake: FakeInference, asked: HuggingFace, slept: list[float]
) -> None:
    fake.refuse(502, times=99)

    with pytest.raises(RemoteModelError) as error:
        RemoteEmbedder(asked, DINO).embed([PICTURE])

    assert error.value.problem == "unreachable"
    assert slept == [1.0, 2.0, 4.0, 8.0]
    assert len(fake.asked) == 5


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (401, "key"),
        (402, "payment"),
        (403, "key"),
        (404, "unknown_model"),
        (400, "refused"),
        (413, "refused"),
        (422, "refused"),
    ],
)
def test_refusal_is_final(
    status: int,
    problem: str,
    fake: FakeInference,
    asked: HuggingFace,
    slept: list[float],
) -> None:
    fake.refuse(status, times=99)

    with pytest.raises(RemoteModelError) as error:
        RemoteObjects(asked, DETR)(PICTURE, 0.1)

    assert (error.value.problem, error.value.is_final) == (problem, True)
    assert len(fake.asked) == 1
    assert slept == []


def test_wrong_key_is_named_and_not_shown(
    fake: FakeInference, asked: HuggingFace
) -> None:
    with pytest.raises(RemoteModelError, match="HF_TOKEN") as error:
        RemoteObjects(replace(asked, token="hf_secret"), DETR)(PICTURE, 0.1)

    assert "hf_secret" not in f"{error.value}{asked!r}"
    assert TOKEN not in repr(asked)


def test_line_that_is_cut_is_no_answer(fake: FakeInference, asked: HuggingFace) -> None:
    fake.drop_connection("model")

    with pytest.raises(RemoteModelError) as error:
        RemoteObjects(asked, DETR)(PICTURE, 0.1)

    assert error.value.problem == "unreachable"


def test_server_that_does_not_answer_in_time_is_given_up(
    fake: FakeInference, asked: HuggingFace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.remote.hugging_face.TIMEOUT", httpx.Timeout(0.2))
    fake.be_slow("model", 1.0)

    with pytest.raises(RemoteModelError) as error:
        RemoteObjects(asked, DETR)(PICTURE, 0.1)

    assert error.value.problem == "timeout"


def test_redirect_is_not_followed_with_the_key(
    fake: FakeInference, asked: HuggingFace
) -> None:
    fake.refuse(302, Location="http://127.0.0.1:9/elsewhere")

    with pytest.raises(RemoteModelError) as error:
        RemoteObjects(asked, DETR)(PICTURE, 0.1)

    assert error.value.problem == "unreachable"


NONSENSE = [
    "",
    "<html>",
    "[",
    "null",
    "3",
    '"text"',
    "{}",
    '{"error": "odd"}',
    "[" * 100_000,
    "[3]",
    '[{"label": "x"}]',
    '[{"label": "x", "score": "high", "box": {}}]',
    '[{"label": "x", "score": NaN, "box":'
    ' {"xmin": 1, "ymin": 1, "xmax": 2, "ymax": 2}}]',
    '[{"label": "x", "score": 1, "box": {"xmin": 1, "ymin": 1, "xmax": 2}}]',
    '[{"generated_text": 7}]',
    "[[]]",
    "[[[1]]]",
    '[["a", "b"]]',
    "[[1, 2], [3]]",
    "[[[1, NaN, 3]]]",
]


@pytest.mark.parametrize("body", NONSENSE)
def test_answer_that_is_none_is_called_broken(
    body: str, fake: FakeInference, asked: HuggingFace
) -> None:
    fake.talk_nonsense(body, times=3)
    lines = RemoteLines(asked, TROCR, never)

    for question in (
        lambda: RemoteObjects(asked, DETR)(PICTURE, 0.1),
        lambda: lines._read(PICTURE),
        lambda: RemoteEmbedder(asked, DINO).embed([PICTURE]),
    ):
        with pytest.raises(RemoteModelError) as error:
            question()
        assert error.value.problem == "broken"


def test_too_long_answer_is_not_taken_in(
    fake: FakeInference, asked: HuggingFace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.remote.hugging_face.LARGEST_ANSWER", 1000)
    fake.talk_nonsense("[" + "1, " * 1000 + "1]")

    with pytest.raises(RemoteModelError, match="broken"):
        RemoteEmbedder(asked, DINO).embed([PICTURE])


def test_shipped_reader_reads_while_the_server_does_not(
    fake: FakeInference, asked: HuggingFace
) -> None:
    fake.refuse(402, times=99)
    lines = RemoteLines(asked, TROCR, lambda strips: [("ours", 0.9) for _ in strips])

    first = lines([PICTURE, PICTURE])
    count = len(fake.asked)
    again = lines([PICTURE])

    assert first == [("ours", 0.9)] * 2
    assert again == [("ours", 0.9)]
    assert len(fake.asked) == count  # not asked again so soon


@pytest.mark.parametrize(("final", "rest"), [(False, REST_S), (True, LONG_REST_S)])
def test_server_that_failed_is_left_alone_for_a_while(final: bool, rest: float) -> None:
    now = [100.0]
    resting = Resting(lambda: now[0])

    def fails() -> str:
        raise RemoteModelError("payment", "m", "no credit", is_final=final)

    with pytest.raises(RemoteModelError):
        resting.ask(fails)
    now[0] += rest - 1
    with pytest.raises(RemoteModelError):
        resting.ask(lambda: "answer")
    now[0] += 2

    assert resting.ask(lambda: "answer") == "answer"


def never(strips: Sequence[Pixels]) -> list[tuple[str, float]]:
    raise AssertionError("the server was to read this")
