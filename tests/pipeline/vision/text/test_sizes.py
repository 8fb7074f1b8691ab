"""Contents of packs in names and in print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.vision.text.sizes import PackSize, find_sizes, without_sizes


@pytest.mark.parametrize(
    ("text", "amount", "unit", "pieces"),
    [
        ("500 ml", 500, "ml", 1),
        ("0,5 L", 500, "ml", 1),
        ("Water 1.5 l", 1500, "ml", 1),
        ("70g", 70, "g", 1),
        ("6x33cl", 330, "ml", 6),
        ("1L x 6", 1000, "ml", 6),
        ("NET WT 2kg", 2000, "g", 1),
        ("33 cl can", 330, "ml", 1),
        ("e 250 g", 250, "g", 1),
        ("1/2 kg", 500, "g", 1),
        ("½ kg", 500, "g", 1),
        ("33CL", 330, "ml", 1),
        ("2 x 1.5L", 1500, "ml", 2),
        ("330ml x24", 330, "ml", 24),
        ("500 مل", 500, "ml", 1),
        ("٥٠٠ مل", 500, "ml", 1),
        ("1 كغ", 1000, "g", 1),
        ("1,5 لتر", 1500, "ml", 1),
        ("250 غرام", 250, "g", 1),
        ("2 lita", 2000, "ml", 1),
        ("1.000 ml", 1000, "ml", 1),
        ("1,000 g", 1000, "g", 1),
        ("2.250 kg", 2250, "g", 1),
        ("1L5", 1500, "ml", 1),
        ("1kg5", 1500, "g", 1),
        ("0L75", 750, "ml", 1),
        ("1kg 500g", 1500, "g", 1),
        ("2½ kg", 2500, "g", 1),
        ("1 1/2 L", 1500, "ml", 1),
        ("half kg", 500, "g", 1),
        ("demi-litre", 500, "ml", 1),
        ("nusu kilo", 500, "g", 1),
        ("نصف كيلو", 500, "g", 1),
        ("١٫٥ لتر", 1500, "ml", 1),
        ("مل ٥٠٠", 500, "ml", 1),
        ("1 000 g", 1000, "g", 1),
        ("500mls", 500, "ml", 1),
        ("5 Ltrs", 5000, "ml", 1),
        ("2KGS", 2000, "g", 1),
        ("NET WT 12 OZ (340g)", 340, "g", 1),
        ("16.9 FL OZ (500 mL)", 500, "ml", 1),
        ("70gx40", 70, "g", 40),
        ("4 pots de 125 g", 125, "g", 4),
        ("18g x 12 sachets", 18, "g", 12),
        ("33 cl lot de 6", 330, "ml", 6),
        ("350ml×6本", 350, "ml", 6),
        ("2リットル", 2000, "ml", 1),
        ("2 kg + 200 g free", 2000, "g", 1),
        ("40 pcs", 40, "pcs", 1),
        ("100 sachets", 100, "pcs", 1),
        ("50 tea bags", 50, "pcs", 1),
        ("lot de 6", 6, "pcs", 1),
        ("6-pack", 6, "pcs", 1),
        ("x12", 12, "pcs", 1),
        ("10+2 free", 12, "pcs", 1),
        ("10個入", 10, "pcs", 1),
        ("A4 500 sheets", 500, "pcs", 1),
        ("Nappies 9-14kg 40 pcs", 40, "pcs", 1),
        ("١٠ أكياس", 10, "pcs", 1),
    ],
)
def test_size_is_found(text: str, amount: float, unit: str, pieces: int) -> None:
    assert find_sizes(text) == (PackSize(amount, unit, pieces),)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vitamin B12",
        "0 g",
        "7UP",
        "3 lions",
        "2/4 kg",
        "24/7 l",
        "3 in 1",
        "2024",
        "50%",
        "4.5% vol",
        "KSh 120",
        "1.299,00 €",
        "2 for 100",
        "per 100 g",
        "pour 100 ml",
        "12g protein",
        "2x more",
        "Tel 0722 000 123",
    ],
)
def test_other_numbers_are_no_size(text: str) -> None:
    assert find_sizes(text) == ()


def test_letters_that_ocr_confuses_are_forgiven_in_print_only() -> None:
    assert find_sizes("33d", is_print=True) == (PackSize(330, "ml"),)
    assert find_sizes("4oog", is_print=True) == (PackSize(400, "g"),)
    assert find_sizes("33d") == ()
    assert find_sizes("0.33 1", is_print=True) == (PackSize(330, "ml"),)
    assert find_sizes("1.51", is_print=True) == (PackSize(1500, "ml"),)
    assert find_sizes("½2kg", is_print=True) == (PackSize(500, "g"),)
    assert find_sizes("NETWT500g", is_print=True) == (PackSize(500, "g"),)
    assert find_sizes("0.331") == ()


def test_quarters_that_ocr_cannot_tell_apart_are_no_size() -> None:
    assert find_sizes("1½4 kg", is_print=True) == ()


def test_measures_come_before_pieces() -> None:
    said = find_sizes("25 tea bags 50 g")

    assert said == (PackSize(50, "g"), PackSize(25, "pcs"))


def test_one_amount_in_two_units_is_the_same() -> None:
    assert PackSize(330, "ml").is_same_as(find_sizes("33 cl")[0])
    assert not PackSize(330, "ml").is_same_as(PackSize(330, "g"))
    assert not PackSize(330, "ml").is_same_as(PackSize(330, "ml", 6))


def test_sizes_are_said_in_usual_units() -> None:
    sizes = [PackSize(500, "ml"), PackSize(1500, "ml"), PackSize(2000, "g")]

    assert [str(size) for size in sizes] == ["500 ml", "1.5 L", "2 kg"]
    assert str(PackSize(330, "ml", 6)) == "6 x 330 ml"
    assert str(PackSize(40, "pcs")) == "40 pcs"
    assert without_sizes("Cola 6x33cl can") == "Cola can"
    assert without_sizes("Tea 100 bags") == "Tea"


UNITS = {
    **dict.fromkeys(["ml", "ML", "مل"], (1.0, "ml")),
    **dict.fromkeys(["cl", "CL", "Cl"], (10.0, "ml")),
    **dict.fromkeys(["l", "L", "ltr", "litre", "لتر"], (1000.0, "ml")),
    **dict.fromkeys(["g", "G", "gr", "gm", "غ", "جم"], (1.0, "g")),
    **dict.fromkeys(["kg", "Kg", "KG", "kilo", "كغ", "كجم"], (1000.0, "g")),
}
AMOUNTS = st.one_of(
    st.integers(1, 9999).map(str),
    st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda p: f"{p[0]}.{p[1]}"),
)
WORDS = st.sampled_from(["", "Milk ", "NET WT ", "e ", "حليب ", "カレー "])


@given(
    amount=AMOUNTS,
    unit=st.sampled_from(sorted(UNITS)),
    mark=st.sampled_from([".", ","]),
    space=st.sampled_from(["", " "]),
    pieces=st.integers(1, 48),
    is_first=st.booleans(),
    before=WORDS,
)
def test_whatever_the_spelling_the_size_is_the_same(
    amount: str,
    unit: str,
    mark: str,
    space: str,
    pieces: int,
    is_first: bool,
    before: str,
) -> None:
    factor, kind = UNITS[unit]
    one = amount.replace(".", mark) + space + unit
    several = f"{pieces}{space}x{space}{one}" if is_first else f"{one} x {pieces}"
    text = before + (several if pieces > 1 else one)

    found = find_sizes(text)

    grams = float(amount) * factor
    if 1.0 <= grams <= 60_000:
        assert found == (PackSize(pytest.approx(grams), kind, pieces),)
        assert find_sizes(without_sizes(text)) == ()
    else:
        assert found == ()


@given(st.text(max_size=60))
def test_any_text_is_read_without_trouble(text: str) -> None:
    for is_print in (False, True):
        for size in find_sizes(text, is_print):
            assert 1.0 <= size.amount <= 60_000
            assert size.unit in ("ml", "g", "pcs")
            assert 1 <= size.pieces <= 200


@given(
    amount=st.sampled_from([33, 70, 125, 250, 330, 400, 500, 750, 1500, 2500]),
    unit=st.sampled_from(["ml", "g"]),
    pieces=st.sampled_from([1, 2, 6, 24]),
)
def test_a_size_said_is_understood_again(amount: int, unit: str, pieces: int) -> None:
    size = PackSize(float(amount), unit, pieces)

    assert find_sizes(f"Cola {size}") == (size,)
