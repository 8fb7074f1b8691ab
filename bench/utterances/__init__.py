"""How well messages are understood: utterances in five languages, written by people who
had not seen the grammar, each with what is meant (`*.yaml` in this folder)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from bench.figures import percentile, print_table
from bench.utterances.judging import Ear, Verdict
from bench.utterances.shop import FOLDER, load_shop, more_names
from bot.understand.names import NameIndex

TEXTED = FOLDER / "texted"  # as typed and dictated between two customers
PICTURED = FOLDER / "pictured"  # questions about a photo
CHATTED = FOLDER / "chatted"  # both, in chat style
HELD_BACK = FOLDER / "held_back"  # never mended by: their failures are not shown
LANGUAGES = ("en", "fr", "sw", "ar", "es")
SIZES = (500, 10_000)  # products of the shops that time is measured with


def measure(*, quick: bool = False, show_failures: bool = False) -> dict[str, Any]:
    """Accuracy of intent and slots per language, and time per message."""
    understood = _understood("utterances understood", FOLDER, show_failures)
    texted = _understood("texted utterances understood", TEXTED, show_failures)
    pictured = _understood(
        "questions about a photo understood", PICTURED, show_failures
    )
    chatted = _understood("chatted utterances understood", CHATTED, show_failures)
    held_back = _understood("utterances held back understood", HELD_BACK, False)
    times = {str(size): _times(size) for size in SIZES[: 1 if quick else None]}
    print_table(
        "time per message, ms",
        [
            ["products", "p50", "p95", "index p50"],
            *([size, *figures.values()] for size, figures in times.items()),
        ],
    )
    return {
        "understood": understood,
        "texted": texted,
        "pictured": pictured,
        "chatted": chatted,
        "held_back": held_back,
        "time_ms": times,
    }


def utterances(language: str, folder: Path = FOLDER) -> list[dict[str, Any]]:
    """The rows of a language: say, want, and sometimes or, after."""
    rows: list[dict[str, Any]] = yaml.safe_load(
        (folder / f"{language}.yaml").read_text()
    )
    return rows


def _understood(title: str, folder: Path, show_failures: bool) -> dict[str, Any]:
    """Accuracy per language on the utterances of a folder, printed as a table."""
    shop = load_shop()
    ear = Ear(shop, NameIndex.of(shop.names))
    verdicts = {
        language: [ear.judge(row, language) for row in utterances(language, folder)]
        for language in LANGUAGES
    }
    if show_failures:
        _print_failures(verdicts)
    accuracy = {language: _accuracy(found) for language, found in verdicts.items()}
    head = next(iter(accuracy.values()))
    rows = ([language, *figures.values()] for language, figures in accuracy.items())
    print_table(title, [["language", *head], *rows])
    return accuracy


def _accuracy(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Shares in percent of the utterances."""
    counts = {
        "intent %": sum(v.is_kind_right for v in verdicts),
        "intent and slots %": sum(v.is_all_right for v in verdicts),
        "wrong product %": sum(v.is_product_wrong for v in verdicts),
    }
    shares = {name: round(100 * n / len(verdicts), 1) for name, n in counts.items()}
    return {"utterances": len(verdicts), **shares}


def _print_failures(verdicts: dict[str, list[Verdict]]) -> None:
    for language, found in verdicts.items():
        for verdict in found:
            if not verdict.is_all_right or verdict.is_product_wrong:
                print(f"{language}  {verdict.failure()}")


def _times(size: int) -> dict[str, float]:
    """Milliseconds to understand a message and find its products, names at hand."""
    shop = load_shop()
    names = [*shop.names, *more_names(size - len(shop.products))]
    ear = Ear(shop, NameIndex.of(names))
    took = []
    for language in LANGUAGES:
        rows = utterances(language)
        ear.judge(rows[0], language)  # what is made once is made now
        took += [ear.judge(row, language).took_s for row in rows]
    building = []
    for _ in range(3):
        started = perf_counter()
        NameIndex.of(names)
        building.append(perf_counter() - started)
    return {
        "p50": round(1000 * percentile(took, 0.5), 2),
        "p95": round(1000 * percentile(took, 0.95), 2),
        "index": round(1000 * percentile(building, 0.5), 2),
    }
