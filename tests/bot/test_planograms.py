"""Planograms as tables: what is read, what is listed as wrong, what is kept."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from bot.actions import planograms
from bot.actions.shelves import ShelfLabel
from bot.tables.planogram import (
    PlaceProblem,
    PlaceRemark,
    PlaceRow,
    PlanogramTable,
    read_planogram,
)
from bot.tables.values import ValueProblem
from storage.db import Database
from storage.models import Product, Shop
from tests.factories import SENT_AT, make_product, make_shop

HEADER = "shelf,row,position,product,facings\n"


def read(text: str) -> PlanogramTable:
    table = read_planogram(text.encode())
    assert table is not None
    return table


def test_every_line_is_a_place() -> None:
    table = read(HEADER + "Fridge,1,2,Coke,4\nFridge,2,1,Milk,\n")

    assert table.rows == (
        PlaceRow(2, "Fridge", 1, 2, "Coke", 4),
        PlaceRow(3, "Fridge", 2, 1, "Milk", 1),
    )
    assert table.problems == ()


def test_position_may_be_left_out_then_the_order_tells() -> None:
    table = read("shelf,row,product,facings\nA,1,Coke,4\nA,1,Fanta,2\nA,2,Milk,1\n")

    assert [(r.row, r.position, r.product) for r in table.rows] == [
        (1, 1, "Coke"),
        (1, 2, "Fanta"),
        (2, 1, "Milk"),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Étagère;Rang;Position;Produit;Facings",
        "estante;fila;posición;producto;frentes",
        "rafu\tsafu\tnafasi\tbidhaa\tnyuso",
        "الرف,الصف,الموضع,المنتج,الواجهات",
        "Facings,PRODUCT NAME,Pos.,Shelf row,Shelf name",
    ],
)
def test_columns_have_names_in_five_languages_and_any_order(header: str) -> None:
    mark = next(mark for mark in ";\t," if mark in header)
    values = ["A", "1", "2", "Coke", "4"]
    if header.startswith("Facings"):
        values.reverse()

    table = read(header + "\n" + mark.join(values) + "\n")

    assert table.rows == (PlaceRow(2, "A", 1, 2, "Coke", 4),)


def test_workbook_is_read_as_well() -> None:
    book = Workbook()
    assert book.active is not None
    for row in (["shelf", "row", "position", "product"], ["A", 1, 2, "Coke"]):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)

    table = read_planogram(file.getvalue())

    assert table is not None
    assert table.rows == (PlaceRow(2, "A", 1, 2, "Coke", 1),)


@pytest.mark.parametrize(
    "text",
    [
        "name,quantity\nCoke,4\n",
        "product,shelf,price\nCoke,A,4\n",
        "name,row\nCoke,1\n",
        "",
        "\x00\x01\x02",
    ],
)
def test_other_files_are_no_planograms(text: str) -> None:
    assert read_planogram(text.encode()) is None


def test_bad_lines_are_listed_and_the_good_ones_stay() -> None:
    table = read(
        HEADER
        + "A,1,1,Coke,4\n"
        + "A,x,1,Coke,4\n"
        + ",1,2,Coke,4\n"
        + "A,0,2,Coke,4\n"
        + "A,1,3,,4\n"
        + "A,1,1,Fanta,4\n"
        + "A,1,4,Fanta,-2\n"
        + "A,1,5,Fanta,9999\n"
    )

    assert len(table.rows) == 1
    assert table.problems == (
        PlaceRemark(3, ValueProblem.NOT_A_NUMBER, "row", "x"),
        PlaceRemark(4, PlaceProblem.NO_SHELF, "shelf"),
        PlaceRemark(5, PlaceProblem.NO_ROW, "row"),
        PlaceRemark(6, PlaceProblem.NO_PRODUCT, "product"),
        PlaceRemark(7, PlaceProblem.SAME_PLACE, "position", "2"),
        PlaceRemark(8, ValueProblem.NEGATIVE, "facings", "-2"),
        PlaceRemark(9, ValueProblem.TOO_LARGE, "facings", "9999"),
    )


def take(session: Session, shop: Shop, text: str) -> planograms.PlanogramTaken:
    def find(name: str) -> Product | None:
        return {"Coke": coke}.get(name)

    coke = make_product(session, shop, name="Coke")
    return planograms.take(session, shop.id, read(HEADER + text), find, SENT_AT)


def test_table_is_kept_shelf_by_shelf(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)

        taken = take(session, shop, "A,1,1,Coke,4\nB,1,1,Coke,2\nB,1,2,Tea,2\n")

        assert taken.shelves == ((ShelfLabel("A", 1), 4), (ShelfLabel("B", 2), 2))
        unknown = PlaceProblem.UNKNOWN_PRODUCT
        assert taken.problems == (PlaceRemark(4, unknown, "product", "Tea"),)
        assert taken.unseen == (ShelfLabel("A", 1), ShelfLabel("B", 2))
        report = planograms.report(session, shop.id)
        assert [shelf.seen_at for shelf in report.shelves] == [None, None]


def test_shelf_without_a_planogram_is_in_no_report(database: Database) -> None:
    with database.transaction() as session:
        shop, other = make_shop(session), make_shop(session)
        take(session, other, "A,1,1,Coke,4\n")

        assert planograms.report(session, shop.id).shelves == ()
