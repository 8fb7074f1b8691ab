"""Exports come back as they went out, and no spreadsheet runs what they hold."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from bot.tables.products import read_table
from bot.understand import intents as want
from bot.understand.intents import Item, Named
from tests.bot.dialogue.conftest import Counter

EVIL = '=HYPERLINK("http://example.com")'


def file_of(counter: Counter) -> tuple[str, bytes]:
    assert counter.reply is not None
    assert counter.reply.document_key is not None
    data = counter.services.blobs.get(counter.reply.document_key)
    return counter.reply.document_name or "", data


@pytest.mark.parametrize("file_format", ["csv", "xlsx", None])
def test_export_can_be_sent_back_unchanged(
    counter: Counter, file_format: str | None
) -> None:
    counter.stock(
        "Coca-Cola 50cl",
        24,
        aliases=("Coke", "كولا"),
        sku="007",
        gtin="5449000000996",
        category="Drinks",
        minimum=6,
        price=Decimal("250.50"),
        cost=Decimal(200),
        pack_size=12,
        unit="bottle",
        supplier="NBC",
    )
    counter.stock("Bread")

    answer = counter.wish(want.Export(file_format))

    name, data = file_of(counter)
    ending = file_format or "xlsx"
    assert (answer, name) == (
        "Here is your stock: 2 products.",
        f"stock-2026-03-02.{ending}",
    )
    table = read_table(data)
    assert table.problems == ()
    assert table.ignored_columns == ()
    bread, coke = (row.product for row in table.rows)
    assert (bread.name, bread.quantity, bread.price) == ("Bread", 0, None)
    assert (coke.name, set(coke.aliases)) == ("Coca-Cola 50cl", {"Coke", "كولا"})
    assert (coke.gtin, coke.sku) == ("05449000000996", "007")
    assert (coke.price, coke.cost) == (Decimal("250.50"), Decimal(200))
    assert (coke.quantity, coke.minimum, coke.pack_size) == (24, 6, 12)
    assert (coke.category, coke.unit, coke.supplier) == ("Drinks", "bottle", "NBC")


def test_names_that_look_like_formulas_are_texts_in_csv(counter: Counter) -> None:
    for name in (EVIL, "+234", "-5", "@SUM(A1)"):
        counter.stock(name)

    counter.wish(want.Export("csv"))

    lines = file_of(counter)[1].decode("utf-8-sig").splitlines()[1:]
    assert all(line.lstrip('"').startswith("'") for line in lines)


def test_names_that_look_like_formulas_are_texts_in_workbooks(counter: Counter) -> None:
    counter.stock(EVIL)
    counter.stock("Bell\x07")

    counter.wish(want.Export("xlsx"))

    workbook = openpyxl.load_workbook(io.BytesIO(file_of(counter)[1]))
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    (evil,) = [cell for cell in cells if "HYPERLINK" in str(cell.value)]
    assert evil.quotePrefix


def test_names_with_formula_signs_come_back(counter: Counter) -> None:
    counter.stock("-5 degrees", 2)

    counter.wish(want.Export("csv"))

    (row,) = read_table(file_of(counter)[1]).rows
    assert row.product.name == "-5 degrees"


def test_workbook_tells_what_was_booked_and_what_it_cost(counter: Counter) -> None:
    counter.stock("Coke", 9, supplier="NBC")
    counter.wish(want.Move("sale", (Item(Named("coke"), 3),)))
    counter.wish(want.SetPrice(Named("coke"), Decimal(500)))

    counter.wish(want.Export())

    workbook = openpyxl.load_workbook(io.BytesIO(file_of(counter)[1]))
    assert workbook.sheetnames == ["Products", "Movements", "Prices", "Suppliers"]
    (sale,) = list(workbook["Movements"].iter_rows(min_row=2, values_only=True))
    assert sale[1:] == ("Coke", "sale", -3, 6, "owner")
    (price,) = list(workbook["Prices"].iter_rows(min_row=2, values_only=True))
    assert price[1:3] == ("Coke", 500)


def test_dashboard_is_said_to_be_missing(counter: Counter) -> None:
    assert "There is no dashboard to open yet." in counter.wish(want.Dashboard())
