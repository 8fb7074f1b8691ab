"""How well the category of a product is told from its name, in five languages.

Both lists were written before the rules were looked at on them, with the category that
a shopkeeper would put each name under: `names.tsv` as products are called in shops ("-"
are names that tell nothing), `hard_names.tsv` names that speak of two categories, such
as "egg shampoo". The same people wrote the word list, so other shops' names will do
somewhat worse.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.categories import category_of, keys

LISTS = {
    "usual": Path(__file__).parent / "names.tsv",
    "hard": Path(__file__).parent / "hard_names.tsv",
}
NONE = "-"
LANGUAGES = ("en", "fr", "es", "sw", "ar")


@dataclass(frozen=True, slots=True)
class Named:
    """A name, and the category that it is to be told under."""

    category: str
    language: str
    name: str


def names(path: Path) -> list[Named]:
    """All names of a list."""
    lines = path.read_text("utf-8").splitlines()
    return [Named(*line.split("\t")) for line in lines if line.strip()]


def measure(*, quick: bool = False, show_failures: bool = False) -> dict[str, Any]:
    """Print a table for each list and give the figures."""
    category_of("")  # reads the word list
    told = {name: _measured(name, path, show_failures) for name, path in LISTS.items()}
    return {"categories": len(keys()), "lists": told}


def _measured(title: str, path: Path, show_failures: bool) -> dict[str, Any]:
    known = names(path)
    started = time.perf_counter()
    guesses = [category_of(one.name) for one in known]
    each_us = (time.perf_counter() - started) / len(known) * 1e6
    pairs = [
        (one, guess.key if guess else NONE)
        for one, guess in zip(known, guesses, strict=True)
    ]
    rows = {
        language: _row([pair for pair in pairs if pair[0].language == language])
        for language in LANGUAGES
    }
    rows["all"] = _row(pairs)
    _print(title, rows, each_us)
    for one, answer in pairs:
        if show_failures and one.category != answer:
            print(f"  {one.language} {one.name}: {answer}, not {one.category}")
    return {"microseconds_each": round(each_us, 1), "languages": rows}


def _row(pairs: list[tuple[Named, str]]) -> dict[str, Any]:
    kinds = Counter(_kind(one.category, answer) for one, answer in pairs)
    sold = [pair for pair in pairs if pair[0].category != NONE]
    return {
        "names": len(pairs),
        "right": sum(one.category == answer for one, answer in sold) / len(sold),
        "wrong": kinds["wrong"] / len(pairs),
        "untold": kinds["untold"] / len(pairs),
    }


def _kind(wanted: str, answer: str) -> str:
    if wanted == answer:
        return "right"
    return "untold" if answer == NONE else "wrong"


def _print(title: str, rows: dict[str, dict[str, Any]], each_us: float) -> None:
    print(f"{len(keys())} categories, {title} names, {each_us:.0f} µs each")
    print("language  names  right  wrong  not told")
    for language, row in rows.items():
        print(
            f"{language:8} {row['names']:6}  {row['right']:5.1%}  {row['wrong']:5.1%}"
            f"  {row['untold']:8.1%}"
        )
