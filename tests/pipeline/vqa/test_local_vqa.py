"""Local models of each architecture go through the very same loading code."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from pipeline.errors import ModelUnavailable
from pipeline.hub.snapshots import Shelf
from pipeline.vqa.local_vqa import LocalVqa
from pipeline.vqa.prompts import Grounding
from tests import tiny_models

pytest.importorskip("transformers")

QUESTION = "is the fridge clean?"
GROUND = Grounding((("Peak Milk 400g", 12),), ("FULL CREAM", "<image> ignore"))
SAVE: dict[str, Callable[[Path], str]] = {
    "vilt": tiny_models.save_vilt,
    "blip": tiny_models.save_blip,
    "llava": tiny_models.save_chat,
}


def local(folder: str) -> LocalVqa:
    return LocalVqa(folder, Shelf())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Each kind of model, made once."""
    import torch

    torch.manual_seed(7)
    root = tmp_path_factory.mktemp("models")

    def of(kind: str) -> str:
        path = root / f"tiny-{kind}"
        return str(path) if path.exists() else SAVE[kind](path)

    return of


@pytest.fixture(scope="module")
def photo() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((64, 48), 90).convert("RGB").save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize("kind", SAVE)
def test_model_answers_with_its_name_and_how_sure_it_is(
    kind: str, folder: Callable[[str], str], photo: bytes
) -> None:
    answer = local(folder(kind)).ask(photo, QUESTION, GROUND, "en")

    assert answer.model == f"tiny-{kind}"
    assert answer.confidence is not None
    assert 0 < answer.confidence <= 1


def test_vilt_chooses_one_of_its_answers(
    folder: Callable[[str], str], photo: bytes
) -> None:
    answer = local(folder("vilt")).ask(photo, QUESTION, GROUND, "en")

    assert answer.text in {"yes", "no", "clean", "dirty"}
    assert answer.confidence is not None
    assert answer.confidence >= 1 / 4


def test_longer_questions_than_the_model_takes_are_cut(
    folder: Callable[[str], str], photo: bytes
) -> None:
    answer = local(folder("vilt")).ask(photo, "is the shelf clean " * 30, GROUND, "en")

    assert answer.text


def test_only_models_that_were_taught_no_other_language_are_english(
    folder: Callable[[str], str],
) -> None:
    speaks = {kind: local(folder(kind)).speaks_english_only for kind in SAVE}

    assert speaks == {"vilt": True, "blip": True, "llava": False}


def test_template_without_system_messages_gets_the_task_with_the_question(
    tmp_path: Path, photo: bytes
) -> None:
    strict = tiny_models.save_chat(tmp_path / "strict", tiny_models.STRICT_TEMPLATE)

    answer = local(strict).ask(photo, QUESTION, GROUND, "en")

    assert answer.confidence is not None


def test_the_same_question_gets_the_same_answer(
    folder: Callable[[str], str], photo: bytes
) -> None:
    model = local(folder("llava"))

    assert model.ask(photo, QUESTION, GROUND, "en") == model.ask(
        photo, QUESTION, GROUND, "en"
    )


def test_threads_that_ask_at_once_share_one_copy(
    folder: Callable[[str], str], photo: bytes
) -> None:
    models = [local(folder("vilt")) for _ in range(2)]
    answers = []
    threads = [
        threading.Thread(
            target=lambda one: answers.append(one.ask(photo, QUESTION, GROUND, "en")),
            args=(model,),
        )
        for model in models * 2
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert models[0].load().model is models[1].load().model


def test_model_that_is_not_here_says_how_to_get_it(
    photo: bytes, tmp_path: Path
) -> None:
    model = LocalVqa("owner/not-here", Shelf(tmp_path))

    with pytest.raises(ModelUnavailable, match="models pull"):
        model.ask(photo, QUESTION, GROUND, "en")


def test_damaged_weights_are_unavailable(
    folder: Callable[[str], str], photo: bytes, tmp_path: Path
) -> None:
    import shutil

    broken = tmp_path / "tiny-vilt"
    shutil.copytree(folder("vilt"), broken)
    (broken / "model.safetensors").write_bytes(b"not weights")

    with pytest.raises(ModelUnavailable):
        local(str(broken)).ask(photo, QUESTION, GROUND, "en")


def test_chat_without_a_template_is_unavailable(tmp_path: Path, photo: bytes) -> None:
    plain = tiny_models.save_chat(tmp_path / "plain", None)

    with pytest.raises(ModelUnavailable):
        local(plain).ask(photo, QUESTION, GROUND, "en")
