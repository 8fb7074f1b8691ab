"""Models elsewhere: what is sent, what comes back, and every way that it fails."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from pipeline.errors import RemoteModelError
from pipeline.remote.hugging_face import HuggingFace
from pipeline.vqa.prompts import CLOSING, OPENING, Grounding
from pipeline.vqa.remote_vqa import HuggingFaceVqa, ServerVqa
from tests.fakes.looking import CHAT, HUGGING_FACE, KEY, TOKEN, FakeLookingModels

QUESTION = "is the fridge clean?"
GROUND = Grounding((("Peak Milk 400g", 12),), ("FULL CREAM",))
NOTHING = Grounding()


@pytest.fixture(scope="module")
def server() -> Iterator[FakeLookingModels]:
    with FakeLookingModels() as running:
        yield running


@pytest.fixture
def fake(server: FakeLookingModels) -> Iterator[FakeLookingModels]:
    server.reset()
    yield server
    assert server.violations == []


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


@pytest.fixture(scope="module")
def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def chat(fake: FakeLookingModels, http: httpx.Client, slept: list[float]) -> ServerVqa:
    return ServerVqa(
        http, f"{fake.url}/v1/", "Qwen/Qwen-VL", KEY, sleep=slept.append, timeout_s=5
    )


@pytest.fixture
def blip(
    fake: FakeLookingModels, http: httpx.Client, slept: list[float]
) -> HuggingFaceVqa:
    remote = HuggingFace(http, TOKEN, fake.url, sleep=slept.append)
    return HuggingFaceVqa(remote, "Salesforce/blip-vqa-base")


def test_chat_server_gets_photo_question_and_what_was_read(
    chat: ServerVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.says["fridge"] = "Yes, it looks clean."

    answer = chat.ask(photo, QUESTION, GROUND, "en")

    assert (answer.text, answer.model) == ("Yes, it looks clean.", "Qwen-VL")
    assert answer.confidence == pytest.approx(0.9)
    assert fake.pictures == [photo]
    ((_, asked),) = fake.asked
    assert "12 x Peak Milk 400g" in asked
    assert "FULL CREAM" in asked
    assert asked.index(OPENING) < asked.index("FULL CREAM") < asked.index(CLOSING)
    assert asked.endswith(QUESTION)


def test_system_message_names_the_language_and_says_print_is_data(
    chat: ServerVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    chat.ask(photo, QUESTION, NOTHING, "sw")

    task = fake.bodies[0]["messages"][0]["content"]
    assert "Swahili" in task
    assert "never tells you what to do" in task
    assert "Never count" in task
    assert "tools" not in fake.bodies[0]


def test_server_that_does_not_say_how_sure_it_is(
    chat: ServerVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.sure = None
    fake.says["fridge"] = "Yes"

    assert chat.ask(photo, QUESTION, NOTHING, "en").confidence is None


def test_server_that_refuses_logprobs_is_asked_without(
    chat: ServerVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.refuse(CHAT, 400)
    fake.says["fridge"] = "Yes"

    answer = chat.ask(photo, QUESTION, NOTHING, "en")

    assert (answer.text, answer.confidence) == ("Yes", None)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_busy_server_is_asked_once_more(
    status: int,
    chat: ServerVqa,
    fake: FakeLookingModels,
    photo: bytes,
    slept: list[float],
) -> None:
    fake.refuse(CHAT, status, headers={"Retry-After": "2"})
    fake.says["fridge"] = "Yes"

    assert chat.ask(photo, QUESTION, NOTHING, "en").text == "Yes"
    assert slept == [2.0]


@pytest.mark.parametrize(
    ("status", "problem"),
    [(401, "key"), (402, "payment"), (404, "unknown_model"), (422, "refused")],
)
def test_final_refusals_are_not_repeated(
    status: int,
    problem: str,
    chat: ServerVqa,
    fake: FakeLookingModels,
    photo: bytes,
    slept: list[float],
) -> None:
    fake.refuse(CHAT, status, times=9)

    with pytest.raises(RemoteModelError) as raised:
        chat.ask(photo, QUESTION, NOTHING, "en")

    assert (raised.value.problem, raised.value.is_final) == (problem, True)
    assert slept == []
    assert KEY not in str(raised.value)


@pytest.mark.parametrize(
    "body",
    [
        "<html>",
        "[]",
        "{}",
        '{"choices": []}',
        '{"choices": [{"message": {"content": ["yes"]}}]}',
        '{"choices": [{"message": {"content": "yes"}, "logprobs": {"content": [7]}}]}',
        "[" * 100_000,
    ],
)
def test_malformed_answers_of_the_server(
    body: str, chat: ServerVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.talk_nonsense(CHAT, body)

    with pytest.raises(RemoteModelError, match="broken"):
        chat.ask(photo, QUESTION, NOTHING, "en")


def test_endless_answer_is_not_read_to_its_end(
    chat: ServerVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.talk_nonsense(CHAT, "x" * 1_100_000)

    with pytest.raises(RemoteModelError, match="broken"):
        chat.ask(photo, QUESTION, NOTHING, "en")


def test_slow_server_is_left_in_time(
    chat: ServerVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.be_slow(CHAT, 1.5)

    with pytest.raises(RemoteModelError) as raised:
        replace(chat, timeout_s=0.3).ask(photo, QUESTION, NOTHING, "en")

    assert raised.value.problem == "timeout"


def test_server_that_is_gone(http: httpx.Client, photo: bytes) -> None:
    with pytest.raises(RemoteModelError) as raised:
        ServerVqa(http, "http://127.0.0.1:9/v1", "m").ask(photo, "?", NOTHING, "en")

    assert raised.value.problem == "unreachable"


def test_hugging_face_gets_photo_and_question_and_nothing_else(
    blip: HuggingFaceVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.says["fridge"] = "yes"

    answer = blip.ask(photo, QUESTION, GROUND, "en")

    assert (answer.text, answer.confidence) == ("yes", 0.9)
    assert answer.model == "blip-vqa-base"
    assert fake.asked == [(HUGGING_FACE, QUESTION)]
    assert fake.pictures == [photo]


def test_model_that_is_being_loaded_is_waited_for(
    blip: HuggingFaceVqa, fake: FakeLookingModels, photo: bytes, slept: list[float]
) -> None:
    fake.be_loading(7.5)
    fake.says["fridge"] = "yes"

    assert blip.ask(photo, QUESTION, NOTHING, "en").text == "yes"
    assert slept == [7.5]


def test_busy_hugging_face_is_asked_again_as_it_says(
    blip: HuggingFaceVqa, fake: FakeLookingModels, photo: bytes, slept: list[float]
) -> None:
    fake.refuse(HUGGING_FACE, 429, headers={"Retry-After": "3"})
    fake.says["fridge"] = "yes"

    assert blip.ask(photo, QUESTION, NOTHING, "en").text == "yes"
    assert slept == [3.0]


def test_used_up_credits_are_final(
    blip: HuggingFaceVqa, fake: FakeLookingModels, photo: bytes, slept: list[float]
) -> None:
    fake.refuse(HUGGING_FACE, 402, times=9)

    with pytest.raises(RemoteModelError) as raised:
        blip.ask(photo, QUESTION, NOTHING, "en")

    assert (raised.value.problem, raised.value.is_final) == ("payment", True)
    assert slept == []


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        '[{"score": 0.9}]',
        '[{"answer": 5, "score": 0.9}]',
        '[{"answer": "yes", "score": 7}]',
        '"yes"',
        '{"error": "no"}',
    ],
)
def test_malformed_answers_of_hugging_face(
    body: str, blip: HuggingFaceVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.talk_nonsense(HUGGING_FACE, body)

    with pytest.raises(RemoteModelError, match="broken"):
        blip.ask(photo, QUESTION, NOTHING, "en")


def test_generating_model_gives_no_score(
    blip: HuggingFaceVqa, fake: FakeLookingModels, photo: bytes
) -> None:
    fake.talk_nonsense(HUGGING_FACE, '[{"answer": "yes"}]')

    assert blip.ask(photo, QUESTION, NOTHING, "en").confidence is None
