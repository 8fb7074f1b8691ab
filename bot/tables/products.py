"""A file into products: which rows make sense, and what is wrong with the others.

A row without a usable name, or with a number that cannot be one, is left out and
listed. A wrong GTIN is listed too, but its product goes in without it: shops write
codes of their own into that column, and the check digit has caught a slip, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bot.tables import columns, values
from bot.tables.rows import (
    MAX_BYTES,
    MAX_ROWS,
    Cell,
    Row,
    TableProblem,
    UnreadableTable,
)
from bot.tables.text import read_text
from bot.tables.values import BadValue, ValueProblem
from bot.tables.workbook import is_workbook, read_workbook
from storage.catalogue import ProductInput
from storage.names import name_key
from storage.saving import gtin_14

LONGEST_NAME = 200
LONGEST_TEXT = 100
LARGEST_COUNT = 10_000_000
LARGEST_PRICE = Decimal("99999999.99")
HEADER_WITHIN = 20  # rows: titles and addresses may stand above the table
OTHER_FORMATS = {
    b"\xd0\xcf\x11\xe0": TableProblem.OLD_FORMAT,  # .xls, or .xlsx with a password
    b"%PDF": TableProblem.NOT_A_TABLE,
    b"\xff\xd8\xff": TableProblem.NOT_A_TABLE,
    b"\x89PNG": TableProblem.NOT_A_TABLE,
    b"GIF8": TableProblem.NOT_A_TABLE,
}


class RowProblem(StrEnum):
    """What is wrong with a row, beside what may be wrong with one of its cells."""

    NO_NAME = "no_name"
    REPEATED = "repeated"  # `value` is the line that has the product already
    NAME_TAKEN = "name_taken"  # `value` is the product that has the code


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark on one row; `is_left_out` when the row was not used at all."""

    line: int
    problem: RowProblem | ValueProblem
    column: str
    value: str = ""
    is_left_out: bool = True


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A row that makes sense."""

    line: int
    product: ProductInput


@dataclass(frozen=True, slots=True)
class ProductTable:
    """A file that was read; nothing has been saved yet."""

    rows: tuple[ProductRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    ignored_columns: tuple[str, ...] = ()


def read_table(data: bytes) -> ProductTable:
    """Read CSV or XLSX, told apart by their bytes, never by the file's name.

    Raises UnreadableTable for a file of no use.
    """
    rows = _rows(data)
    top = _header_position(rows)
    header = columns.read_header(rows[top].cells)
    body = rows[top + 1 :]
    if len(body) > MAX_ROWS:
        raise UnreadableTable(TableProblem.TOO_MANY_ROWS)
    found: list[ProductRow] = []
    problems: list[Problem] = []
    for row in body:
        if _says_nothing(row, header.places):
            continue
        product, remarks = _read_row(row, header.places)
        problems += remarks
        if product is not None:
            found.append(ProductRow(row.line, product))
    rows_once, repeated = _once_each(found)
    in_order = sorted([*problems, *repeated], key=lambda problem: problem.line)
    return ProductTable(tuple(rows_once), tuple(in_order), header.ignored)


def _rows(data: bytes) -> list[Row]:
    if len(data) > MAX_BYTES:
        raise UnreadableTable(TableProblem.TOO_LARGE)
    for beginning, problem in OTHER_FORMATS.items():
        if data.startswith(beginning):
            raise UnreadableTable(problem)
    if is_workbook(data):
        rows = read_workbook(data, columns.recognised)
    else:
        rows = read_text(data, columns.recognised)
    if not rows:
        raise UnreadableTable(TableProblem.EMPTY)
    return rows


def _header_position(rows: Sequence[Row]) -> int:
    """The row with the most column names; a title may have one of them by chance."""
    known = [columns.recognised(row.cells) for row in rows[:HEADER_WITHIN]]
    if not any(known):
        raise UnreadableTable(TableProblem.NO_NAME_COLUMN)
    return known.index(max(known))


def _text(cell: Cell) -> str | None:
    return values.read_text(cell, LONGEST_TEXT)


def _count(cell: Cell) -> int | None:
    return values.read_count(cell, LARGEST_COUNT)


READERS: Mapping[str, Callable[[Cell], Any]] = {
    "name": lambda cell: values.read_text(cell, LONGEST_NAME),
    "aliases": lambda cell: values.read_names(cell, LONGEST_NAME),
    "gtin": values.read_gtin,
    "sku": _text,
    "category": _text,
    "quantity": _count,
    "minimum": _count,
    "price": lambda cell: values.read_amount(cell, LARGEST_PRICE),
    "cost": lambda cell: values.read_amount(cell, LARGEST_PRICE),
    "pack_size": _count,
    "unit": _text,
    "supplier": _text,
    "shelf_life_days": _count,
}


def _says_nothing(row: Row, places: Mapping[str, int]) -> bool:
    """Prepared rows may be numbered, or have notes, without naming a product yet."""
    return not any(_cell(row, place) for place in places.values())


def _cell(row: Row, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else ""


def _read_row(
    row: Row, places: Mapping[str, int]
) -> tuple[ProductInput | None, list[Problem]]:
    read: dict[str, Any] = {}
    problems = []
    for column, place in places.items():
        cell = _cell(row, place)
        try:
            read[column] = _read_cell(column, cell)
        except BadValue as bad:
            shown = str(cell)[:LONGEST_TEXT]
            is_left_out = column != "gtin"
            problems.append(Problem(row.line, bad.problem, column, shown, is_left_out))
    if "name" in read and read["name"] is None:
        problems.append(Problem(row.line, RowProblem.NO_NAME, "name"))
    left_out = [problem for problem in problems if problem.is_left_out]
    if left_out:
        return None, left_out[:1]
    return ProductInput(**read), problems


def _read_cell(column: str, cell: Cell) -> Any:
    if isinstance(cell, str) and cell.startswith("="):
        raise BadValue(ValueProblem.FORMULA)
    return READERS[column](cell)


def _once_each(rows: Sequence[ProductRow]) -> tuple[list[ProductRow], list[Problem]]:
    """Leave out rows that speak of a product which an earlier row has named."""
    first_lines: dict[tuple[str, str], int] = {}
    once: list[ProductRow] = []
    repeated: list[Problem] = []
    for row in rows:
        keys = _keys(row.product)
        known = [(key[0], first_lines[key]) for key in keys if key in first_lines]
        if known:
            column, line = known[0]
            repeated.append(Problem(row.line, RowProblem.REPEATED, column, str(line)))
            continue
        first_lines.update(dict.fromkeys(keys, row.line))
        once.append(row)
    return once, repeated


def _keys(product: ProductInput) -> list[tuple[str, str]]:
    keys = [
        ("name", name_key(product.name)),
        ("gtin", gtin_14(product.gtin)),
        ("sku", product.sku),
    ]
    return [(column, key) for column, key in keys if key]
