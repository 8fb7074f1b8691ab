"""What every blob store promises, on a folder and on S3."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from storage.blobs import BlobNotFound, BlobStore, LocalBlobs, S3Blobs
from tests.fakes.s3 import FakeS3, running_s3

PHOTO = b"\xff\xd8 not much of a photo \xff\xd9"
DIGEST = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def s3() -> Iterator[FakeS3]:
    with running_s3("photos", "AKIATEST", "very-secret") as server:
        yield server


def s3_blobs(server: FakeS3, secret: str = "very-secret") -> S3Blobs:
    return S3Blobs(
        "photos",
        endpoint_url=server.url,
        access_key_id="AKIATEST",
        secret_access_key=secret,
    )


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path, s3: FakeS3) -> BlobStore:
    return LocalBlobs(tmp_path / "new") if request.param == "folder" else s3_blobs(s3)


def test_bytes_come_back(store: BlobStore) -> None:
    key = store.put(PHOTO, "image/jpeg")

    assert store.get(key) == PHOTO


def test_key_is_the_hash_and_the_kind(store: BlobStore) -> None:
    assert store.put(PHOTO, "image/jpeg") == f"{DIGEST}.jpg"
    assert store.put(PHOTO, "Image/PNG; charset=x") == f"{DIGEST}.png"
    assert store.put(PHOTO, "application/x-unheard-of") == f"{DIGEST}.bin"
    assert store.put(PHOTO, "") == f"{DIGEST}.bin"


def test_same_bytes_again_are_one_blob(store: BlobStore) -> None:
    first = store.put(PHOTO, "image/jpeg")

    assert store.put(PHOTO, "image/jpeg") == first
    assert store.get(first) == PHOTO


def test_deleted_blob_is_gone_and_may_be_deleted_again(store: BlobStore) -> None:
    key = store.put(PHOTO, "image/jpeg")

    store.delete(key)
    store.delete(key)

    with pytest.raises(BlobNotFound):
        store.get(key)


def test_s3_that_refuses_a_deletion_is_an_os_error(s3: FakeS3) -> None:
    with pytest.raises(OSError, match="cannot be reached"):
        s3_blobs(s3, secret="wrong").delete(f"{DIGEST}.jpg")


def test_empty_and_large_blobs(store: BlobStore) -> None:
    large = os.urandom(3_000_000)

    assert store.get(store.put(b"", "text/plain")) == b""
    assert store.get(store.put(large, "video/mp4")) == large


def test_missing_blob_is_not_found(store: BlobStore) -> None:
    with pytest.raises(BlobNotFound):
        store.get(f"{DIGEST}.jpg")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "..",
        "../../etc/passwd",
        "/etc/passwd",
        f"../{DIGEST}.jpg",
        f"{DIGEST}.jpg/..",
        f"{DIGEST}.jpg\n",
        f"{DIGEST}.jpg\x00",
        f"{DIGEST}.",
        f"{DIGEST}",
        f"{DIGEST.upper()}.jpg",
        "other/object.jpg",
    ],
)
def test_only_keys_are_looked_up(store: BlobStore, key: str) -> None:
    store.put(PHOTO, "image/jpeg")

    with pytest.raises(BlobNotFound):
        store.get(key)


def test_many_threads_put_the_same_blob(store: BlobStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: store.put(PHOTO, "image/jpeg"), range(16)))

    assert [store.get(key) for key in keys] == [PHOTO]


def test_folder_holds_whole_blobs_only(tmp_path: Path) -> None:
    store = LocalBlobs(tmp_path)
    key = store.put(PHOTO, "image/jpeg")

    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert files == [tmp_path / DIGEST[:2] / key]


def test_failed_write_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    store = LocalBlobs(tmp_path)

    with pytest.raises(OSError, match="No space left"):
        store.put(PHOTO, "image/jpeg")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(BlobNotFound):
        store.get(f"{DIGEST}.jpg")


def test_s3_object_has_its_content_type(s3: FakeS3) -> None:
    key = s3_blobs(s3).put(PHOTO, "image/jpeg; charset=binary")

    assert s3.blobs == {key: ("image/jpeg", PHOTO)}


def test_s3_is_tried_again_when_it_is_busy(s3: FakeS3) -> None:
    store = s3_blobs(s3)
    key = store.put(PHOTO, "image/jpeg")
    s3.failures = 1

    assert store.get(key) == PHOTO


def test_wrong_s3_secret_is_an_error_not_a_missing_blob(s3: FakeS3) -> None:
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        s3_blobs(s3, secret="wrong").get(f"{DIGEST}.jpg")


def test_boto3_is_imported_on_first_use_only() -> None:
    code = (
        "import sys; from storage.blobs import S3Blobs; S3Blobs('photos');"
        "print([name for name in sys.modules if name.startswith('boto')])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "[]"
