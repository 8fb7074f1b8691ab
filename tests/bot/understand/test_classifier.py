"""The shipped weights: they answer as when they were trained, and need little."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.understand.builders import LABELS
from bot.understand.classifier import (
    NOTHING,
    WEIGHTS,
    best_label,
    likeliest,
    weights,
)
from bot.understand.elements import Clause
from bot.understand.names import NameIndex
from bot.understand.sentences import read, stretches
from bot.understand.words import clean
from tests.processes import loaded_after

ROOT = Path(__file__).parents[3]
EXPECTED: list[dict[str, Any]] = json.loads(
    (ROOT / "training/utterances/expected.json").read_text("utf-8")
)
SHOP = NameIndex.of([("cola", "Kivo Cola"), ("soap", "Bluma Soap")])


def clause_of(text: str, language: str, names: NameIndex | None = None) -> Clause:
    """A sentence as the grammar reads it."""
    return read(text, next(iter(stretches(text, names))), language, names)


def test_shipped_weights_answer_as_they_did_when_they_were_trained() -> None:
    stored = [row for row in EXPECTED if "features" in row]

    assert len(stored) > 20
    for row in stored:
        guess = best_label(row["features"])
        assert guess.label == row["label"], row["text"]
        assert guess.confidence == pytest.approx(row["confidence"], abs=0.001)


@pytest.mark.parametrize("language", ["en", "fr", "sw", "ar", "es"])
def test_words_still_lead_to_the_features_that_were_trained(language: str) -> None:
    names = NameIndex.of((name, name) for name in known_products())
    rows = [row for row in EXPECTED if row["language"] == language]

    wrong = [
        row["text"]
        for row in rows
        if likeliest(clause_of(clean(row["text"]), language, names)).label
        != row["label"]
    ]

    assert len(wrong) <= len(rows) / 20, f"train again: {wrong}"


def known_products() -> tuple[str, ...]:
    """The goods that the training knows."""
    from training import utterance_words

    return utterance_words.known_products()


def test_every_label_can_be_built() -> None:
    assert set(weights().labels) <= set(LABELS)
    assert NOTHING in weights().labels


def test_weights_are_small() -> None:
    assert (ROOT / "bot/understand" / WEIGHTS).stat().st_size < 1_000_000


def test_nothing_of_the_training_is_loaded_at_run_time() -> None:
    loaded = loaded_after(
        "from bot.understand.grammar import understand;"
        "understand('please would you kindly tell me the kivo figures')"
    )

    assert not {"sklearn", "scipy", "training"} & loaded


def test_confidence_is_a_share_of_all_labels() -> None:
    for text in ("how many kivo cola are left", "zzz", "bluma soap kivo cola"):
        assert 0 < likeliest(clause_of(text, "en", SHOP)).confidence <= 1
