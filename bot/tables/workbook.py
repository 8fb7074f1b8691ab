"""XLSX through openpyxl, with care: the file comes from anybody."""

from __future__ import annotations

import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from xml.etree.ElementTree import ParseError

from bot.tables.rows import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Row,
    TableProblem,
    UnreadableTable,
)

MAX_UNPACKED = 40_000_000  # bytes; a table of the largest size has about a quarter
MAX_MEMBERS = 500
MAX_SHEETS = 10
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    RuntimeError,  # a member with a password
)


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are a ZIP archive, as XLSX is."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(
    data: bytes, recognised: Callable[[Sequence[Cell]], int]
) -> list[Row]:
    """The rows of the sheet that has the most of the known column names.

    Formulas give the value that the spreadsheet has saved with them. Raises
    UnreadableTable, before unpacking anything that would not fit.
    """
    try:
        has_formulas = _checked(data)
        sheets = list(_sheets(data, has_formulas))
    except BROKEN as error:
        raise UnreadableTable(TableProblem.DAMAGED) from error

    def known(rows: list[Row]) -> int:
        return max((recognised(row.cells) for row in rows[:20]), default=0)

    return max(sheets, key=known, default=[])


def _checked(data: bytes) -> bool:
    """Whether there are formulas; refuses archives that are bombs or no workbooks.

    `zipfile` reads no more of a member than the size it declares, so the sum holds.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        unpacked = sum(member.file_size for member in members)
        if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED:
            raise UnreadableTable(TableProblem.TOO_LARGE)
        if "content.xml" in names:  # OpenDocument
            raise UnreadableTable(TableProblem.OLD_FORMAT)
        if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
            raise UnreadableTable(TableProblem.NOT_A_TABLE)
        sheets = [name for name in names if name.startswith("xl/worksheets/")]
        return any(re.search(rb"<f[ >]", archive.read(name)) for name in sheets)


def _sheets(data: bytes, has_formulas: bool) -> Iterator[list[Row]]:
    from openpyxl import load_workbook  # takes memory that only tables are worth

    # A formula is seen in one reading and its saved value in another.
    readings = [
        load_workbook(io.BytesIO(data), read_only=True, data_only=data_only)
        for data_only in ((True, False) if has_formulas else (True,))
    ]
    try:
        visible = [sheet.title for sheet in readings[0].worksheets if _shown(sheet)]
        for title in visible[:MAX_SHEETS]:
            yield list(_rows([reading[title] for reading in readings]))
    finally:
        for reading in readings:
            reading.close()


def _shown(sheet: Any) -> bool:
    return bool(sheet.sheet_state == "visible")


def _rows(sheets: Sequence[Any]) -> Iterator[Row]:
    found = 0
    for sheet in sheets:
        sheet.reset_dimensions()  # what the file says of its size may be wrong
    readings = [
        sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True) for sheet in sheets
    ]
    for line, (values, *formulas) in enumerate(zip(*readings, strict=True), start=1):
        pairs = zip_longest(values, formulas[0] if formulas else ())
        row = Row(line, tuple(_cell(*pair) for pair in pairs))
        if row.is_blank:
            continue
        found += 1
        if found > MAX_ROWS + 20:  # some lines above the table
            raise UnreadableTable(TableProblem.TOO_MANY_ROWS)
        yield row


def _cell(value: Any, formula: Any) -> Cell:
    if value is None:
        # A formula whose value nobody has saved: shown, and reported by its column.
        return formula if isinstance(formula, str) and formula[:1] == "=" else ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet shows of a binary fraction.
        return Decimal(f"{value:.15g}") if math.isfinite(value) else ""
    return str(value)
