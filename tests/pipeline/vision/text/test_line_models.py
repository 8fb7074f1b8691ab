"""Recognisers of other scripts, as one ONNX file named by OCR_MODEL."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from bidi.algorithm import get_display

from pipeline.errors import ModelUnavailable
from pipeline.hub.choice import ModelChoice
from pipeline.models import Choices, load_reader
from pipeline.types import Box
from pipeline.vision.prices.tags import parse_price
from pipeline.vision.text.line_models import OnnxLines
from pipeline.vision.text.line_order import in_logical_order
from pipeline.vision.text.sizes import PackSize, find_sizes
from tests.line_model_files import LETTERS, line_model, line_of


@pytest.fixture
def arabic(tmp_path: Path) -> Path:
    return line_model(tmp_path / "arabic.onnx", told="\n".join(LETTERS))


def test_chosen_file_reads_the_lines_that_were_found(arabic: Path) -> None:
    reader = load_reader(Choices(reader=ModelChoice.parse(str(arabic))), 1)
    picture = line_of("لم ٥٠٠")

    ((line,),) = reader.read_at([picture], [[Box(0, 0, picture.shape[1], 48)]])

    assert reader.version.startswith("arabic@")
    assert line.text == "٥٠٠ مل"
    assert line.score > 0.9


def test_lines_of_all_lengths_keep_their_places(arabic: Path) -> None:
    lines = OnnxLines(arabic, 1)
    shown = ["A", "1234567890", "BAD", "ةوهق ABC", "", "9.5", "55", "DAD", "12", "0/5"]

    read = lines([line_of(text) for text in shown])

    assert [text for text, _ in read] == [
        *["A", "1234567890", "BAD", "ABC قهوة", "", "9.5", "55", "DAD", "12", "0/5"]
    ]


def test_letters_may_be_listed_beside_the_file(tmp_path: Path) -> None:
    path = line_model(tmp_path / "rec.onnx")
    (tmp_path / "dict.txt").write_text("\n".join(LETTERS) + "\n")

    ((text, _),) = OnnxLines(path, 1)([line_of("12.50")])

    assert text == "12.50"


@pytest.mark.parametrize(
    ("letters", "why"),
    [
        (None, "beside it as rec.txt"),
        ([*"ABC"], r"knows \d\d letters, but 3 are listed"),
    ],
)
def test_file_whose_letters_are_not_known_is_refused(
    letters: list[str] | None, why: str, tmp_path: Path
) -> None:
    path = line_model(tmp_path / "rec.onnx")
    if letters:
        (tmp_path / "rec.txt").write_text("\n".join(letters) + "\n")

    with pytest.raises(ModelUnavailable, match=why):
        OnnxLines(path, 1)


def test_broken_file_is_refused_with_its_name(tmp_path: Path) -> None:
    broken = tmp_path / "arabic.onnx"
    broken.write_bytes(b"no model")

    with pytest.raises(ModelUnavailable, match=r"arabic\.onnx cannot be loaded"):
        load_reader(Choices(reader=ModelChoice.parse(str(broken))), 1)


@pytest.mark.parametrize(
    "line",
    [
        "قهوة عربية",
        "٥٠٠ مل",
        "الوزن الصافي: 250 جم",
        "٢٥٫٥٠ ج.م",
        "سكر ١ كجم",
        "شاي Lipton أصفر",
        "NESCAFE GOLD قهوة",
        "حليب 1.5 لتر",
        "السعر (جديد) ٤٥",
        "12/50",
        "Café 100 g",
    ],
)
def test_line_is_told_as_it_is_written(line: str) -> None:
    shown = get_display(line, base_dir="R") if not line.isascii() else line

    assert in_logical_order(shown) in (line, _from_the_left(line))


def _from_the_left(line: str) -> str:
    """Where a line has words from both sides, nobody sees on which it began."""
    first = "NESCAFE GOLD"
    return f"قهوة {first}" if line.startswith(first) else line


def test_price_and_size_of_an_arabic_line_are_understood() -> None:
    price = parse_price(in_logical_order(get_display("٢٥٫٥٠ ج.م", base_dir="R")))

    assert price is not None
    assert (price.amount, price.currency) == (Decimal("25.50"), "EGP")
    assert find_sizes(in_logical_order(get_display("١٫٥ لتر", base_dir="R"))) == (
        PackSize(1500, "ml"),
    )
