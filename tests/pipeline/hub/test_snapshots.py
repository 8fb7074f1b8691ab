"""Models on this machine: found, fetched, described."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import ModelUnavailable
from pipeline.hub.choice import ModelChoice, Where
from pipeline.hub.embedder import HubEmbedder
from pipeline.hub.snapshots import Shelf, licence, needed_files, version
from tests.fakes.hub import COMMIT, FakeHub
from tests.pipeline.hub.conftest import MakeModel

CARD = b"---\nlanguage: en\nlicense: apache-2.0\n---\n# Tiny\nlicense: of the text\n"


@pytest.fixture
def hub(
    model_folder: MakeModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[FakeHub]:
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    with FakeHub() as running:
        folder = model_folder("dinov2")
        running.files = {file.name: file.read_bytes() for file in folder.iterdir()}
        running.files["README.md"] = CARD
        running.files["pytorch_model.bin"] = b"the same weights as a pickle"
        running.files["onnx/model.onnx"] = b"and in another form"
        yield running


@pytest.fixture
def shelf(hub: FakeHub, tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "models", "hf_key", endpoint=hub.url)


@pytest.mark.parametrize(
    ("value", "where", "name"),
    [
        ("", Where.SHIPPED, ""),
        ("embedded", Where.SHIPPED, ""),
        ("RapidOCR", Where.SHIPPED, ""),
        ("microsoft/trocr-base-printed", Where.HERE, "microsoft/trocr-base-printed"),
        ("hf:google/vit-base-patch16-224", Where.REMOTE, "google/vit-base-patch16-224"),
    ],
)
def test_one_word_says_which_model_and_where(
    value: str, where: Where, name: str
) -> None:
    choice = ModelChoice.parse(value)

    assert (choice.where, choice.name) == (where, name)
    assert ModelChoice.parse(str(choice)) == choice


def test_one_file_is_a_model_and_a_missing_one_is_named(tmp_path: Path) -> None:
    file = tmp_path / "arabic.onnx"
    file.write_bytes(b"")

    assert ModelChoice.parse(str(file)).file == file
    assert ModelChoice.parse(str(tmp_path)).file == file
    with pytest.raises(ValueError, match=r"no file .*greek\.onnx"):
        ModelChoice.parse(str(tmp_path / "greek.onnx"))


@pytest.mark.parametrize("value", ["a b", "a/b/c", "hf:", "hf:../x/y", "http://x/y"])
def test_what_is_no_model_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="hub id"):
        ModelChoice.parse(value)


def test_model_that_is_not_here_is_never_fetched_in_silence(
    hub: FakeHub, shelf: Shelf
) -> None:
    with pytest.raises(ModelUnavailable, match="atlasvision models pull"):
        shelf.find("owner/tiny")

    assert hub.sent == []


def test_pulled_model_is_found_and_loads(hub: FakeHub, shelf: Shelf) -> None:
    folder = shelf.pull("owner/tiny")

    assert shelf.find("owner/tiny") == folder
    assert licence(folder) == "apache-2.0"
    assert version("owner/tiny", folder) == f"owner/tiny@{COMMIT[:8]}"
    assert HubEmbedder("owner/tiny", folder).load().device.label
    assert hub.keys == {"Bearer hf_key"}


def test_weights_are_fetched_once_and_in_one_form(hub: FakeHub, shelf: Shelf) -> None:
    shelf.pull("owner/tiny")
    first = list(hub.sent)
    shelf.pull("owner/tiny")

    assert "model.safetensors" in first
    assert not {"pytorch_model.bin", "onnx/model.onnx"} & set(first)
    assert hub.sent == first


def test_cut_line_leaves_no_half_model(hub: FakeHub, shelf: Shelf) -> None:
    hub.troubles.clear()
    hub.model = "owner/other"

    with pytest.raises(ModelUnavailable, match="owner/tiny cannot be fetched"):
        shelf.pull("owner/tiny")

    with pytest.raises(ModelUnavailable, match="pull"):
        shelf.find("owner/tiny")


def test_pickle_is_taken_where_there_is_nothing_better() -> None:
    names = ["config.json", "pytorch_model.bin", "flax_model.msgpack", ".gitattributes"]

    assert needed_files(names) == ["config.json", "pytorch_model.bin"]


def test_folder_of_other_weights_is_another_version(
    model_folder: MakeModel, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    folder, copy = model_folder("clip"), tmp_path / "tiny-clip"
    shutil.copytree(folder, copy)
    before = version(str(copy), copy)
    weights = load_file(copy / "model.safetensors")
    changed = {name: tensor + 1 for name, tensor in weights.items()}
    save_file(changed, copy / "model.safetensors", metadata={"format": "pt"})

    assert before == version(str(folder), folder)
    assert version(str(copy), copy) != before
