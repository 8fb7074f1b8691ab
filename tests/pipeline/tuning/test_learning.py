"""What corrections teach is used only where it is better on others of them."""

from __future__ import annotations

import numpy as np

from pipeline.tuning.directions import learn_directions
from pipeline.tuning.learning import learn, split
from pipeline.tuning.naming import Question, fit_weights
from pipeline.tuning.told import NO_PRODUCT, with_crops
from pipeline.tuning.verdict import Named, judge
from pipeline.types import Catalogue, Tuning
from pipeline.vision.looks.look_scale import LookScale
from pipeline.vision.naming.name_odds import NAMES, NameWeights
from pipeline.vision.naming.recognise import Recogniser
from tests.pipeline.tuning.shop import SIZE, Shop

SCALE = LookScale()


def test_corrections_of_a_shop_make_its_recogniser_better() -> None:
    shop = Shop()
    photos = [shop.photo() for _ in range(18)]

    learned = learn(shop.products, photos, SIZE, SCALE)

    verdict = learned.verdict
    assert verdict.is_better, verdict
    assert verdict.photos == 6
    assert verdict.after.right > verdict.before.right + 10
    assert verdict.after.wrong <= verdict.before.wrong + 1
    assert learned.tuning is not None
    known = Catalogue(with_crops(shop.products, photos).products, tuning=learned.tuning)
    later = shop.photo()
    names = [
        identity.product_id
        for identity in Recogniser(known, SIZE, SCALE).identify_all(later.groups)
    ]
    hits = [name == truth for name, truth in zip(names, later.truths, strict=True)]
    assert sum(hits) >= 7


def test_what_contradicts_itself_is_refused() -> None:
    shop = Shop(light=0.1)  # in which packs look like their references anyway
    photos = [shop.photo(lies=True) for _ in range(12)]
    photos += [shop.photo() for _ in range(6)]

    learned = learn(shop.products, photos, SIZE, SCALE)

    assert not learned.verdict.is_better
    assert learned.verdict.photos == 6
    assert "better" in learned.verdict.reason or "wrong" in learned.verdict.reason


def test_few_corrections_teach_nothing() -> None:
    shop = Shop()

    learned = learn(shop.products, [shop.photo() for _ in range(6)], SIZE, SCALE)

    assert learned.tuning is None
    assert learned.verdict.reason == "too few corrections"


def test_last_third_is_held_back() -> None:
    shop = Shop()
    photos = [shop.photo(groups=2) for _ in range(10)]

    first, last = split(photos)

    assert [*first, *last] == photos
    assert len(last) == 4


def test_directions_that_vary_within_products_count_less() -> None:
    shop = Shop()
    photos = [shop.photo() for _ in range(8)]

    learned = learn_directions(photos, shop.products, 0.6)

    assert learned is not None
    gains = np.diag(learned)
    assert gains[12:18].max() < 0.7 * gains[:12].min()
    assert learn_directions(photos, shop.products, 0.0) is None


def test_directions_of_other_looks_are_left_alone() -> None:
    shop = Shop()
    plain = Catalogue(tuple(shop.products))
    other = Catalogue(plain.products, tuning=Tuning({}, (0.5,) * 9))
    groups = shop.photo().groups

    assert Recogniser(other, SIZE, SCALE).identify_all(groups) == Recogniser(
        plain, SIZE, SCALE
    ).identify_all(groups)


def test_crops_are_bounded_and_what_is_no_product_is_known() -> None:
    shop = Shop(products=3)
    photos = [shop.photo(groups=3) for _ in range(12)]

    known = with_crops(shop.products, photos)

    assert [len(p.references) for p in known.products[:3]] == [9, 9, 9]
    assert [p.name for p in known.products[3:]] == [""] * 12
    assert known.products[3].product_id.startswith(NO_PRODUCT)


def test_little_evidence_changes_weights_little() -> None:
    shipped = NameWeights()
    rows = np.zeros((3, len(NAMES)))
    rows[0, 0], rows[1, 0], rows[2, -2] = 0.8, 0.9, 1.0

    one = fit_weights([Question(rows, 0)], shipped)
    many = fit_weights([Question(rows, 0)] * 200, shipped)

    def shift(weights: NameWeights) -> float:
        return abs(weights.none - shipped.none)

    assert 0 < shift(one) < shift(many)


def test_right_names_excuse_few_wrong_ones() -> None:
    before = [Named(10, 5, 0)] * 6
    bolder = [Named(10, 9, 0)] * 5 + [Named(10, 8, 2)]
    better = [Named(10, 7, 0)] * 6
    lucky = [Named(10, 5, 0)] * 5 + [Named(10, 6, 0)]

    assert judge(before, bolder).reason == "more wrong names"
    assert judge(before, better).is_better
    assert judge(before, lucky).reason == "not surely better"
    assert judge(before, before).reason == "not better"
