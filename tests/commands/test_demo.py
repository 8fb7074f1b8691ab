"""When the demo shop is made anew: only where its photos would be read otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands.demo import version_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue and models."""
    for name in ("catalogue.csv", "looks.onnx", "looks.json", "MODEL_CARD.md"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.mark.parametrize("name", ["catalogue.csv", "looks.onnx", "looks.json"])
def test_demo_shop_is_made_anew_with_other_models_or_products(
    folder: Path, name: str
) -> None:
    before = version_of(folder / "catalogue.csv", folder)

    (folder / name).write_text("changed")

    assert version_of(folder / "catalogue.csv", folder) != before


def test_demo_shop_stays_when_only_words_about_the_models_change(folder: Path) -> None:
    before = version_of(folder / "catalogue.csv", folder)

    (folder / "MODEL_CARD.md").write_text("changed")

    assert version_of(folder / "catalogue.csv", folder) == before
