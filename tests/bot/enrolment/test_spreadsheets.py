"""Tables of products as spreadsheets, and files that are none."""

from __future__ import annotations

import io
import random
import re
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook

from bot.actions.enrolment import (
    TableProblem,
    ValueProblem,
)
from storage.catalogue import ProductInput
from tests.bot.enrolment.tables import (
    products_of,
    refused,
    rewritten,
    saved,
    table_of,
    workbook,
)

# Spreadsheets


def test_spreadsheet_numbers_are_exact() -> None:
    data = saved(
        workbook(
            ["Name", "Barcode", "Qty", "Price", "Code"],
            ["Coke", 5449000000996.0, 24.0, 0.1 + 0.2, 1001],
            ["Fanta", "5449000011527", 3, 1.234, "F-1"],
        )
    )

    coke, fanta = products_of(data)

    assert (coke.gtin, coke.quantity) == ("05449000000996", 24)
    assert (coke.price, coke.sku) == (Decimal("0.30"), "1001")
    assert (fanta.gtin, fanta.price) == ("05449000011527", Decimal("1.23"))


def test_spreadsheet_may_have_titles_merged_cells_and_gaps() -> None:
    book = workbook(["Mama Put Stores"], [], ["Product", "Category", "Qty"])
    sheet = book.active
    assert sheet is not None
    sheet.merge_cells("A1:C1")
    sheet["A5"], sheet["B5"], sheet["C5"] = "Bread", "Bakery", 3
    sheet["A6"] = "Cake"
    sheet.merge_cells("B5:B6")
    sheet["A900"], sheet["C900"] = "Tea", "many"

    table = table_of(saved(book))

    assert [row.product for row in table.rows] == [
        ProductInput("Bread", category="Bakery", quantity=3),
        ProductInput("Cake"),
    ]
    assert [problem.line for problem in table.problems] == [900]


def test_sheet_with_the_products_is_found() -> None:
    book = workbook(["Notes about items"], title="Read me")
    stock_sheet = book.create_sheet("Stock")
    stock_sheet.append(["name", "quantity"])
    stock_sheet.append(["Bread", 3])
    hidden = book.create_sheet("Old")
    hidden.append(["name", "quantity", "price"])
    hidden.append(["Stale bread", 1, 1])
    hidden.sheet_state = "hidden"

    assert products_of(saved(book)) == [ProductInput("Bread", quantity=3)]


def test_formulas_give_their_saved_value() -> None:
    data = saved(workbook(["name", "quantity"], ["Bread", "=2*3"], ["Tea", "=2*2"]))
    with_value = rewritten(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r"<f>2\*3</f><v ?/?>(</v>)?", "<f>2*3</f><v>6</v>", xml),
    )

    table = table_of(with_value)

    assert [row.product for row in table.rows] == [ProductInput("Bread", quantity=6)]
    assert [(p.line, p.problem) for p in table.problems] == [(3, ValueProblem.FORMULA)]


def test_wrong_dimensions_hide_nothing() -> None:
    data = saved(workbook(["name", "quantity"], ["Bread", 3], ["Tea", 4]))
    lying = rewritten(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r'<dimension ref="[^"]+"', '<dimension ref="A1"', xml),
    )

    assert len(products_of(lying)) == 2


# Files of no use


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", TableProblem.EMPTY),
        (b"\n \n,,\n", TableProblem.EMPTY),
        (b"\xef\xbb\xbf", TableProblem.EMPTY),
        (b"colour,size\nred,3\n", TableProblem.NO_NAME_COLUMN),
        (b"just some words\n", TableProblem.NO_NAME_COLUMN),
        (b"%PDF-1.7 ...", TableProblem.NOT_A_TABLE),
        (b"\xff\xd8\xff\xe0 JFIF", TableProblem.NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n", TableProblem.NOT_A_TABLE),
        (random.Random(1).randbytes(5000), TableProblem.NOT_A_TABLE),
        (bytes(range(1, 256)) * 20, TableProblem.NOT_A_TABLE),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", TableProblem.OLD_FORMAT),
        (b"PK\x03\x04 and then nothing", TableProblem.DAMAGED),
        (b"name\n" + b"x" * 5_000_000, TableProblem.TOO_LARGE),
        (
            b"name\n" + b"".join(b"p%d\n" % n for n in range(20_001)),
            TableProblem.TOO_MANY_ROWS,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, TableProblem) else "data",
)
def test_file_of_no_use_is_refused(data: bytes, problem: TableProblem) -> None:
    assert refused(data) is problem


def test_spreadsheet_without_names_is_refused() -> None:
    assert refused(saved(workbook(["a", "b"]))) is TableProblem.NO_NAME_COLUMN
    assert refused(saved(Workbook())) is TableProblem.EMPTY


def test_truncated_spreadsheet_is_refused() -> None:
    data = saved(workbook(["name"], ["Bread"]))

    for size in range(4, len(data), 97):
        assert refused(data[:size]) in {TableProblem.DAMAGED, TableProblem.NOT_A_TABLE}


def test_damaged_sheet_is_refused() -> None:
    data = saved(workbook(["name"], ["Bread"]))

    for broken in ("", "<worksheet", "<a/>", "\x00"):
        damaged = rewritten(data, "xl/worksheets/sheet1.xml", lambda _, b=broken: b)
        assert refused(damaged) in {TableProblem.DAMAGED, TableProblem.EMPTY}


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_other_archives_are_refused() -> None:
    assert refused(zipped(photo=b"...")) is TableProblem.NOT_A_TABLE
    assert refused(zipped(**{"content.xml": b"<a/>"})) is TableProblem.OLD_FORMAT


def test_zip_bomb_is_refused_without_unpacking() -> None:
    data = saved(workbook(["name"], ["Bread"]))
    bomb = io.BytesIO(data)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/media/image1.png", "w", force_zip64=True) as member:
            for _ in range(60):
                member.write(bytes(1_000_000))

    assert refused(bomb.getvalue()) is TableProblem.TOO_LARGE


def test_entity_bomb_is_refused() -> None:
    data = saved(workbook(["name"], ["Bread"]))
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = rewritten(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: (
            f'<!DOCTYPE x [<!ENTITY e0 "lol">{entities}]>'
            + re.sub(r"^<\?xml.*?\?>", "", xml).replace(
                "<sheetData>", "<sheetData>&e9;"
            )
        ),
    )

    assert refused(bomb) is TableProblem.DAMAGED
