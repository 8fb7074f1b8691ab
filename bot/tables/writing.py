"""Tables of a shop as files for a spreadsheet program: CSV and XLSX.

What begins like a formula gets an apostrophe before it: names come from anybody, and a
spreadsheet would run them (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Value = str | int | float | Decimal | datetime | None

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
    workbook = Workbook(write_only=False)
    workbook.remove(workbook.worksheets[0])
    for sheet in sheets:
        page = workbook.create_sheet(sheet.title)
        page.append(list(sheet.columns))
        for cell in page[1]:
            cell.font = Font(bold=True)
        for row in sheet.rows:
            page.append([_in_workbook(value) for value in row])
        page.freeze_panes = "A2"
        for number, column in enumerate(sheet.columns, start=1):
            longest = max((len(str(row[number - 1])) for row in sheet.rows), default=0)
            width = min(max(longest, len(column)) + 2, _WIDEST)
            page.column_dimensions[get_column_letter(number)].width = width
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def defused(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _in_csv(value: Value) -> str:
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)


def _in_workbook(value: Value) -> str | int | float | Decimal | datetime | None:
    """Worksheets know no time zones, and no control characters."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, str):
        return defused("".join(c for c in value if c.isprintable()))
    return value
