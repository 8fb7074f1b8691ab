"""`atlasvision read` as a process of its own: JSON, table, and refusals."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parent.parent.parent
LIMIT_MB = 300

# Runs the command and reports its peak memory on the last line of standard error.
# The peak of /proc is this program's own; that of getrusage begins with its parent's.
MEASURED = """
import sys
from pathlib import Path
from commands.read import read
try:
    read(sys.argv[1:])
finally:
    status = Path("/proc/self/status").read_text().split()
    peak = int(status[status.index("VmHWM:") + 1])
    heavy = {"cv2", "onnxruntime", "rapidocr"} & set(sys.modules)
    print(peak // 1024, *sorted(heavy), file=sys.stderr)
"""


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


def shelf_photo(path: Path) -> Path:
    """Bottles in two rows, drawn well enough to be found or not; both are fine."""
    picture = np.full((960, 1280, 3), 90, np.uint8)
    for row, column in np.ndindex(2, 8):
        left, top = 40 + column * 150, 60 + row * 460
        colour = [(40, 40, 200), (40, 160, 60), (190, 90, 30)][column // 3]
        cv2.rectangle(picture, (left, top + 90), (left + 110, top + 390), colour, -1)
        cv2.rectangle(picture, (left + 35, top), (left + 75, top + 90), colour, -1)
        at = (left + 8, top + 250)
        cv2.putText(picture, "MILO", at, 0, 1.1, (255, 255, 255), 3)
    cv2.imwrite(str(path), picture)
    return path


def jpeg(width: int, height: int) -> bytes:
    noise = np.random.default_rng(7).integers(0, 255, (height, width, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG")
    return buffer.getvalue()


def huge_png(side: int = 30_000) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    packer = zlib.compressobj(1)
    row = b"\0" * (side * 3 + 1)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


def gif() -> bytes:
    buffer = io.BytesIO()
    Image.new("P", (300, 300)).save(buffer, "GIF")
    return buffer.getvalue()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.jpg", b"two shelves of milk"),
        ("empty.jpg", b""),
        ("half.jpg", jpeg(4000, 3000)[:3_000_000]),
        ("huge.png", None),
        ("moving.gif", gif()),
        ("invoice.pdf", b"%PDF-1.7\n1 0 obj\n"),
        ("endless.jpg", "/dev/zero"),
        ("missing.jpg", ...),
        ("folder", ...),
    ],
)
def test_bad_photo_is_one_line_and_exit_2_before_any_model(
    tmp_path: Path, name: str, content: bytes | str | None
) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
    elif isinstance(content, str):
        path.symlink_to(content)
    elif content is not ...:
        path.write_bytes(huge_png() if content is None else content)
    good = shelf_photo(tmp_path / "good.png")

    result = run("--json", good, path)

    line, *measured = result.stderr.splitlines()
    assert result.returncode == 2
    assert result.stdout == ""
    assert line.startswith(f"{path}: ")
    (report,) = measured
    assert int(report.split()[0]) < LIMIT_MB
    assert report.split()[1:] == []  # no model library was loaded


def test_json_has_the_keys_that_programs_rely_on(tmp_path: Path) -> None:
    first = shelf_photo(tmp_path / "first.png")
    second = shelf_photo(tmp_path / "second.png")

    result = run("--json", first, second)

    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0
    assert [found["photo"] for found in objects] == [str(first), str(second)]
    for found in objects:
        assert found["size"] == [1280, 960]
        assert set(found) == {
            "photo",
            "size",
            "count",
            "count_low",
            "count_high",
            "products",
            "groups",
            "gaps",
            "price_tags",
            "barcodes",
            "problems",
            "models",
            "timings_ms",
        }
        assert sum(group["count"] for group in found["groups"]) == len(
            found["products"]
        )
        for facing in found["products"]:
            assert {"box", "score", "group", "product_id", "name", "row"} < set(facing)
            left, top, right, bottom = facing["box"]
            assert 0 <= left < right <= 1280
            assert 0 <= top < bottom <= 960


def test_table_is_for_people(tmp_path: Path) -> None:
    photo = shelf_photo(tmp_path / "shelf.png")

    result = run(photo)

    assert result.returncode == 0
    assert result.stdout.startswith(f"{photo}  1280 x 960\n")
    assert "groups" in result.stdout


def test_catalogue_folder_offers_its_stems_as_products(tmp_path: Path) -> None:
    references = tmp_path / "references"
    references.mkdir()
    pack = cv2.imread(str(shelf_photo(tmp_path / "shelf.png")))[140:460, 30:160]
    cv2.imwrite(str(references / "milo-400g.png"), pack)
    cv2.imwrite(str(references / "milo-400g__2.png"), pack)
    (references / "notes.txt").write_text("not a photo")

    result = run("--json", "--catalogue", references, tmp_path / "shelf.png")

    found = json.loads(result.stdout)
    named = {facing["product_id"] for facing in found["products"]}
    assert result.returncode == 0
    assert named <= {"milo-400g", None}


def test_catalogue_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    photo = shelf_photo(tmp_path / "shelf.png")

    result = run("--catalogue", tmp_path / "nowhere", photo)

    assert result.returncode == 2
    assert result.stdout == ""
    assert "nowhere: is not a folder" in result.stderr
