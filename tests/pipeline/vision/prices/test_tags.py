"""Print of shelf labels as data: a table of texts, and layouts of lines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.types import Box
from pipeline.vision.prices.tags import find_currency, parse_price, read_label
from pipeline.vision.prices.words import as_blurred
from pipeline.vision.text.ocr import Line


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("45.00", "45.00", None),
        ("45,00", "45.00", None),
        ("1.299", "1299", None),
        ("1.299,00", "1299.00", None),
        ("1,299.00", "1299.00", None),
        ("1 299", "1299", None),
        ("1'299.50", "1299.50", None),
        ("KSh 45/=", "45", "KES"),
        ("Ksh45/-", "45", "KES"),
        ("45/=", "45", None),
        ("₦1,200", "1200", "NGN"),
        ("N500", "500", "NGN"),
        ("R12.99", "12.99", "ZAR"),
        ("GH₵ 12.50", "12.50", "GHS"),
        ("USh 3,500", "3500", "UGX"),
        ("1 500 F CFA", "1500", "XOF"),
        ("1500 FCFA", "1500", "XOF"),
        ("€ 2,49", "2.49", "EUR"),
        ("2,49 €", "2.49", "EUR"),
        ("£1.05", "1.05", "GBP"),
        ("199円", "199", "JPY"),
        ("１９９", "199", None),
        ("0 85", "0.85", None),
        ("4O", "40", None),
        ("Price: 350", "350", None),
        ("-20% 80", "80", None),
        ("500 ml 120", "120", None),
        ("6x33cl 450", "450", None),
        ("2 for 100", "50", None),
        ("2 for KSh 100", "50", "KES"),
        ("3 for 100", "33.33", None),
        ("3 pour 5,00 €", "1.67", "EUR"),
        ("2x 90", "45", None),
        ("K5h 160", "160", "KES"),
        ("Kshs. 1,200", "1200", "KES"),
        ("EGP 25.50", "25.50", "EGP"),
        ("LE 45", "45", "EGP"),
        ("45 L.E.", "45", "EGP"),
        ("٢٥٫٥٠ ج.م", "25.50", "EGP"),
        ("١٬٢٩٩٫٠٠ جنيه", "1299.00", "EGP"),
        ("۴۵", "45", None),
        ("LE LAIT 350", "350", None),
        ("2 kwa 100", "50", None),
        ("٣ بـ ٢٥٠ جنيه", "83.33", "EGP"),
        ("was 60 now 45", "45", None),
        ("WAS KSh 60/= NOW KSh 45/=", "45", "KES"),
        ("avant 6,50 € maintenant 4,50 €", "4.50", "EUR"),
        ("antes 60 ahora 45", "45", None),
        ("كان ٦٠ الآن ٤٥", "45", None),
        ("3901=", "390", None),
        ("R2 706.00", "2706", "ZAR"),
        ("#2,300", "2300", "NGN"),
        ("220.50 EGI", "220.50", "EGP"),
        ("97,50 DH", "97.50", "MAD"),
        ("45 د.م.", "45", "MAD"),
        ("3x2 $57.50", "57.50", "USD"),
        ("701-", "70", None),
        ("A4 250", "250", None),
        ("K5a 160", "160", None),
        ("0⁸⁵", "0.85", None),
        ("2⁹⁹ €", "2.99", "EUR"),
        ("99p", "0.99", "GBP"),
        ("198円(税込213円)", "198", "JPY"),
        ("3 for £2", "0.67", "GBP"),
        ("45 each", "45", None),
    ],
)
def test_price_is_read_from_print(text: str, amount: str, currency: str | None) -> None:
    price = parse_price(text)

    assert price is not None
    assert price.amount == Decimal(amount)
    assert price.currency == currency


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SALE",
        "20%",
        "500 ml",
        "70g",
        "6x33cl",
        "25.10.18",
        "4902102072618",
        "+10",
        "3x2",
        "0",
        "12 99",
        "100 200 300.5",
        "was 60",
        "60 45",
        "293.00 213",
        ".99",
        "x12",
        "3 for 2",
        "2 FOR",
        "100 sachets",
    ],
)
def test_print_without_a_clear_price_gives_none(text: str) -> None:
    assert parse_price(text) is None


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("12,90 €/kg", "12.90", "kg"),
        ("1.20 per 100 g", "1.20", "100g"),
        ("3.50 / litre", "3.50", "l"),
        ("120 kwa kilo", "120", "kg"),
        ("2500 le kg", "2500", "kg"),
        ("٣٠ ج.م / كجم", "30", "kg"),
        ("٣٠ للكيلو", "30", "kg"),
        ("$3.49/lb", "3.49", "lb"),
    ],
)
def test_price_per_measure_keeps_its_unit(text: str, amount: str, unit: str) -> None:
    price = parse_price(text)

    assert price is not None
    assert (price.amount, price.unit) == (Decimal(amount), unit)


def test_spaced_cents_need_evidence_of_the_layout() -> None:
    assert parse_price("12 99") is None

    price = parse_price("12 99", cents_are_raised=True)

    assert price is not None
    assert price.amount == Decimal("12.99")


@pytest.mark.parametrize("text", ["Rs 20", "45/=", "Reis 20", "Nescafé"])
def test_ambiguous_sign_names_no_currency(text: str) -> None:
    assert find_currency(text) is None


def line(text: str, left: float, top: float, right: float, bottom: float) -> Line:
    return Line(text, 0.95, Box(left, top, right, bottom))


def test_a_digit_in_the_middle_of_words_is_no_price() -> None:
    assert read_label([line("harisaku 5 daikon", 0, 0, 90, 12)]) is None


def test_largest_number_of_a_label_is_its_price() -> None:
    price = read_label(
        [
            line("Instant coffee 100 g", 0, 0, 90, 10),
            line("249", 10, 20, 80, 60),
            line("(270)", 10, 65, 40, 75),
            line("4902102072618", 0, 80, 90, 88),
        ]
    )

    assert price is not None
    assert price.amount == Decimal(249)


def test_raised_digits_are_cents() -> None:
    price = read_label(
        [
            line("0", 10, 10, 40, 60),
            line("85", 42, 8, 62, 30),
            line("€", 44, 40, 60, 58),
        ]
    )

    assert price is not None
    assert (price.amount, price.currency) == (Decimal("0.85"), "EUR")


def test_number_beside_the_price_at_the_same_size_is_not_cents() -> None:
    price = read_label([line("12", 10, 10, 50, 60), line("30", 55, 10, 95, 60)])

    assert price is not None
    assert price.amount == Decimal(12)


def test_price_per_measure_gives_way_to_the_price() -> None:
    price = read_label([line("3.20", 10, 10, 60, 40), line("12.80/kg", 10, 50, 60, 72)])

    assert price is not None
    assert (price.amount, price.unit) == (Decimal("3.20"), None)


def test_offer_over_two_lines_gives_the_price_of_one() -> None:
    price = read_label([line("2 FOR", 5, 30, 90, 70), line("KSh 180", 5, 76, 190, 120)])

    assert price is not None
    assert (price.amount, price.currency) == (Decimal(90), "KES")


def test_label_without_a_number_has_no_price() -> None:
    assert read_label([line("Fresh milk", 0, 0, 90, 20)]) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("KSh B5", "85"),
        ("KSh €5", "85"),
        ("1S0/=", "150"),
        ("140/a", "140"),
        ("KSh 120", "120"),
    ],
)
def test_blurred_digits_are_read_as_digits(text: str, amount: str) -> None:
    price = parse_price(as_blurred(text))

    assert price is not None
    assert price.amount == Decimal(amount)


def test_words_stay_words_in_blurred_print() -> None:
    assert as_blurred("SOS BISOL Old") == "SOS BISOL Old"
