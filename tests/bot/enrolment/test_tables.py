"""Tables of products as text: which columns, rows and numbers are read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.actions.enrolment import (
    Problem,
    RowProblem,
    ValueProblem,
)
from bot.tables.columns import SYNONYMS
from storage.catalogue import ProductInput
from tests.bot.enrolment.tables import FULL, products_of, table_of

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
