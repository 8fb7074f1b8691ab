"""A table that says what should stand where: shelf, row, position, product, facings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.tables import values
from bot.tables.columns import plain
from bot.tables.rows import MAX_BYTES, MAX_ROWS, Cell, Row, UnreadableTable
from bot.tables.text import read_text
from bot.tables.values import BadValue, ValueProblem
from bot.tables.workbook import is_workbook, read_workbook

SYNONYMS: Mapping[str, str] = {
    "shelf": (
        "shelf, shelf name, fixture, gondola, fridge, bay, etagere, meuble, gondole, "
        "estante, estanteria, mueble, rafu, kabati, الرف, رف"
    ),
    "row": (
        "row, level, shelf row, row number, tier, rang, rangee, niveau, fila, nivel, "
        "safu, mstari, الصف, صف"
    ),
    "position": (
        "position, pos, place, slot, number in row, emplacement, place dans le rang, "
        "posicion, lugar, nafasi, الموضع, موضع, المكان"
    ),
    "product": (
        "product, product name, name, item, article, produit, nom, producto, nombre, "
        "bidhaa, jina, المنتج, منتج, الصنف"
    ),
    "facings": (
        "facings, facing, fronts, number of facings, nb facings, frentes, caras, "
        "frontales, faces, nyuso, الواجهات, واجهات"
    ),
}
LONGEST_NAME, MOST_ROWS, MOST_PLACES, MOST_FACINGS = 200, 60, 500, 200
HEADER_WITHIN = 20

_KNOWN = {
    plain(name): column
    for column, names in SYNONYMS.items()
    for name in names.split(",")
}
_LARGEST = {"row": MOST_ROWS, "position": MOST_PLACES, "facings": MOST_FACINGS}


class PlaceProblem(StrEnum):
    """What is wrong with a line, beside what may be wrong with a number in it."""

    NO_SHELF = "no_shelf"
    NO_ROW = "no_row"
    NO_PRODUCT = "no_product"
    UNKNOWN_PRODUCT = "unknown_product"  # `value` is what was written
    SAME_PLACE = "same_place"  # `value` is the line that has the place already


@dataclass(frozen=True, slots=True)
class PlaceRemark:
    """Why one line was left out."""

    line: int
    problem: PlaceProblem | ValueProblem
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A line that makes sense; the product is as it was written."""

    line: int
    shelf: str
    row: int
    position: int
    product: str
    facings: int


@dataclass(frozen=True, slots=True)
class PlanogramTable:
    """A planogram that was read; nothing has been saved yet."""

    rows: tuple[PlaceRow, ...] = ()
    problems: tuple[PlaceRemark, ...] = ()


def read_planogram(data: bytes) -> PlanogramTable | None:
    """Read CSV or XLSX with these columns; None for any other file."""
    if len(data) > MAX_BYTES:
        return None
    read = read_workbook if is_workbook(data) else read_text
    try:
        rows = read(data, _recognised)
    except UnreadableTable:
        return None
    top = next((i for i, r in enumerate(rows[:HEADER_WITHIN]) if _is_header(r)), None)
    if top is None or len(rows) > MAX_ROWS:
        return None
    return _read_rows(_places(rows[top].cells), rows[top + 1 :])


def _recognised(cells: Sequence[Cell]) -> int:
    """How many of the columns these cells name; none where it is another table."""
    columns = set(_places(cells))
    is_planogram = {"row", "product"} < columns and columns & {"position", "facings"}
    return len(columns) if is_planogram else 0


def _is_header(row: Row) -> bool:
    return _recognised(row.cells) > 0


def _places(cells: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _KNOWN.get(plain(str(cell).replace("_", " ")))
        if column is not None:
            found.setdefault(column, place)
    return found


def _read_rows(places: Mapping[str, int], body: Sequence[Row]) -> PlanogramTable:
    found: list[PlaceRow] = []
    problems: list[PlaceRemark] = []
    taken: dict[tuple[str, int, int], int] = {}
    for row in body:
        read = _read_row(places, row, found)
        if isinstance(read, PlaceRemark):
            problems.append(read)
            continue
        key = (read.shelf.casefold(), read.row, read.position)
        if key in taken:
            same, line = PlaceProblem.SAME_PLACE, str(taken[key])
            problems.append(PlaceRemark(row.line, same, "position", line))
            continue
        taken[key] = row.line
        found.append(read)
    return PlanogramTable(tuple(found), tuple(problems))


def _read_row(
    places: Mapping[str, int], row: Row, before: Sequence[PlaceRow]
) -> PlaceRow | PlaceRemark:
    """A line; without a position it comes after the line before it."""
    cells = {c: row.cells[at] for c, at in places.items() if at < len(row.cells)}
    numbers: dict[str, int | None] = {}
    for column, largest in _LARGEST.items():
        try:
            numbers[column] = values.read_count(cells.get(column, ""), largest)
        except BadValue as bad:
            return PlaceRemark(row.line, bad.problem, column, str(cells[column])[:99])
    try:
        shelf = values.read_text(cells.get("shelf", ""), LONGEST_NAME)
        product = values.read_text(cells.get("product", ""), LONGEST_NAME)
    except BadValue as bad:
        return PlaceRemark(row.line, bad.problem, "product")
    if shelf is None:
        return PlaceRemark(row.line, PlaceProblem.NO_SHELF, "shelf")
    if not numbers["row"]:
        return PlaceRemark(row.line, PlaceProblem.NO_ROW, "row")
    if product is None:
        return PlaceRemark(row.line, PlaceProblem.NO_PRODUCT, "product")
    beside = [p.position for p in before if (p.shelf, p.row) == (shelf, numbers["row"])]
    position = numbers["position"] or max(beside, default=0) + 1
    facings = numbers["facings"] or 1
    return PlaceRow(row.line, shelf, numbers["row"], position, product, facings)
