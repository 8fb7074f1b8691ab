"""`atlasvision models tune`: what people are told of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from atlasvision import cli
from storage.db import Database
from tests.factories import make_shop
from tests.pipeline.hub.conftest import model_folder as model_folder

VIT = "google/vit-base-patch16-224"


@pytest.fixture
def environ(tmp_path: Path, database_url: str, database: Database) -> dict[str, str]:
    with database.transaction() as session:
        make_shop(session, name="Corner shop")
    return {"DATABASE_URL": database_url, "ATLASVISION_HOME": str(tmp_path)}


def tune(environ: dict[str, str], *options: str, **settings: Any) -> Result:
    values = {name.upper(): str(value) for name, value in settings.items()}
    arguments = ["models", "tune", *options]
    return CliRunner().invoke(cli, arguments, env={**environ, **values})


@pytest.mark.parametrize(
    ("task", "setting", "instead"),
    [("category", "CLASSIFIER_MODEL", VIT), ("ocr", "OCR_MODEL", "microsoft/trocr")],
)
def test_shipped_model_cannot_be_fitted_and_it_says_which_can(
    task: str, setting: str, instead: str, environ: dict[str, str]
) -> None:
    result = tune(environ, "--task", task)

    assert result.exit_code == 1
    assert f"{setting} is the shipped one" in result.stderr
    assert instead in result.stderr


def test_model_that_runs_elsewhere_cannot_be_fitted(environ: dict[str, str]) -> None:
    result = tune(environ, "--task", "category", classifier_model=f"hf:{VIT}")

    assert result.exit_code == 1
    assert f"hf:{VIT} runs elsewhere" in result.stderr


def test_without_peft_it_says_what_to_install(
    environ: dict[str, str], model_folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = model_folder("vit")
    monkeypatch.setitem(sys.modules, "peft", None)

    result = tune(environ, "--task", "category", classifier_model=folder)

    assert result.exit_code == 1
    assert 'peft is missing: pip install "atlasvision[models]"' in result.stderr


def test_reader_of_another_kind_cannot_be_fitted(
    environ: dict[str, str], model_folder: Any
) -> None:
    result = tune(environ, "--task", "ocr", ocr_model=model_folder("picture_text"))

    assert result.exit_code == 1
    assert "is no TrOCR" in result.stderr


def test_too_few_corrections_are_told_with_what_is_needed(
    environ: dict[str, str], model_folder: Any
) -> None:
    folder = model_folder("vit")

    said = tune(environ, "--task", "category", classifier_model=folder)
    printed = tune(environ, "--task", "category", "--json", classifier_model=folder)

    assert said.exit_code == 0
    assert said.stdout.splitlines()[-1] == (
        "Corner shop: category, not used (too few corrections), 0 corrections with 0 "
        "packs; 40 pictures to learn from are needed, there are 0"
    )
    row = json.loads(printed.stdout.splitlines()[-1])
    assert (row["task"], row["status"]) == ("category", "not used")
    assert row["lack"]


def test_names_are_tuned_unless_another_task_is_named(environ: dict[str, str]) -> None:
    result = tune(environ)

    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "Corner shop: not used (too few corrections), 0 corrections; 10 corrected "
        "photos are needed, the last third of them with 20 numbers, there are 0\n"
    )
