"""Tiny models, made once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

MakeModel = Callable[[str], Path]


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> MakeModel:
    """The folder of a model of some architecture."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    from tests.tiny_models import SAVE

    torch.set_num_threads(1)
    root = tmp_path_factory.mktemp("models")

    def folder(kind: str) -> Path:
        path = root / f"tiny-{kind}"
        if not path.exists():
            path.mkdir()
            torch.manual_seed(7)
            SAVE[kind](path)
        return path

    return folder
