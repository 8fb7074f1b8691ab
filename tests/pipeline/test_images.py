"""Encoded bytes to upright pixels, and the refusals before decoding."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageOps

from pipeline.errors import UnreadableImage
from pipeline.images import open_photo, upright_size
from pipeline.jpeg import decode_jpeg, is_whole

ORIENTATION = 0x0112


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def left_red_right_blue(width: int = 120, height: int = 80) -> Image.Image:
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    return picture


def blank_png(width: int, height: int) -> bytes:
    """A real PNG of any size, made row by row so that the test stays small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    packer = zlib.compressobj()
    row = b"\0" * (width * 3 + 1)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_photo_formats_become_rgb(form: str) -> None:
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    data = encoded(left_red_right_blue(), form, quality=95)

    pixels = open_photo(data)

    assert pixels.shape == (80, 120, 3)
    assert pixels.dtype == np.uint8
    red, blue = pixels[40, 20], pixels[40, 100]
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_photo_is_turned_upright(form: str) -> None:
    if form == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was held sideways: turn right to look at it
    data = encoded(left_red_right_blue(), form, exif=exif.tobytes(), quality=95)

    pixels = open_photo(data)

    assert pixels.shape == (120, 80, 3)
    assert upright_size(data) == (80, 120)
    assert pixels[10, 40, 0] > 200  # what was left is on top
    assert pixels[110, 40, 2] > 200


def test_transparent_parts_become_white() -> None:
    data = encoded(Image.new("RGBA", (40, 40), (255, 0, 0, 0)), "PNG")

    assert (open_photo(data) == 255).all()


def test_grey_and_sixteen_bit_pictures_keep_their_light() -> None:
    grey = encoded(Image.new("L", (40, 40), 100), "PNG")
    deep = Image.fromarray(np.full((40, 40), 100 * 256, np.uint16))

    assert (open_photo(grey) == 100).all()
    assert (open_photo(encoded(deep, "PNG")) == 100).all()


def test_large_photo_is_read_smaller_and_tells_its_true_size() -> None:
    data = encoded(left_red_right_blue(1600, 1200), "JPEG")

    pixels = open_photo(data, working_megapixels=0.5)

    assert pixels.shape[0] * pixels.shape[1] <= 510_000
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(4 / 3, abs=0.01)
    assert upright_size(data) == (1600, 1200)


def truncated_jpeg() -> bytes:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), "JPEG")
    return data[: len(data) // 2]


def moving_webp() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"two shelves of milk", "not_an_image", id="text"),
        pytest.param(truncated_jpeg(), "truncated", id="half a JPEG"),
        pytest.param(truncated_jpeg()[:80], "truncated", id="head of a JPEG"),
        pytest.param(blank_png(50, 50)[:60], "truncated", id="half a PNG"),
        pytest.param(
            encoded(Image.new("P", (9, 9)), "GIF"), "unsupported_format", id="GIF"
        ),
        pytest.param(
            encoded(Image.new("RGB", (9, 9)), "TIFF"), "unsupported_format", id="TIFF"
        ),
        pytest.param(
            encoded(Image.new("RGB", (9, 9)), "BMP"), "unsupported_format", id="BMP"
        ),
        pytest.param(b"%PDF-1.7\n1 0 obj", "unsupported_format", id="PDF"),
        pytest.param(
            b"\0\0\0\x18ftypmp42" + b"\0" * 40, "unsupported_format", id="MP4"
        ),
        pytest.param(moving_webp(), "animated", id="moving WebP"),
    ],
)
def test_other_files_are_refused_with_a_stable_key(data: bytes, problem: str) -> None:
    with pytest.raises(UnreadableImage) as caught:
        open_photo(data)

    assert caught.value.problem == problem


@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (12_000, 9_000)])
def test_decompression_bomb_is_refused_from_its_header(width: int, height: int) -> None:
    data = bytearray(blank_png(width, 1))
    data[20:24] = struct.pack(">I", height)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))

    with pytest.raises(UnreadableImage) as caught:
        open_photo(bytes(data))

    assert caught.value.problem == "too_large"


def test_size_limit_is_an_argument() -> None:
    data = encoded(left_red_right_blue(400, 300), "JPEG")

    with pytest.raises(UnreadableImage) as caught:
        open_photo(data, max_megapixels=0.1)

    assert caught.value.problem == "too_large"
    assert open_photo(data, max_megapixels=0.13).shape == (300, 400, 3)


def smooth(width: int = 301, height: int = 200) -> Image.Image:
    """A picture without hard edges, different in every corner."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([x, y, 255 - x], 2).astype(np.uint8))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("progressive", [False, True])
def test_quick_way_to_a_jpeg_gives_what_pillow_gives(
    orientation: int, progressive: bool
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    data = encoded(smooth(), "JPEG", exif=exif.tobytes(), progressive=progressive)

    quick = decode_jpeg(data, orientation)

    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert quick is not None
    assert np.array_equal(quick, np.asarray(expected))
    assert np.array_equal(open_photo(data), quick)


def test_only_a_whole_jpeg_takes_the_quick_way() -> None:
    preview = encoded(smooth(40, 30), "JPEG")
    data = encoded(smooth(), "JPEG", comment=preview)

    assert is_whole(data)
    assert is_whole(data + b"what a phone adds behind the picture")
    assert not is_whole(data[:-2])
    assert not is_whole(data[: len(data) // 2])
    assert not is_whole(data[:3])
    assert decode_jpeg(data[:-2], 1) is None
