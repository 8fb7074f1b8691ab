"""`enrol`, `stock` and `migrate` as a person runs them, on a database of their own."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from atlasvision import cli
from storage.db import Database

Run = Callable[..., Result]
TABLE = """\
Name,Barcode,Qty,Price,Min,Colour
Coca-Cola 50cl,5449000000996,24,250,6,red
Pâté,,3,"1,550.50",,
,,4,,,
Tea,,many,,,
"""


@pytest.fixture
def run(database: Database, database_url: str, tmp_path: Path) -> Run:
    """Run a command against the test's database; paths are relative to `tmp_path`."""

    def run(*words: str, **environ: str) -> Result:
        settings = {"DATABASE_URL": database_url, "ATLASVISION_HOME": str(tmp_path)}
        return CliRunner().invoke(cli, words, env={**settings, **environ})

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text(TABLE)
    return path


def stock_of(run: Run, *options: str) -> list[dict[str, Any]]:
    result = run("stock", "--json", *options)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_good_rows_go_in_and_bad_rows_are_listed(run: Run, table: Path) -> None:
    result = run("enrol", str(table))

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "My shop: 2 new, 0 updated, 0 unchanged",
        "Ignored columns: Colour",
        "Line 4: has no name (row left out)",
        "Line 5: quantity 'many' is not a number (row left out)",
    ]


def test_stock_has_one_object_per_product(run: Run, table: Path) -> None:
    run("enrol", str(table))

    assert stock_of(run) == [
        {
            "name": "Coca-Cola 50cl",
            "sku": None,
            "gtin": "5449000000996",
            "category": None,
            "quantity": 24,
            "minimum": 6,
            "price": 250.0,
            "pack_size": None,
            "unit": None,
        },
        {
            "name": "Pâté",
            "sku": None,
            "gtin": None,
            "category": None,
            "quantity": 3,
            "minimum": None,
            "price": 1550.5,
            "pack_size": None,
            "unit": None,
        },
    ]


def test_stock_is_aligned_for_people(run: Run, table: Path) -> None:
    run("enrol", str(table))

    assert run("stock").stdout.splitlines() == [
        "name            quantity  minimum    price  unit",
        "Coca-Cola 50cl        24        6   250.00",
        "Pâté                   3           1550.50",
    ]


def test_same_file_twice_changes_nothing_twice(run: Run, table: Path) -> None:
    run("enrol", str(table))
    before = stock_of(run)

    again = run("enrol", str(table))

    assert "My shop: 0 new, 0 updated, 2 unchanged" in again.stdout
    assert stock_of(run) == before


def test_shops_are_apart(run: Run, table: Path) -> None:
    run("enrol", str(table), "--shop", "Corner")

    assert len(stock_of(run, "--shop", "Corner")) == 2
    missing = run("stock")
    assert missing.exit_code == 2
    assert "there is no shop named 'My shop'" in missing.output


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "there is nothing in it"),
        (b"%PDF-1.4", "it is neither CSV nor XLSX"),
        (b"colour\nred\n", "no column is called `name`"),
        (b"PK\x03\x04", "the file is damaged"),
        (b"name\n" + b"x" * 5_000_000, "it is larger than 5 MB"),
        (b"name,quantity\nTea,many\n", "no row can be used"),
    ],
)
def test_file_of_no_use_is_one_clear_line(
    run: Run, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)

    result = run("enrol", str(path))

    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{path}: {reason}" in result.stderr
    assert "Traceback" not in result.output


def test_missing_file_and_folder_are_refused(run: Run, tmp_path: Path) -> None:
    assert run("enrol", str(tmp_path / "none.csv")).exit_code == 2
    assert run("enrol", str(tmp_path)).exit_code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused(run: Run, table: Path) -> None:
    table.chmod(0)

    assert run("enrol", str(table)).exit_code == 2


def test_migrate_says_that_nothing_is_left_to_do(run: Run) -> None:
    result = run("migrate")

    assert result.exit_code == 0
    assert result.stdout.startswith("Up to date: ")


@pytest.mark.parametrize("command", ["stock", "migrate"])
def test_database_that_is_down_is_one_clear_line(run: Run, command: str) -> None:
    result = run(command, DATABASE_URL="postgresql://ada:secret@127.0.0.1:1/none")

    assert result.exit_code == 1
    assert "the database cannot be used" in result.stderr
    assert "secret" not in result.output
    assert "Traceback" not in result.output


def test_embedded_database_is_used_without_settings(run: Run) -> None:
    with tempfile.TemporaryDirectory(prefix="av-", dir="/tmp") as home:
        first = run("migrate", DATABASE_URL="", ATLASVISION_HOME=home)
        second = run("migrate", DATABASE_URL="", ATLASVISION_HOME=home)

    assert first.stdout.startswith("Migrated to ")
    assert second.stdout.startswith("Up to date: ")
