"""Encoded bytes to upright RGB pixels, with limits checked before any decoding.

Called by `pipeline.shelf` for every photo and by the `read` command, which checks
its photos here before any model is loaded. Imports no model library.
"""

from __future__ import annotations

import io
import struct
import warnings

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from pipeline.errors import UnreadableImage
from pipeline.jpeg import decode_jpeg

Pixels = npt.NDArray[np.uint8]

DEFAULT_MAX_MEGAPIXELS = 80.0
# Above this a photo carries no more print that OCR can use, only memory.
WORKING_MEGAPIXELS = 24.0

_PLAIN_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1")
_REFUSED_MAGIC = {
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"BM": "BMP",
    b"\x00\x00\x01\x00": "ICO",
    b"8BPS": "PSD",
    b"PK\x03\x04": "ZIP",
    b"\x1aE\xdf\xa3": "video",
}
_ORIENTATION_TAG = 0x0112
_SIDEWAYS = (5, 6, 7, 8)
_DECODE_ERRORS = (OSError, ValueError, SyntaxError, EOFError, struct.error)


def open_photo(
    data: bytes,
    max_megapixels: float = DEFAULT_MAX_MEGAPIXELS,
    working_megapixels: float = WORKING_MEGAPIXELS,
) -> Pixels:
    """The photo as height x width x 3 RGB, upright by its EXIF orientation.

    Transparent parts become white. A photo above `working_megapixels` is returned
    smaller (a JPEG is already decoded smaller); `upright_size` tells its true size.
    Raises UnreadableImage, before decoding where the header tells enough.
    """
    picture = _opened(data, max_megapixels)
    wanted = _fitting(picture.size, working_megapixels)
    if _is_plain_jpeg(picture) and wanted == picture.size:
        pixels = decode_jpeg(data, picture.getexif().get(_ORIENTATION_TAG, 1))
        if pixels is not None:
            return pixels
    return _decoded(picture, working_megapixels)


def _is_plain_jpeg(picture: Image.Image) -> bool:
    return picture.format in ("JPEG", "MPO") and picture.mode == "RGB"


def _decoded(picture: Image.Image, working_megapixels: float) -> Pixels:
    try:
        _reduce_while_decoding(picture, working_megapixels)
        rgb = _in_rgb(picture)
        # Shrunk before it is turned: turning makes a copy.
        rgb.thumbnail(_fitting(rgb.size, working_megapixels), Image.Resampling.BOX)
        upright = ImageOps.exif_transpose(rgb)
    except _DECODE_ERRORS as error:
        raise UnreadableImage("truncated", _first_line(error)) from error
    return np.asarray(upright, dtype=np.uint8)


def upright_size(
    data: bytes, max_megapixels: float = DEFAULT_MAX_MEGAPIXELS
) -> tuple[int, int]:
    """Width and height of the whole upright photo, from the header alone."""
    picture = _opened(data, max_megapixels)
    width, height = picture.size
    # A HEIF file is turned by its own decoder; its size is upright already.
    turned = picture.getexif().get(_ORIENTATION_TAG, 1) in _SIDEWAYS
    return (height, width) if turned and picture.format != "HEIF" else (width, height)


def _opened(data: bytes, max_megapixels: float) -> Image.Image:
    if not data:
        raise UnreadableImage("empty", "the file has no bytes")
    _refuse_other_formats(data)
    picture = _identified(data)
    width, height = picture.size
    if width * height > max_megapixels * 1e6:
        raise UnreadableImage("too_large", f"{width} x {height} pixels")
    if picture.format in ("PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1:
        raise UnreadableImage("animated", "a moving picture")
    return picture


def _refuse_other_formats(data: bytes) -> None:
    for magic, name in _REFUSED_MAGIC.items():
        if data.startswith(magic):
            raise UnreadableImage("unsupported_format", f"{name} is not a photo format")
    if data[4:8] == b"ftyp" and data[8:12] not in _HEIF_BRANDS:
        raise UnreadableImage("unsupported_format", "a video or an unknown container")


def _identified(data: bytes) -> Image.Image:
    formats = _heif_format() if data[4:8] == b"ftyp" else _PLAIN_FORMATS
    Image.init()
    try:
        with warnings.catch_warnings():
            # Our own limit decides, not Pillow's warning on standard error.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=formats)
    except Image.DecompressionBombError as error:
        raise UnreadableImage("too_large", "far too many pixels") from error
    except _DECODE_ERRORS as error:
        if _starts_like_a_photo(data):
            raise UnreadableImage("truncated", "the file is damaged") from error
        raise UnreadableImage("not_an_image", "no picture format is known") from error


def _heif_format() -> tuple[str, ...]:
    import pillow_heif

    pillow_heif.register_heif_opener()
    return ("HEIF",)


def _starts_like_a_photo(data: bytes) -> bool:
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    is_heif = data[4:8] == b"ftyp"
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or is_webp or is_heif


def _reduce_while_decoding(picture: Image.Image, working_megapixels: float) -> None:
    """Let the JPEG decoder skip detail that would be thrown away afterwards."""
    if picture.format in ("JPEG", "MPO"):
        wanted = _fitting(picture.size, working_megapixels)
        if wanted != picture.size:
            picture.draft("RGB", wanted)


def _fitting(size: tuple[int, int], megapixels: float) -> tuple[int, int]:
    """`size` shrunk in proportion until it holds at most that many pixels."""
    width, height = size
    shrink = min(1.0, (megapixels * 1e6 / (width * height)) ** 0.5)
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _in_rgb(picture: Image.Image) -> Image.Image:
    picture.load()
    if picture.mode == "RGB":
        return picture
    exif = picture.getexif()
    rgb = _flattened(picture)
    rgb.getexif()[_ORIENTATION_TAG] = exif.get(_ORIENTATION_TAG, 1)
    return rgb


def _flattened(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits a pixel; plain conversion would clip
        eight_bits = np.asarray(picture).astype(np.int64) >> 8
        return Image.fromarray(eight_bits.clip(0, 255).astype(np.uint8)).convert("RGB")
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, layered).convert("RGB")
    return picture.convert("RGB")


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", maxsplit=1)[0][:120]
