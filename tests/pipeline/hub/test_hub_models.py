"""Each architecture goes through the same loading code as the real models."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ModelUnavailable
from pipeline.hub import loading
from pipeline.hub.embedder import HubEmbedder
from pipeline.hub.lines import hub_lines
from pipeline.hub.objects import HubObjects
from tests.pipeline.hub.conftest import MakeModel

PICTURE = np.random.default_rng(0).integers(0, 255, (90, 70, 3), np.uint8)
CLOSED, BY_WORDS = ("detr", "yolos", "rt_detr"), ("owlv2", "grounding_dino")


@pytest.mark.parametrize("kind", CLOSED + BY_WORDS)
def test_detector_of_any_kind_gives_boxes_in_the_picture(
    kind: str, model_folder: MakeModel
) -> None:
    folder = model_folder(kind)

    found = HubObjects(str(folder), folder)(PICTURE, 1e-6)

    assert len(found.scores) == len(found.labels) == len(found.boxes) > 0
    assert found.boxes.shape[1] == 4
    assert ((found.scores > 0) & (found.scores <= 1)).all()
    assert (found.boxes[:, 0] < 70).all()


@pytest.mark.parametrize("kind", CLOSED)
def test_only_the_named_classes_are_facings(kind: str, model_folder: MakeModel) -> None:
    folder = model_folder(kind)
    every = HubObjects(str(folder), folder)(PICTURE, 1e-6)
    here = every.labels[0]

    only = HubObjects(str(folder), folder, [here.upper()])(PICTURE, 1e-6)

    assert set(only.labels) == {here}
    assert len(only.scores) == every.labels.count(here)


def test_classes_that_the_detector_does_not_know_are_an_error(
    model_folder: MakeModel,
) -> None:
    folder = model_folder("yolos")

    with pytest.raises(ModelUnavailable, match=r"DETECTOR_LABELS.*bottle"):
        HubObjects(str(folder), folder, ["toaster"]).load()


def test_other_words_to_look_for_are_another_version(model_folder: MakeModel) -> None:
    folder = model_folder("owlv2")

    tins, jars = (HubObjects("m", folder, [word]) for word in ("tin", "jar"))

    assert tins.version != jars.version
    assert set(tins(PICTURE, 1e-6).labels) == {"tin"}


@pytest.mark.parametrize("kind", ["dinov2", "siglip", "clip"])
def test_embedder_gives_one_unit_vector_a_crop(
    kind: str, model_folder: MakeModel
) -> None:
    folder = model_folder(kind)
    embedder = HubEmbedder(str(folder), folder)

    vectors = embedder.embed([PICTURE, PICTURE[:30], PICTURE])

    assert vectors.shape == (3, embedder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors[0], vectors[2], atol=0.02)  # half precision
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_trocr_reads_each_strip_with_a_chance(model_folder: MakeModel) -> None:
    folder = model_folder("trocr")

    read = hub_lines(str(folder), folder)([PICTURE[:20]] * 9)

    assert len(read) == 9
    assert all(isinstance(text, str) and 0 < sure <= 1 for text, sure in read)
    assert read[0][0] == read[8][0]  # the last batch is read as the first


def test_model_that_writes_about_pictures_reads_strips(
    model_folder: MakeModel,
) -> None:
    folder = model_folder("picture_text")

    read = hub_lines(str(folder), folder)([PICTURE[:20]])

    assert len(read) == 1
    assert 0 < read[0][1] <= 1


def test_code_of_a_model_runs_only_when_that_is_allowed(
    model_folder: MakeModel,
) -> None:
    folder = model_folder("own_code")

    with pytest.raises(ModelUnavailable, match="MODELS_OWN_CODE=true"):
        hub_lines("own", folder)

    read = hub_lines("own", folder, own_code=True)([PICTURE[:20], PICTURE[:30]])
    assert [text[:8] for text, _ in read] == ["70 by 20", "70 by 30"]
    assert not any("<|" in text for text, _ in read)


def test_deepseek_ocr_says_what_its_own_code_needs(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    code = {"AutoModel": "modeling_deepseekocr.DeepseekOCRForCausalLM"}
    config = {"model_type": "deepseek_vl_v2", "auto_map": code}
    (tmp_path / "config.json").write_text(json.dumps(config))

    with pytest.raises(ModelUnavailable, match=r"4\.46.*DeepSeek-OCR-2"):
        hub_lines("deepseek-ai/DeepSeek-OCR", tmp_path, own_code=True)


def test_model_of_another_task_is_refused(model_folder: MakeModel) -> None:
    folder = model_folder("vit")

    with pytest.raises(ModelUnavailable, match="tiny-vit cannot be loaded"):
        HubObjects(str(folder), folder).load()


def test_weights_that_are_missing_are_not_made_up(
    model_folder: MakeModel, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "headless"
    shutil.copytree(model_folder("yolos"), folder)
    weights = load_file(folder / "model.safetensors")
    body = {name: w for name, w in weights.items() if "class_labels" not in name}
    save_file(body, folder / "model.safetensors", metadata={"format": "pt"})

    with pytest.raises(ModelUnavailable, match="has no weights for class_labels"):
        HubObjects(str(folder), folder).load()


def test_broken_file_is_told_with_the_model(
    model_folder: MakeModel, tmp_path: Path
) -> None:
    folder = tmp_path / "cut"
    shutil.copytree(model_folder("dinov2"), folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])

    with pytest.raises(ModelUnavailable, match="cut cannot be loaded"):
        HubEmbedder(str(folder), folder).load()


def test_one_copy_serves_all_threads(model_folder: MakeModel) -> None:
    folder = model_folder("clip")
    loading.forget_all()
    copies: list[int] = []

    def load() -> None:
        copies.append(id(HubEmbedder(str(folder), folder).load().model))

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(copies) == 4
    assert len(set(copies)) == 1


def test_nothing_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "dinov2"}')

    embedder = HubEmbedder("owner/name", tmp_path)

    assert embedder.version.startswith("owner/name@")
    with pytest.raises(ModelUnavailable):
        embedder.embed([PICTURE])


def test_without_torch_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "dinov2"}')
    monkeypatch.setitem(__import__("sys").modules, "torch", None)

    with pytest.raises(ModelUnavailable, match=r"torch.*atlasvision\[models\]"):
        HubEmbedder("owner/name", tmp_path).embed([PICTURE])
