"""The benchmark's truth about photos, its questions, and how it judges answers."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bench.grounded import ask_all, demo_pairs, real_pairs
from bench.grounded_answers import (
    claims_nothing_false,
    is_near,
    is_right,
    is_right_in_words,
)
from bench.grounded_ignored import without_ignored
from bench.grounded_questions import Pair, comparison, pairs_of
from bench.grounded_readers import nets_of_new_shops
from bench.grounded_truth import Shelf, shelf_of, true_reading
from bench.installation import DEMO_IMAGES
from pipeline.types import (
    Box,
    Detection,
    Gap,
    ItemReading,
    PriceTag,
    ShelfReading,
)
from pipeline.vqa.questions import (
    CannotTell,
    Counted,
    Kind,
    Listed,
    PhotoQuestion,
    Present,
    Reason,
    Thing,
)


def label(tmp_path: Path, *rows: str) -> Path:
    """Letters are packs, `.` is a gap; the lowest row is labelled first."""
    products, gaps = [], []
    for row, letters in reversed([*enumerate(rows)]):
        for place, letter in enumerate(letters):
            box = [place * 50, row * 200, place * 50 + 48, row * 200 + 100]
            if letter == ".":
                gaps.append({"box": box})
            else:
                products.append({"box": box, "group": letter})
    file = tmp_path / "shelf.json"
    file.write_text(
        json.dumps({"size": [800, 800], "products": products, "gaps": gaps})
    )
    return file


def named(shelf: Shelf) -> dict[str, str]:
    return {product: product for product in shelf.products}


def right_answers(shelf: Shelf) -> dict[str, Any]:
    return {pair.text: pair.right for pair in pairs_of(shelf, named(shelf))}


def test_rows_and_places_come_from_the_order_of_the_labels(tmp_path: Path) -> None:
    shelf = shelf_of(label(tmp_path, "aab.", "cdd"))

    assert shelf.rows == 2
    assert [(p.product, p.place) for p in shelf.on_row(1)] == [
        ("a", 1),
        ("a", 2),
        ("b", 3),
    ]
    assert [(gap.row, gap.place, gap.width) for gap in shelf.gaps] == [(1, 4, 1)]


def test_right_answers_are_those_of_a_shelf_known_by_heart(tmp_path: Path) -> None:
    right = right_answers(shelf_of(label(tmp_path, "aab.", "cdd")))

    assert right["How many products are there?"] == 6
    assert right["How many different products are there?"] == 4
    assert right["How many products are on the second shelf from the top?"] == 3
    assert right["What is on the first shelf from the top?"] == {"a": 2, "b": 1}
    assert right["Which shelf is the emptiest?"] == {1}
    assert right["What is next to c?"] == {"d"}
    assert right["Of which product are there most?"] == {"a", "d"}


def test_real_labels_whose_rows_are_not_clear_are_not_asked_for_shelves(
    tmp_path: Path,
) -> None:
    file = tmp_path / "crooked.json"
    boxes = [[200, 0, 250, 300], [260, 150, 310, 330], [0, 20, 50, 350]]
    products = [{"box": box, "group": "a"} for box in boxes]
    file.write_text(json.dumps({"size": [800, 800], "products": products}))

    shelf = shelf_of(file, is_ordered=False)

    assert not shelf.has_rows
    assert all("shel" not in pair.text for pair in real_pairs([shelf]))


def test_true_readings_are_answered_rightly() -> None:
    before = shelf_of(DEMO_IMAGES / "drinks_before.json")
    after = shelf_of(DEMO_IMAGES / "drinks_after.json")
    pairs = [p for p in demo_pairs([before, after]) if p.question.kind != Kind.COLOUR]
    empty = ShelfReading(sizes=())

    results = ask_all(pairs, lambda _: empty).summary()

    assert results["true reading"]["asked"] > 80
    assert results["true reading"]["share"] >= 0.98
    assert results["read by the pipeline"]["share"] == 0


def test_there_are_two_hundred_questions_and_more() -> None:
    files = [f for f in DEMO_IMAGES.glob("*.json") if f.stem != "too_dark"]

    assert len(demo_pairs([shelf_of(file) for file in files])) >= 200


def test_a_comparison_names_both_counts() -> None:
    before = shelf_of(DEMO_IMAGES / "drinks_before.json")
    after = shelf_of(DEMO_IMAGES / "drinks_after.json")

    whole, *_ = comparison(before, after)

    count = sum(pack.product == "fizzaro-orange-50-cl" for pack in before.packs)
    left = sum(pack.product == "fizzaro-orange-50-cl" for pack in after.packs)
    assert whole.right.get("fizzaro-orange-50-cl", (count, count)) == (count, left)


def pair(right: Any, kind: Kind = Kind.COUNT) -> Pair:
    shelf = Shelf("photo", (1, 1), (), (), ())
    return Pair(shelf, "?", PhotoQuestion(kind), right)


def test_counts_are_judged_exactly_or_by_their_range() -> None:
    three = Counted(count=3, low=3, high=3)

    assert is_right(pair(3), three)
    assert is_right(pair((2, 3)), three)
    assert not is_right(pair(4), three)
    assert not is_right(pair((4, 6)), three)
    assert not is_right(pair((0, 9)), CannotTell(reason=Reason.NO_COLOURS))


def test_a_number_is_near_when_it_is_a_tenth_off_at_most() -> None:
    eleven = Counted(count=11, low=11, high=11)

    assert is_near(pair(11), eleven)
    assert is_near(pair(10), eleven)
    assert is_near(pair((5, 10)), eleven)
    assert not is_near(pair(9), eleven)
    assert not is_near(pair({11}), eleven)
    assert not is_near(pair(True, Kind.PRESENCE), Present(is_there=False))


def test_lists_are_judged_as_sets() -> None:
    things = tuple(Thing(n, name, name, 1, 1, 1) for n, name in enumerate("ab"))

    assert is_right(pair({"b", "a"}, Kind.MOST), Listed(things=things))
    assert not is_right(pair({"a"}, Kind.MOST), Listed(things=things))
    assert is_right(pair({"a": 1, "b": 1}, Kind.CONTENTS), Listed(things=things))


def test_an_answer_that_leaves_room_for_the_truth_claims_nothing_false() -> None:
    perhaps = (Thing(7, None, None, 2, 1, 2),)
    some = (Thing(1, "a", "a", 1, 1, 1), Thing(2, None, None, 1, 1, 1))

    assert claims_nothing_false(pair(4), Counted(count=3, low=3, high=4))
    assert claims_nothing_false(pair(5), Counted(count=3, low=3, high=3, maybe=perhaps))
    assert not claims_nothing_false(pair(6), Counted(count=3, low=3, high=4))
    assert claims_nothing_false(pair(True), Present(is_there=False, unnamed=1))
    assert not claims_nothing_false(pair(True), Present(is_there=False))
    assert claims_nothing_false(pair({"a", "b"}, Kind.MOST), Listed(things=some))
    assert not claims_nothing_false(pair({"b"}, Kind.MOST), Listed(things=some))
    assert claims_nothing_false(pair({"a"}), CannotTell(reason=Reason.NOT_FOUND))


@pytest.mark.parametrize(
    ("right", "text", "is_so"),
    [
        (3, "There are three.", True),
        (3, "4", False),
        ((2, 5), "about 4", True),
        (True, "Yes, there is.", True),
        (True, "no", False),
        ({2}, "The second shelf", True),
        ({2}, "The top one", False),
        ({"bahara-salt-500-g"}, "Bahara salt", True),
        ({"bahara-salt-500-g"}, "sugar", False),
        ({Decimal("95")}, "It says 95.", True),
        (set(), "Nothing is.", True),
    ],
)
def test_words_of_a_model_are_judged_by_what_they_hold(
    right: Any, text: str, is_so: bool
) -> None:
    assert is_right_in_words(pair(right), text) == is_so


def test_true_reading_has_every_labelled_pack(tmp_path: Path) -> None:
    shelf = shelf_of(label(tmp_path, "aab.", "cdd"))

    reading = true_reading(shelf, named(shelf))

    assert reading.facings == 6
    assert [(item.product_id, item.count) for item in reading.items] == [
        ("a", 2),
        ("b", 1),
        ("c", 1),
        ("d", 2),
    ]


def beside_labels(shelf: Shelf) -> ShelfReading:
    """The true reading, and a board over it on which the labels say nothing."""
    true = true_reading(shelf, named(shelf))
    above = {"c": Box(0, 10, 48, 90), "a": Box(50, 10, 98, 90)}
    items = []
    for item in true.items:
        facings = [replace(facing, row=facing.row + 1) for facing in item.facings]
        if item.name in above:
            facings.append(Detection(above[item.name], 0.9, row=1))
        count = len(facings)
        items.append(
            replace(item, facings=tuple(facings), count=count, count_high=count + 1)
        )
    gaps = [replace(gap, row=gap.row + 1) for gap in true.gaps]
    return replace(
        true,
        items=(*items, lone_item(Box(100, 10, 148, 90))),
        gaps=(*gaps, Gap(Box(150, 10, 198, 90), row=1)),
        price_tags=(PriceTag(Box(0, 92, 40, 99), "95", row=1),),
        facings_low=8,
        facings_high=10,
    )


def lone_item(box: Box) -> ItemReading:
    return ItemReading(9, None, None, 1, 1, 1, 0.9, facings=(Detection(box, 0.9, 1),))


def test_what_is_read_where_labels_say_nothing_is_left_out(tmp_path: Path) -> None:
    shelf = replace(
        shelf_of(label(tmp_path, "", "aab.", "cdd")), ignored=(Box(0, 0, 400, 100),)
    )
    reading = beside_labels(shelf)

    seen = without_ignored(reading, shelf)

    assert [(item.name, item.count) for item in seen.items] == [
        ("a", 2),
        ("b", 1),
        ("c", 1),
        ("d", 2),
    ]
    assert {f.row for item in seen.items for f in item.facings} == {1, 2}
    assert [gap.row for gap in seen.gaps] == [1]
    assert not seen.price_tags
    assert (seen.facings_low, seen.facings_high) == (5, 7)
    assert [item.count_high for item in seen.items] == [3, 2, 1 + 1, 3]


def test_a_labelled_pack_in_an_ignored_area_stays(tmp_path: Path) -> None:
    shelf = replace(shelf_of(label(tmp_path, "aab.")), ignored=(Box(0, 0, 120, 200),))
    true = true_reading(shelf, named(shelf))

    assert without_ignored(true, shelf) == true


def test_a_photo_is_read_by_the_net_that_never_saw_its_shop(tmp_path: Path) -> None:
    for name, photos in (("fold1", ["a", "b"]), ("fold2", ["c.jpg"])):
        lines = [json.dumps({"photo": photo, "products": []}) for photo in photos]
        (tmp_path / name).mkdir()
        (tmp_path / name / "held_out.jsonl").write_text("\n".join(lines))

    nets = nets_of_new_shops(tmp_path)

    one, two = tmp_path / "fold1", tmp_path / "fold2"
    assert nets == {"a": one, "b": one, "c": two}
    assert nets_of_new_shops(tmp_path / "none") == {}
