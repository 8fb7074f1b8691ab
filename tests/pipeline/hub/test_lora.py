"""Models of the hub learn from confirmed pictures, and unlearn nothing by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.category_looks import category_of_labels
from pipeline.errors import ModelUnavailable
from pipeline.hub import loading
from pipeline.hub.classes import HubClassifier
from pipeline.hub.lines import TrOcrLines, hub_lines
from pipeline.hub.lora import Bounds, fit_categories, fit_print
from pipeline.images import Pixels
from pipeline.types import Adapter
from tests.pipeline.hub.conftest import MakeModel
from tests.pipeline.hub.drawn_packs import KEYS, pack, packs
from tests.pipeline.hub.misreading import MISREAD, WORD, strip, teach_the_habit
from tests.tiny_models import save_trocr

pytest.importorskip("peft")
SHORT = Bounds(steps=60)
FAST = Bounds(rounds=100, steps=80, rate=1e-2)  # for a model this small


@pytest.fixture(autouse=True)
def untouched_models() -> Iterator[None]:
    loading.forget_all()
    yield
    loading.forget_all()


def right(model: HubClassifier, drawn: Sequence[Pixels], keys: Sequence[str]) -> int:
    said = [category_of_labels(model.classify(pack)) for pack in drawn]
    return sum(one == other for one, other in zip(said, keys, strict=True))


@pytest.fixture
def vit(model_folder: MakeModel) -> HubClassifier:
    folder = model_folder("vit")
    return HubClassifier(str(folder), folder)


def fitted(vit: HubClassifier, bounds: Bounds = SHORT) -> Adapter:
    return fit_categories(vit.load(), vit.base, *packs(40), bounds)


def test_classifier_learns_the_categories_of_packs_it_was_shown(
    vit: HubClassifier,
) -> None:
    held_back = packs(20, start=500)
    assert right(vit, *held_back) == 0

    tuned = vit.with_adapter(fitted(vit))

    assert right(tuned, *held_back) >= 18


def test_model_is_as_it_was_for_everybody_else(vit: HubClassifier) -> None:
    drawn, _ = packs(4)
    before = [vit.classify(pack) for pack in drawn]

    tuned = vit.with_adapter(fitted(vit))
    said = tuned.classify(drawn[0])

    assert [vit.classify(pack) for pack in drawn] == before
    assert tuned.classify(drawn[0]) == said
    assert {label for label, _ in said} == set(KEYS)


def test_same_pictures_give_the_same_additions(vit: HubClassifier) -> None:
    one = fitted(vit, Bounds(steps=5))
    other = fitted(vit, Bounds(steps=5))

    assert one == other


def test_two_shops_have_each_their_own(vit: HubClassifier) -> None:
    drawn, keys = packs(40)
    swapped = [KEYS[1 - KEYS.index(key)] for key in keys]
    one = vit.with_adapter(fitted(vit))
    other = vit.with_adapter(
        fit_categories(vit.load(), vit.base, drawn, swapped, SHORT)
    )

    for _ in range(2):
        assert right(one, drawn[:6], keys[:6]) == 6
        assert right(other, drawn[:6], swapped[:6]) == 6


def test_fitting_ends_when_its_time_is_up(vit: HubClassifier) -> None:
    seconds = iter(range(100))
    steps: list[int] = []
    bounds = Bounds(seconds=3, clock=lambda: next(seconds))

    fit_categories(
        vit.load(), vit.base, *packs(8), bounds, lambda done, _: steps.append(done)
    )

    assert steps == [1, 2, 3]


def test_additions_of_another_model_are_refused(
    vit: HubClassifier, tmp_path: Path
) -> None:
    other = replace(fitted(vit, Bounds(steps=2)), base="google/other@12345678")

    with pytest.raises(ModelUnavailable, match=r"fitted to google/other@12345678.*vit"):
        vit.with_adapter(other).classify(pack(0, 1))


def test_model_without_attention_is_refused(model_folder: MakeModel) -> None:
    folder = model_folder("resnet")
    convolving = HubClassifier(str(folder), folder)

    with pytest.raises(ModelUnavailable, match="cannot be fitted"):
        fitted(convolving)


def test_reader_unlearns_what_it_always_misreads(tmp_path: Path) -> None:
    save_trocr(tmp_path, width=64)
    teach_the_habit(tmp_path)
    trocr = hub_lines(str(tmp_path), tmp_path)
    assert isinstance(trocr, TrOcrLines)
    strips, later = [strip(n) for n in range(16)], [strip(n) for n in range(90, 98)]
    assert {text for text, _ in trocr(later)} == {MISREAD}

    adapter = fit_print(trocr.load(), trocr.base, strips, [WORD] * 16, FAST)
    tuned = trocr.with_adapter(adapter)

    assert {text for text, _ in tuned(later)} == {WORD}
    assert {text for text, _ in trocr(later)} == {MISREAD}
    assert tuned.version != trocr.version
    assert tuned.base == trocr.base
