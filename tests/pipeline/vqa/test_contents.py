"""What stands on a shelf and beside, over and under a product."""

from __future__ import annotations

import pytest

from pipeline.vqa.questions import CannotTell, Kind, Listed, Place, Reason, Relation
from tests.pipeline.vqa.asking import COLA, JUICE, MILK, ask, names_of
from tests.pipeline.vqa.shelves_in_words import shelf


def test_contents_of_a_shelf_come_from_the_left_with_gaps() -> None:
    reading = shelf("cola", "milk juice _2 milk")

    found = ask(reading, Kind.CONTENTS, Place(row=2))

    assert isinstance(found, Listed)
    assert names_of(found.things) == [("milk", 2), ("juice", 1)]
    assert (found.row, found.rows, found.gaps) == (2, 2, 2)


def test_an_empty_shelf_has_nothing_but_gaps() -> None:
    found = ask(shelf("cola", "_4"), Kind.CONTENTS, Place(row=2))

    assert (found.things, found.gaps) == ((), 4)
    assert len(found.spots) == 1


def test_a_shelf_that_is_not_there_is_not_described() -> None:
    found = ask(shelf("cola", "milk"), Kind.CONTENTS, Place(row=5))

    assert found == CannotTell(reason=Reason.NO_SUCH_ROW, rows=2)


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (Relation.LEFT_OF, [("cola", 2)]),
        (Relation.RIGHT_OF, [("juice", 1)]),
        (Relation.NEXT_TO, [("cola", 2), ("juice", 1)]),
        (Relation.ABOVE, [("water", 2)]),
        (Relation.BELOW, [("tea", 1)]),
    ],
)
def test_neighbours_are_the_next_things_on_that_side(
    relation: Relation, expected: list[tuple[str, int]]
) -> None:
    reading = shelf(
        "rice rice rice water water", "rice cola cola milk _ juice rice", "_3 tea rice"
    )

    found = ask(reading, Kind.CONTENTS, Place(relation=relation, what=MILK))

    # The water is over the milk; a second one stands beside that.
    wanted = [("water", 1)] if relation is Relation.ABOVE else expected
    assert names_of(found.things) == wanted


def test_a_stacked_pack_is_above_the_one_it_stands_on() -> None:
    reading = shelf("rice rice", "milk/juice cola")

    over = ask(reading, Kind.CONTENTS, Place(relation=Relation.ABOVE, what=MILK))
    under = ask(reading, Kind.CONTENTS, Place(relation=Relation.BELOW, what=JUICE))

    assert names_of(over.things) == [("juice", 1)]
    assert names_of(under.things) == [("milk", 1)]


def test_count_beside_something_goes_to_the_end_of_the_shelf() -> None:
    reading = shelf("cola juice cola milk cola")
    place = Place(relation=Relation.LEFT_OF, what=MILK)

    assert ask(reading, Kind.COUNT, COLA, place).count == 2
    assert ask(reading, Kind.COUNT, place).count == 3


def test_beside_what_is_not_seen_is_nowhere() -> None:
    place = Place(relation=Relation.LEFT_OF, what=MILK)

    assert ask(shelf("cola"), Kind.CONTENTS, place).reason is Reason.NOT_FOUND
