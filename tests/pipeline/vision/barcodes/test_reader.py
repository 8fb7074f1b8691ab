"""Codes drawn by zxing-cpp itself, and the GTIN rules."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from pipeline.images import Pixels, open_photo
from pipeline.types import Box
from pipeline.vision.barcodes.reader import gtin_of, read_barcodes
from pipeline.vision.barcodes.shapes import read_by_shape

PHOTOS = Path(os.environ.get("ATLASVISION_PHOTOS", "../shared/photos")) / "barcodes"
MILK = "5000213101025"


def drawn_code(text: str, kind: zxingcpp.BarcodeFormat, scale: int = 3) -> Pixels:
    code = zxingcpp.create_barcode(text, kind)
    grey = np.array(zxingcpp.write_barcode_to_image(code, scale=scale))
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)


def photo_with(code: Pixels, left: int = 300, top: int = 200) -> Pixels:
    photo = np.full((1000, 1400, 3), 170, np.uint8)
    height, width = code.shape[:2]
    photo[top : top + height, left : left + width] = code
    return photo


def test_code_on_a_pack_is_read_with_its_place_and_gtin() -> None:
    code = drawn_code(MILK, zxingcpp.EAN13)

    (found,) = read_barcodes(photo_with(code), photo=2)

    assert (found.text, found.format, found.photo) == (MILK, "EAN-13", 2)
    assert found.gtin == "05000213101025"
    place = Box(300, 200, 300 + code.shape[1], 200 + code.shape[0])
    assert found.box.intersection(place) > 0.9 * found.box.area


@pytest.mark.parametrize("degrees", [cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180])
def test_turned_code_is_read(degrees: int) -> None:
    turned = cv2.rotate(drawn_code(MILK, zxingcpp.EAN13), degrees)

    (found,) = read_barcodes(photo_with(np.asarray(turned, np.uint8)))

    assert found.text == MILK


def test_blurred_code_is_read() -> None:
    photo = photo_with(drawn_code(MILK, zxingcpp.EAN13))

    (found,) = read_barcodes(cv2.GaussianBlur(photo, (0, 0), 1.5).astype(np.uint8))

    assert found.text == MILK


def test_two_packs_with_the_same_code_are_two_codes() -> None:
    code = drawn_code(MILK, zxingcpp.EAN13)
    photo = photo_with(code)
    photo[600 : 600 + code.shape[0], 800 : 800 + code.shape[1]] = code

    assert [found.text for found in read_barcodes(photo)] == [MILK, MILK]


def test_web_address_of_gs1_gives_its_gtin() -> None:
    address = "https://id.gs1.org/01/09506000134376/10/ABC"

    (found,) = read_barcodes(photo_with(drawn_code(address, zxingcpp.QRCode, 5)))

    assert (found.format, found.gtin) == ("QR Code", "09506000134376")


def test_photo_without_codes_gives_none() -> None:
    noise = np.random.default_rng(2).integers(0, 255, (600, 900, 3), dtype=np.uint8)

    assert read_barcodes(noise) == ()


@pytest.mark.parametrize(
    ("text", "symbology", "gtin"),
    [
        (MILK, "EAN-13", "05000213101025"),
        ("96385074", "EAN-8", "00000096385074"),
        ("012345678905", "UPC-A", "00012345678905"),
        ("04252614", "UPC-E", "00042100005264"),
        ("(01)09501101530003(10)AB", "Code 128", "09501101530003"),
        ("5000213101026", "EAN-13", None),
        ("12345670", "Code 128", None),
        ("LOT 4711", "Code 128", None),
        ("https://example.com/menu", "QR Code", None),
        ("", "", None),
    ],
)
def test_gtin_is_given_only_with_a_right_check_digit(
    text: str, symbology: str, gtin: str | None
) -> None:
    assert gtin_of(text, symbology) == gtin


@pytest.mark.skipif(not PHOTOS.is_dir(), reason="no photos in ATLASVISION_PHOTOS")
def test_pictures_without_codes_give_no_false_ones() -> None:
    pictures = [p for p in PHOTOS.glob("falsepositives-*/*") if p.suffix != ".txt"]

    assert pictures
    for path in pictures:
        assert read_barcodes(open_photo(path.read_bytes())) == (), path.name


def glaring(code: Pixels) -> Pixels:
    """Far out of focus, with a bright spot that swallows most of every bar."""
    soft = cv2.GaussianBlur(code, (0, 0), 2.2).astype(np.float32)
    height, width = soft.shape[:2]
    y, x = np.mgrid[:height, :width]
    spot = np.exp(-(((x - width / 2) / 60) ** 2) - ((y - height * 0.35) / 40) ** 2)
    lit = 90 + 0.45 * soft + 160 * spot[..., None]
    return np.clip(lit, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("turned", [False, True])
def test_bars_that_run_into_each_other_are_told_by_their_shapes(turned: bool) -> None:
    code = glaring(drawn_code(MILK, zxingcpp.EAN13))
    grey = cv2.cvtColor(code, cv2.COLOR_RGB2GRAY).astype(np.uint8)

    seen = np.ascontiguousarray(np.rot90(grey, 2)) if turned else grey

    assert zxingcpp.read_barcodes(seen) == []
    assert read_by_shape(seen) == MILK


def test_stripes_that_are_no_code_have_no_number() -> None:
    rng = np.random.default_rng(5)

    for _ in range(6):
        widths = rng.integers(2, 12, 60)
        bars = np.repeat(np.arange(60) % 2 * 200, widths)[:320].astype(np.uint8)
        stripes = cv2.GaussianBlur(np.tile(bars, (120, 1)), (0, 0), 1.5)

        assert read_by_shape(stripes.astype(np.uint8)) is None


def test_scan_line_of_a_code_is_read() -> None:
    code = drawn_code(MILK, zxingcpp.EAN13)

    (found,) = read_barcodes(np.ascontiguousarray(code[60:61]))

    assert found.text == MILK
