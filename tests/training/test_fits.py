"""Fits of gaps and ranges on made-up pictures, and figures of slices and readings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.vision.counting import tally
from training.evaluate import figures, range_figures
from training.examples import Example
from training.fit_counts import (
    Count,
    coverage,
    fit_counts,
    left_out_coverage,
    widened,
)
from training.fit_gaps import fit_logistic
from training.readings import Line, load_lines, reading_of, write_lines
from training.slices import pack_kind, sliced
from training.stage import GAP, IGNORE, PRODUCT, TAG

NONE = np.zeros((0, 4), np.float32)


def counts(rng: np.random.Generator, many: int) -> list[Count]:
    """Photos on which all facings are seen 3 % too often or too seldom together."""
    made = []
    for _ in range(many):
        chances = rng.beta(8, 1, int(rng.integers(20, 120)))
        doubtful = rng.uniform(0.05, 0.3, 8)
        true = (rng.random(len(chances)) < chances).sum()
        true += (rng.random(8) < doubtful).sum() + rng.normal(0, 0.03 * len(chances))
        made.append(Count(tally(chances.tolist(), doubtful.tolist()), round(true)))
    return made


def test_fitted_ranges_hold_nine_in_ten_of_new_photos() -> None:
    rng = np.random.default_rng(2)

    scale = fit_counts(counts(rng, 500))

    held, width = coverage(counts(rng, 1000), scale)
    assert 0.86 <= held <= 0.96
    assert width < 0.25


def test_coverage_with_one_left_out_is_that_of_new_photos() -> None:
    held, _ = left_out_coverage(counts(np.random.default_rng(3), 40))

    assert held >= 0.85


def test_logistic_regression_recovers_known_weights() -> None:
    rng = np.random.default_rng(6)
    x = rng.normal(0, 1, (20_000, 2)) * [1.0, 3.0]
    chance = 1 / (1 + np.exp(-(0.5 + x @ [1.2, -0.4])))

    start, slopes = fit_logistic(x, rng.random(20_000) < chance, np.ones(20_000))

    assert start == pytest.approx(0.5, abs=0.08)
    assert slopes == pytest.approx([1.2, -0.4], abs=0.08)


def example(name: str = "fridge_1") -> Example:
    truth = np.array([(0, 0, 100, 200), (110, 0, 210, 200)], np.float32)
    return Example(
        name,
        np.full((400, 1000, 3), 40, np.uint8),
        {PRODUCT: truth, GAP: NONE, TAG: NONE, IGNORE: NONE},
        groups=("g1", "g2"),
        looks={"g1": "Cola can, red", "g2": "Juice carton"},
    )


def line(name: str = "fridge_1", **more: object) -> Line:
    products = [
        {"box": [0, 0, 100, 200], "score": 0.9},
        {"box": [500, 0, 600, 200], "score": 0.5},
    ]
    return {"photo": f"{name}.jpg", "products": products, **more}


def test_misses_belong_to_the_slice_of_what_was_missed() -> None:
    slices = sliced([example()], [reading_of(line())])

    assert slices["cans"] == {"facings": 1, "recall": 1.0}
    assert slices["boxes"] == {"facings": 1, "recall": 0.0}
    assert slices["dark photos"]["precision"] == 0.5
    assert slices["fridge photos"]["facings"] == 2
    assert slices["large facings"]["recall"] == 0.5


def test_kinds_of_packs_come_from_words_or_from_the_rendered_shape() -> None:
    one = example()

    assert pack_kind(one, "g1", {}) == "cans"
    assert pack_kind(one, "other-product", {"other-product": "slimcan"}) == "cans"
    assert pack_kind(one, "other-product", {}) == "other packs"


def test_range_is_judged_on_facings_outside_of_ignore_areas() -> None:
    one = example()
    one.truth[IGNORE] = np.array([(480, 0, 700, 300)], np.float32)

    held = range_figures([one], [reading_of(line(count_low=2, count_high=3))])
    missed = range_figures([one], [reading_of(line(count_low=1, count_high=2))])

    assert held["held"] == 1.0
    assert missed["held"] == 0.0


def test_readings_of_several_nets_give_one_figure(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", [line("a")])
    write_lines(tmp_path / "b.jsonl", [line("b")])

    lines = load_lines([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    both = [example("a"), example("b")]
    result = figures(both, [reading_of(lines[one.name]) for one in both])

    assert result["product"]["recall"] == 0.5
    assert result["product"]["truth"] == 4


def test_photo_that_two_nets_read_is_refused(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", [line("a")])
    write_lines(tmp_path / "b.jsonl", [line("a")])

    with pytest.raises(ValueError, match="a was read twice"):
        load_lines([tmp_path / "a.jsonl", tmp_path / "b.jsonl"])


@pytest.mark.parametrize("seed", range(6))
def test_ranges_are_widened_just_until_they_hold_for_new_pictures(seed: int) -> None:
    few = counts(np.random.default_rng(seed), 12)
    fitted = fit_counts(few)

    factor = widened(few, fitted).reach / fitted.reach

    assert left_out_coverage(few, factor)[0] >= 0.9
    assert factor == 1.0 or left_out_coverage(few, factor - 0.05)[0] < 0.9
