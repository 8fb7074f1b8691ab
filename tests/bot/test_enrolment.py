"""Product tables of all kinds, into a shop's catalogue and stock."""

from __future__ import annotations

import io
import random
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.actions.enrolment import (
    Enrolment,
    Problem,
    ProductTable,
    RowProblem,
    TableProblem,
    UnreadableTable,
    ValueProblem,
    enrol_table,
    read_table,
)
from bot.tables.columns import SYNONYMS
from storage import catalogue, prices, stock, undoing
from storage.catalogue import ProductInput
from storage.db import Database
from storage.models import PriceRecord, Product, Shop
from storage.models.stock import MovementKind
from storage.stock import Movement
from tests.factories import make_member, make_shop

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


# What the columns are


def test_all_columns_are_read() -> None:
    coke, peak = products_of(FULL)

    assert coke == ProductInput(
        name="Coca-Cola 50cl",
        aliases=("Coke", "Coca"),
        gtin="05449000000996",
        sku="COKE",
        category="Drinks",
        quantity=24,
        minimum=6,
        price=Decimal("250.00"),
        pack_size=12,
        unit="bottle",
        supplier="NBC",
    )
    assert (peak.price, peak.gtin, peak.supplier) == (Decimal("1550.50"), None, None)


def test_columns_come_in_any_order_and_case() -> None:
    (product,) = products_of("PRICE,quantity,  nAmE ,Pack Size\n5,3,Bread,10\n")

    assert product == ProductInput(
        "Bread", price=Decimal("5.00"), quantity=3, pack_size=10
    )


@pytest.mark.parametrize(
    "header",
    [
        "Product,Qty,Barcode,Min",
        "Item Name,Stock on hand,EAN-13,Reorder level",
        "Désignation,Quantité,Code-barres,Seuil d’alerte",
        "Producto,Existencias,Código de barras,Stock mínimo",
        "Jina la bidhaa,Idadi,Msimbo pau,Kiwango cha chini",
        "اسم المنتج,الكمية,الباركود,الحد الأدنى",
    ],
)
def test_columns_have_usual_names(header: str) -> None:
    (product,) = products_of(f"{header}\nBread,7,96385074,2\n")

    assert product == ProductInput(
        "Bread", quantity=7, gtin="00000096385074", minimum=2
    )


def test_units_are_not_unit_prices() -> None:
    (product,) = products_of("Item,Unit price (₦),UOM,Vendor\nBread,5,loaf,Bakery\n")

    assert product == ProductInput(
        "Bread", price=Decimal("5.00"), unit="loaf", supplier="Bakery"
    )


def test_no_name_stands_for_two_columns() -> None:
    names = [name.strip() for group in SYNONYMS.values() for name in group.split(",")]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_other_columns_are_reported() -> None:
    table = table_of("Shelf,name,,Colour\nA,Bread,x,brown\n")

    assert table.ignored_columns == ("Shelf", "Colour")


def test_of_two_columns_the_better_named_is_taken() -> None:
    table = table_of("Description,Name,Code\nWhite and soft,Bread,B1\n")

    assert table.rows[0].product == ProductInput("Bread", sku="B1")
    assert table.ignored_columns == ("Description",)


def test_titles_may_stand_above_the_table() -> None:
    text = "Items\nMama Put Stores,,\n\nNo,Product,Qty\n1,Bread,3\n2,Tea,4\n"

    assert products_of(text) == [
        ProductInput("Bread", quantity=3),
        ProductInput("Tea", quantity=4),
    ]


def test_name_alone_is_enough() -> None:
    assert products_of("name\nBread\nTea\n") == [
        ProductInput("Bread"),
        ProductInput("Tea"),
    ]


# How files are written


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found(delimiter: str) -> None:
    text = "name,price,quantity\nBread,1.50,3\n".replace(",", delimiter)

    assert products_of(text) == [
        ProductInput("Bread", price=Decimal("1.50"), quantity=3)
    ]


def test_decimal_commas_do_not_mislead() -> None:
    text = 'nom;prix;quantité\nPain;1,50;3\n"Thé; noir";2,75;4\n'

    assert [(p.name, p.price) for p in products_of(text)] == [
        ("Pain", Decimal("1.50")),
        ("Thé; noir", Decimal("2.75")),
    ]


def test_delimiter_may_be_named_in_the_first_line() -> None:
    table = table_of("sep=;\r\nname;quantity\r\nBread;x\r\n")

    assert [problem.line for problem in table.problems] == [3]


@pytest.mark.parametrize(
    "encoding",
    "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be cp1252 mac_roman cp850".split(),
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_letters_survive_the_usual_encodings(encoding: str, end: str) -> None:
    text = "name,category\nCrème fraîche,Épicerie\nPiña,Jamón\nPâté,x\n"

    products = products_of(text.replace("\n", end).encode(encoding))

    assert [product.name for product in products] == ["Crème fraîche", "Piña", "Pâté"]
    assert products[0].category == "Épicerie"


def test_euro_sign_of_windows_is_read() -> None:
    (tea,) = products_of("name,price\nTea,€5\n".encode("cp1252"))

    assert tea.price == Decimal("5.00")


def test_arabic_of_windows_is_read() -> None:
    text = "الاسم,الكمية\nحليب نيدو,5\nشاي,4\n"

    assert products_of(text.encode("cp1256")) == [
        ProductInput("حليب نيدو", quantity=5),
        ProductInput("شاي", quantity=4),
    ]


def test_cells_may_hold_quotes_delimiters_and_line_ends() -> None:
    text = 'name,category\n"Bread, ""big""\nsliced","Bakery"\nTV 12" small,Other\n'

    assert products_of(text) == [
        ProductInput('Bread, "big" sliced', category="Bakery"),
        ProductInput('TV 12" small', category="Other"),
    ]


def test_open_quote_costs_one_line_only() -> None:
    lines = [f"Product {n},{n}" for n in range(50)]
    text = "\n".join(["name,quantity", '"Bread,3', *lines])

    products = products_of(text)

    assert products[0] == ProductInput("Bread", quantity=3)
    assert len(products) == 51


def test_blank_and_merely_numbered_lines_say_nothing() -> None:
    text = "No,name,quantity\n1,Bread,3\n\n2,,\n ,  ,\n3,Tea,4\n,,,,,,\n"

    assert len(products_of(text)) == 2


def test_lines_are_those_an_editor_shows() -> None:
    text = 'name,quantity\n"two\nlines",1\n\nTea,x\nMilk,y\n'

    assert [problem.line for problem in table_of(text).problems] == [5, 6]


# Bad rows


def test_bad_rows_are_listed_and_the_good_go_in() -> None:
    text = (
        "name,quantity,price,gtin\n"
        "Bread,3,5,\n"
        ",4,5,\n"
        "Tea,many,5,\n"
        "Milk,-2,5,\n"
        "Eggs,1.5,5,\n"
        "Salt,1,free,\n"
        "Soap,99999999999,5,\n"
        f"{'x' * 201},1,5,\n"
        "Rice,2,5,5449000000997\n"
        "bread,9,9,\n"
        "Sugar,=A1*2,5,\n"
        "Oil,7,5,5449000000996\n"
    )

    table = table_of(text)

    assert [row.product.name for row in table.rows] == ["Bread", "Rice", "Oil"]
    assert [(p.line, p.problem, p.column, p.value) for p in table.problems] == [
        (3, RowProblem.NO_NAME, "name", ""),
        (4, ValueProblem.NOT_A_NUMBER, "quantity", "many"),
        (5, ValueProblem.NEGATIVE, "quantity", "-2"),
        (6, ValueProblem.NOT_WHOLE, "quantity", "1.5"),
        (7, ValueProblem.NOT_A_NUMBER, "price", "free"),
        (8, ValueProblem.TOO_LARGE, "quantity", "99999999999"),
        (9, ValueProblem.TOO_LONG, "name", "x" * 100),
        (10, ValueProblem.BAD_CODE, "gtin", "5449000000997"),
        (11, RowProblem.REPEATED, "name", "2"),
        (12, ValueProblem.FORMULA, "quantity", "=A1*2"),
    ]


def test_wrong_gtin_is_left_out_but_its_product_is_not() -> None:
    table = table_of("name,gtin\nRice,5449000000997\n")

    assert table.rows[0].product == ProductInput("Rice", gtin=None)
    assert table.problems == (
        Problem(2, ValueProblem.BAD_CODE, "gtin", "5449000000997", is_left_out=False),
    )


@pytest.mark.parametrize("column", ["gtin", "sku"])
def test_code_that_is_repeated_is_listed(column: str) -> None:
    table = table_of(f"name,{column}\nBig rice,5449000000996\nRice,5449000000996\n")

    assert [row.product.name for row in table.rows] == ["Big rice"]
    assert [(p.line, p.column, p.value) for p in table.problems] == [(3, column, "2")]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1,200.50", "1200.50"),
        ("1.200,50", "1200.50"),
        ("₦1,200.50", "1200.50"),
        ("KSh 1 200", "1200"),
        ("1'200.50", "1200.50"),
        ("1 200,5", "1200.50"),
        ("250 F CFA", "250"),
        ("Rs.50", "50"),
        (".50", "0.50"),
        ("0.500", "0.50"),
        ("550/=", "550"),
        ("12.345.678", "12345678"),
        ("١٬٢٠٠٫٥٠", "1200.50"),
        ("0", "0"),
        ("n/a", None),
        ("-", None),
    ],
)
def test_prices_are_read_as_people_write_them(written: str, amount: str | None) -> None:
    (product,) = products_of(f"name;price\nBread;{written}\n")

    assert product.price == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("written", "count"),
    [("12", 12), ("12 pcs", 12), ("12.0", 12), ("1,200", 1200), ("x 6", 6), ("", None)],
)
def test_counts_are_read_as_people_write_them(written: str, count: int | None) -> None:
    (product,) = products_of(f"name;quantity\nBread;{written}\n")

    assert product.quantity == count


@pytest.mark.parametrize("written", ["2 x 12", "12 24", "3/4", "10%", "1e3", "5 - 6"])
def test_cells_with_more_than_a_number_are_not_guessed(written: str) -> None:
    table = table_of(f"name;quantity\nBread;{written}\n")

    assert [p.problem for p in table.problems] == [ValueProblem.NOT_A_NUMBER]


@pytest.mark.parametrize("written", ["(5)", "-5", "- 5", "₦-5", "−5"])
def test_negative_prices_are_refused(written: str) -> None:
    table = table_of(f"name;price\nBread;{written}\n")

    assert [p.problem for p in table.problems] == [ValueProblem.NEGATIVE]


@pytest.mark.parametrize(
    ("written", "gtin"),
    [
        ("5449000000996", "05449000000996"),
        ("5 449000 000996", "05449000000996"),
        ("'5449000000996", "05449000000996"),
        ("5449000000996.0", "05449000000996"),
        ("36000291452", "00036000291452"),  # its first zero was eaten
        ("96385074", "00000096385074"),
        ("15449000000993", "15449000000993"),
        ("", None),
    ],
)
def test_codes_are_read_as_spreadsheets_leave_them(
    written: str, gtin: str | None
) -> None:
    (product,) = products_of(f"name,gtin\nBread,{written}\n")

    assert product.gtin == gtin


@pytest.mark.parametrize("written", ["5.449E+12", "12345", "ABC", "0000000000000"])
def test_what_is_no_gtin_is_listed(written: str) -> None:
    table = table_of(f"name,gtin\nBread,{written}\n")

    assert [p.problem for p in table.problems] == [ValueProblem.BAD_CODE]


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


# Into the shop


def enrol(session: Session, shop: Shop, text: str) -> Enrolment:
    return enrol_table(session, shop.id, table_of(text))


def counts(result: Enrolment) -> tuple[int, int, int]:
    return result.created, result.updated, result.unchanged


def test_table_becomes_products_and_stock(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session, currency="NGN")
        member = make_member(session, shop)

        result = enrol_table(session, shop.id, table_of(FULL), member_id=member.id)

        coke, peak = catalogue.products(session, shop.id)
        assert counts(result) == (2, 0, 0)
        assert (coke.quantity, peak.quantity) == (24, 10)
        assert catalogue.find_by_name(session, shop.id, "coke") == coke
        (movement,) = stock.history(session, coke.id)
        assert (movement.kind, movement.member_id) == ("enrolment", member.id)
        price = prices.last_known(session, peak.id, source="enrolment")
        assert price is not None
        assert (price.price, price.currency) == (Decimal("1550.50"), "NGN")


def test_same_table_again_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, FULL)
        before = session.scalars(select(Product.updated_at)).all()

        again = enrol(session, shop, FULL)

        assert counts(again) == (0, 0, 2)
        assert again.batch is None
        assert session.scalars(select(Product.updated_at)).all() == before
        assert session.scalar(select(func.count(PriceRecord.id))) == 2


def test_changed_rows_are_updates(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, "name,quantity,price\nBread,3,5\nTea,4,6\nMilk,5,7\n")

        result = enrol(
            session,
            shop,
            "name,quantity,price\nBread,3,6\nTea,9,6\nMilk,5,7\nEgg,1,1\n",
        )

        assert counts(result) == (1, 2, 1)
        assert result.batch is not None
        assert [(line.before, line.after) for line in result.batch.lines] == [
            (3, 3),  # its price has changed
            (4, 9),
            (0, 1),
        ]


def test_empty_cells_leave_what_is_known(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, FULL)

        result = enrol(session, shop, "name,quantity,price\nCoca-Cola 50cl,,\n")

        coke = catalogue.find_by_name(session, shop.id, "Coca-Cola 50cl")
        assert counts(result) == (0, 0, 1)
        assert coke is not None
        assert (coke.quantity, coke.price) == (24, Decimal("250.00"))


def test_undo_takes_all_of_a_table_back(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, "name,quantity,price\nBread,3,5\n")
        enrol(session, shop, "name,quantity,price\nBread,9,6\nTea,4,6\n")

        undoing.undo_last(session, shop.id)

        (bread,) = catalogue.products(session, shop.id)
        assert (bread.name, bread.quantity, bread.price) == ("Bread", 3, Decimal(5))


def test_stock_counted_since_is_set_by_a_new_table(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, "name,quantity\nBread,10\n")
        bread = catalogue.products(session, shop.id)[0]
        sale = Movement(bread.id, MovementKind.SALE, delta=-4)
        stock.book(session, shop.id, [sale])

        enrol(session, shop, "name,quantity\nBread,12\n")

        assert bread.quantity == 12


def test_name_of_another_product_is_listed(database: Database) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        enrol(session, shop, "name,sku\nBread,B1\nTea,T1\n")

        result = enrol(session, shop, "name,sku,quantity\nTea,B1,3\nMilk,M1,4\n")

        assert counts(result) == (1, 0, 0)
        assert [(p.line, p.problem, p.value) for p in result.problems] == [
            (2, RowProblem.NAME_TAKEN, "Bread")
        ]


def test_largest_table_is_enrolled(database: Database) -> None:
    lines = (f"Product {n},{n},{n % 90 + 1},S{n}" for n in range(20_000))
    text = "\n".join(["name,quantity,price,sku", *lines])

    with database.transaction() as session:
        result = enrol(session, make_shop(session), text)

    assert counts(result) == (20_000, 0, 0)
