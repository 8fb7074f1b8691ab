"""Counting how often names are right as they are told."""

from __future__ import annotations

import pickle
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from pipeline.types import CatalogueProduct, Reference
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.naming.recognise import GroupEvidence

pytest.importorskip("scipy", reason="the training extra is not installed")

from training import looks_told
from training.looks_naming import Scene, Values
from training.looks_told import as_told, parts

MANGO, LIME, SOAP = (np.eye(3, dtype=np.float32)[n] for n in range(3))


def product(product_id: str, look: Values) -> CatalogueProduct:
    reference = Reference(tuple(float(part) for part in look), "MANGO", shape=0.5)
    return CatalogueProduct(product_id, product_id, references=(reference,))


CATALOGUE = [product("mango-1-l", MANGO), product("lime-1-l", LIME)]


def scene(
    groups: list[tuple[Values, Counter[str]]], likeness: Values | None = None
) -> Scene:
    """Groups of one photo by how they look, each with the products of its facings."""
    count = len(groups)
    return Scene(
        [GroupEvidence(look[None].repeat(truth.total(), 0)) for look, truth in groups],
        [truth for _, truth in groups],
        np.full((count, count), np.nan) if likeness is None else likeness,
    )


def test_facings_are_counted_by_whether_their_groups_name_is_theirs() -> None:
    shelf = scene(
        [
            (MANGO, Counter({"mango-1-l": 3, "lime-1-l": 1})),
            (LIME, Counter({"lime-1-l": 2})),
            (SOAP, Counter({"soap-90-g": 4})),
        ]
    )

    told = as_told([shelf], CATALOGUE, LookScale())

    assert told == Counter(known=6, right=5, wrong=1, other=4, false=0)


def test_name_of_a_product_that_is_not_enrolled_is_a_false_one() -> None:
    shelf = scene([(LIME, Counter({"kiwi-1-l": 2})), (MANGO, Counter({"soap": 1}))])

    told = as_told([shelf], CATALOGUE[1:], LookScale())

    assert told == Counter(known=0, other=3, false=2, right=0, wrong=0)


def test_where_nothing_is_enrolled_nothing_is_named() -> None:
    told = as_told([scene([(MANGO, Counter({"mango-1-l": 2}))])], [], LookScale())

    assert told == Counter(known=0, other=2)


def test_scenes_add_up_and_unlabelled_facings_count_for_nothing() -> None:
    shelf = scene([(MANGO, Counter({"mango-1-l": 1}))])
    unlabelled = Scene([GroupEvidence(MANGO[None])], [Counter()], np.array([[np.nan]]))

    told = as_told([shelf, unlabelled, shelf], CATALOGUE, LookScale())

    assert (told["known"], told["right"], told["other"]) == (2, 2, 0)


def test_names_are_held_against_each_other_as_in_a_reading() -> None:
    worse = MANGO + 0.1 * SOAP
    sibling = (worse / np.linalg.norm(worse)).astype(np.float32)
    groups = [(MANGO, Counter({"mango-1-l": 2})), (sibling, Counter({"kiwi-1-l": 3}))]
    apart = np.array([[np.nan, -5.0], [-5.0, np.nan]])

    alone = as_told([scene(groups)], CATALOGUE, LookScale())
    together = as_told([scene(groups, apart)], CATALOGUE, LookScale())

    assert (alone["right"], alone["false"]) == (2, 3)
    assert (together["right"], together["false"]) == (2, 0)


def test_catalogues_hold_whole_designs_and_every_other_one_no_print() -> None:
    designs = [f"brand{n}-tea" for n in range(40)]
    sizes = [product(f"{d}-{size}", MANGO) for d in designs for size in ("1-l", "2-l")]

    drawn = list(parts(sizes, 4, np.random.default_rng(5)))
    again = list(parts(sizes, 4, np.random.default_rng(5)))

    assert drawn == again
    for number, (known, share) in enumerate(
        zip(drawn, (0.5, 0.5, 0.7, 0.7), strict=True)
    ):
        kept = Counter(each.product_id.rsplit("-", 2)[0] for each in known)
        assert set(kept.values()) == {2}
        assert len(kept) == pytest.approx(share * 40, abs=10)
        prints = {each.references[0].text for each in known}
        assert prints == ({""} if number % 2 else {"MANGO"})


def test_shares_of_what_was_read_before_are_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    cache = tmp_path / "read.pkl"
    shelf = scene([(MANGO, Counter({"mango-1-l": 3, "lime-1-l": 1}))])
    cache.write_bytes(pickle.dumps(([shelf], CATALOGUE)))
    asked = ["looks_told", "--cache", str(cache), "--draws", "3"]
    monkeypatch.setattr("sys.argv", asked)

    looks_told.main()

    whole, part = capsys.readouterr().out.splitlines()
    assert whole == "all enrolled: right 0.750 wrong 0.2500 false 0.0000"
    assert part.startswith("a part of them, 3 draws: right ")
