"""`atlasvision models`: what is chosen, whether it works, and trying it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from bot.settings import Settings, SettingsError, load_settings
from commands.models import models
from tests.fakes.inference import OBJECTS, TEXT, TOKEN, FakeInference
from tests.line_model_files import LETTERS, line_model
from tests.pipeline.hub.conftest import model_folder as model_folder

DETR, TROCR = "facebook/detr-resnet-50", "microsoft/trocr-base-printed"


@pytest.fixture
def fake() -> Iterator[FakeInference]:
    with FakeInference(serves={DETR: OBJECTS, TROCR: TEXT}) as running:
        yield running
    assert running.violations == []


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.effect_noise((320, 240), 60).convert("RGB").save(path)
    return path


def settings(home: Path, **values: Any) -> Settings:
    environ = {name.upper(): str(value) for name, value in values.items()}
    return load_settings({"ATLASVISION_HOME": str(home), **environ})


def run(chosen: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(models, list(arguments), obj=chosen)


def rows(result: Result) -> dict[str, dict[str, Any]]:
    """What was printed as JSON, by task."""
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    return {row["task"]: row for row in printed}


def test_plain_installation_is_ready_with_what_is_shipped(tmp_path: Path) -> None:
    result = run(settings(tmp_path), "--json")

    found = rows(result)
    assert result.exit_code == 0
    assert set(found) == {"detector", "looks", "ocr", "barcode", "category"}
    assert all(row["problem"] == "" and row["licence"] for row in found.values())
    assert found["detector"]["megabytes"] > 1
    assert found["ocr"]["setting"] == "OCR_MODEL"


def test_list_for_people_has_a_line_a_task(tmp_path: Path) -> None:
    result = run(settings(tmp_path))

    head, *lines, hint = result.stdout.splitlines()
    assert head.split()[:3] == ["task", "model", "runs"]
    assert [line.split()[0] for line in lines] == [
        "detector",
        "looks",
        "ocr",
        "barcode",
        "category",
    ]
    assert all("ready" in line for line in lines)
    assert "DETECTOR_MODEL" in hint
    assert "VQA_MODEL names one" in hint


def test_model_that_was_not_fetched_is_named_with_the_remedy(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    result = run(settings(tmp_path, ocr_model="owner/never-fetched"), "--json")

    assert result.exit_code == 1
    assert "atlasvision models pull" in rows(result)["ocr"]["problem"]


def test_one_file_for_print_is_ready_or_says_why_not(tmp_path: Path) -> None:
    path = line_model(tmp_path / "arabic.onnx", told="\n".join(LETTERS))
    row = rows(run(settings(tmp_path, ocr_model=path), "--json"))["ocr"]

    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"cut off")
    result = run(settings(tmp_path, ocr_model=broken), "--json")

    assert (row["problem"], row["runs"]) == ("", "CPU")
    assert row["megabytes"] >= 0
    assert result.exit_code == 1
    assert "broken.onnx cannot be loaded" in rows(result)["ocr"]["problem"]


def test_one_file_that_is_missing_stops_the_program(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"OCR_MODEL.*no file .*greek\.onnx"):
        settings(tmp_path, ocr_model=tmp_path / "greek.onnx")


def test_one_file_does_nothing_but_read_print(tmp_path: Path) -> None:
    path = line_model(tmp_path / "arabic.onnx", told="\n".join(LETTERS))

    with pytest.raises(SettingsError, match="EMBEDDING_MODEL"):
        settings(tmp_path, embedding_model=path)


def test_remote_model_without_a_key_is_not_ready(tmp_path: Path) -> None:
    result = run(settings(tmp_path, detector_model=f"hf:{DETR}"), "--json")

    row = rows(result)["detector"]
    assert result.exit_code == 1
    assert row["problem"] == "HF_TOKEN is not set"
    assert row["runs"] == "at router.huggingface.co"


@pytest.mark.parametrize("name", ["detector_model", "ocr_model", "embedding_model"])
def test_setting_that_names_no_model_stops_the_program(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=name.upper()):
        settings(tmp_path, **{name: "no model/at all/x"})


def test_pull_without_a_choice_has_nothing_to_do(tmp_path: Path) -> None:
    result = run(settings(tmp_path), "pull")

    assert result.exit_code == 0
    assert "Nothing to fetch" in result.stdout


def test_pull_loads_every_chosen_model_once(tmp_path: Path, model_folder: Any) -> None:
    chosen = settings(
        tmp_path,
        detector_model=model_folder("yolos"),
        embedding_model=model_folder("siglip"),
        ocr_model=model_folder("trocr"),
    )

    result = run(chosen, "pull", "--json")

    found = rows(result)
    assert result.exit_code == 0
    assert set(found) == {"detector", "looks", "ocr"}
    assert all(row["load_ms"] > 0 and row["megabytes"] > 0 for row in found.values())


def test_pull_tells_what_does_not_load_and_goes_on(
    tmp_path: Path, model_folder: Any
) -> None:
    chosen = settings(
        tmp_path,
        detector_model=model_folder("vit"),
        embedding_model=model_folder("clip"),
    )

    result = run(chosen, "pull", "--json")

    assert result.exit_code == 1
    assert set(rows(result)) == {"looks"}
    assert "DETECTOR_MODEL: tiny-vit cannot be loaded" in result.stderr


def test_check_runs_every_model_on_the_photo(
    tmp_path: Path, photo: Path, model_folder: Any
) -> None:
    chosen = settings(
        tmp_path,
        detector_model=model_folder("yolos"),
        detector_threshold=0.9,
        embedding_model=model_folder("dinov2"),
        vision_threads=1,
    )

    result = run(chosen, "check", str(photo), "--json")

    found = rows(result)
    assert result.exit_code == 0, result.output
    assert set(found) == {"detector", "looks", "ocr", "barcode", "category"}
    assert "facing" in found["detector"]["said"]
    assert found["looks"]["said"] == "1 pack as 16 numbers each"
    assert found["barcode"]["said"] == "no barcode"
    assert all(row["first_ms"] > 0 for row in found.values())


def test_check_asks_the_remote_models(
    tmp_path: Path, photo: Path, fake: FakeInference
) -> None:
    corners = {"xmin": 40, "ymin": 30, "xmax": 120, "ymax": 200}
    fake.found = [{"label": "bottle", "score": 0.9, "box": corners}]
    fake.reads = lambda picture: "PEAK"
    chosen = settings(
        tmp_path,
        detector_model=f"hf:{DETR}",
        hf_token=TOKEN,
        hf_inference_base_url=fake.url,
        vision_threads=1,
    )

    result = run(chosen, "check", str(photo))

    assert result.exit_code == 0, result.output
    assert "1 facing in 1 row" in result.stdout
    assert fake.asked == [DETR, DETR]


def test_check_tells_one_problem_and_tries_the_others(
    tmp_path: Path, photo: Path
) -> None:
    pytest.importorskip("transformers")
    chosen = settings(tmp_path, ocr_model="owner/never-fetched", vision_threads=1)

    result = run(chosen, "check", str(photo), "--json")

    found = rows(result)
    assert result.exit_code == 1
    assert "models pull" in found["ocr"]["problem"]
    assert found["barcode"]["problem"] == ""


@pytest.mark.parametrize("content", [None, b"no picture"])
def test_check_of_what_is_no_photo_ends_with_one_line(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "photo.jpg"
    if content is not None:
        path.write_bytes(content)

    result = run(settings(tmp_path), "check", str(path))

    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
