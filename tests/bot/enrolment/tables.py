"""Tables as people send them, and what is read of them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from bot.actions.enrolment import (
    ProductTable,
    TableProblem,
    UnreadableTable,
    read_table,
)
from storage.catalogue import ProductInput

FULL = """\
Name,Aliases,GTIN,SKU,Category,Quantity,Minimum,Price,Pack_Size,Unit,Supplier
Coca-Cola 50cl,Coke|Coca,5449000000996,COKE,Drinks,24,6,250.00,12,bottle,NBC
Peak Milk 400g,,,PEAK,Dairy,10,3,"1,550.50",,tin,
"""


def products_of(text: str | bytes) -> list[ProductInput]:
    data = text.encode() if isinstance(text, str) else text
    table = read_table(data)
    assert table.problems == ()
    return [row.product for row in table.rows]


def table_of(text: str | bytes) -> ProductTable:
    return read_table(text.encode() if isinstance(text, str) else text)


def refused(data: bytes) -> TableProblem:
    with pytest.raises(UnreadableTable) as error:
        read_table(data)
    return error.value.problem


def workbook(*rows: list[Any], title: str = "Sheet") -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rewritten(data: bytes, member: str, change: Any) -> bytes:
    """The archive with one member's text changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == member else text)
    return file.getvalue()
