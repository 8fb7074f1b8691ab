"""Tables of a shop as files for a spreadsheet program: CSV and XLSX.

What begins like a formula is marked as text, in CSV by an apostrophe: names come from
anybody, and a spreadsheet program would run them
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | datetime | None

CSV_TYPE = "text/csv"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDEST = 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with its name; the first row holds the names of the columns."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]


def write_csv(sheet: Sheet) -> bytes:
    """UTF-8 with the mark by which spreadsheet programs know it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(sheet.columns)
    for row in sheet.rows:
        writer.writerow([_in_csv(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """One worksheet each."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        page = workbook.create_sheet(sheet.title)
        page.append(list(sheet.columns))
        for cell in page[1]:
            cell.font = Font(bold=True)
        for number, row in enumerate(sheet.rows, start=2):
            for place, value in enumerate(row, start=1):
                if value is not None:
                    _put(page.cell(number, place), value)
        page.freeze_panes = "A2"
        _widen(page, sheet)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _put(cell: Cell, value: str | int | Decimal | datetime) -> None:
    """Text stays text: it is marked so, and needs no apostrophe."""
    if isinstance(value, str):
        cell.value = "".join(letter for letter in value if letter.isprintable())
        cell.data_type = "s"
        cell.quotePrefix = cell.value.startswith(_FORMULA_STARTS)
    elif isinstance(value, datetime):
        cell.value = value.replace(tzinfo=None)  # worksheets know no time zones
    else:
        cell.value = value


def _widen(page: Worksheet, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        longest = max((len(str(row[number - 1])) for row in sheet.rows), default=0)
        width = min(max(longest, len(column)) + 2, _WIDEST)
        page.column_dimensions[get_column_letter(number)].width = width


def _in_csv(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)
