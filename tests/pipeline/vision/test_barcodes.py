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
from pipeline.vision.barcodes import gtin_of, read_barcodes

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
