"""What is printed on a pack."""

from __future__ import annotations

from dataclasses import replace

from pipeline.types import Box, TextLine
from pipeline.vqa.questions import Kind, Printed, Reason
from tests.pipeline.vqa.asking import COLA, ask
from tests.pipeline.vqa.shelves_in_words import box_at, shelf


def test_label_is_read_from_the_facing_that_shows_most() -> None:
    reading = shelf("cola cola")
    second = box_at(1, 2)
    lines = (
        TextLine(Box(110, 280, 150, 290), "1 L", 0.9),
        TextLine(Box(110, 220, 150, 240), "COLA", 0.9),
        TextLine(Box(10, 220, 50, 240), "CO", 0.5),
    )
    reading = replace(reading, texts=lines)

    found = ask(reading, Kind.LABEL, COLA)

    assert isinstance(found, Printed)
    assert found.prints[0].lines == ("COLA", "1 L")
    assert found.spots[0].box == second


def test_print_of_the_group_serves_where_lines_are_elsewhere() -> None:
    found = ask(shelf("PEAK-MILK"), Kind.LABEL)

    assert found.prints[0].lines == ("PEAK MILK",)


def test_a_label_that_was_not_read_is_shown_all_the_same() -> None:
    found = ask(shelf("cola"), Kind.LABEL, COLA)

    assert found.reason is Reason.NO_PRINT
    assert len(found.spots) == 1
