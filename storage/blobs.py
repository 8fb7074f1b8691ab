"""Photos and documents, content-addressed: the key is the SHA-256 of the bytes."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/3gpp": "3gp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "application/pdf": "pdf",
    "application/json": "json",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "text/csv": "csv",
    "text/plain": "txt",
}
CONTENT_TYPES = {extension: kind for kind, extension in EXTENSIONS.items()}
UNKNOWN = "application/octet-stream"
KEY = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")


class BlobNotFound(Exception):
    """No blob has this key."""


class BlobStore(Protocol):
    """Where blobs rest; putting the same bytes twice is one blob."""

    def put(self, data: bytes, content_type: str) -> str:
        """Store and give the key, `<sha256>.<extension of the content type>`."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes; raises BlobNotFound."""
        ...

    def delete(self, key: str) -> None:
        """Remove the blob; nothing happens when there is none. Raises OSError."""
        ...


def key_of(data: bytes, content_type: str) -> str:
    """The key under which these bytes are stored."""
    kind = content_type.partition(";")[0].strip().lower()
    return f"{hashlib.sha256(data).hexdigest()}.{EXTENSIONS.get(kind, 'bin')}"


def content_type_of(key: str) -> str:
    """The content type that the key's extension stands for."""
    return CONTENT_TYPES.get(key.rpartition(".")[2], UNKNOWN)


def _checked(key: str) -> str:
    """Keys come back from messages and links: nothing else may become a path."""
    if not KEY.fullmatch(key):
        raise BlobNotFound("not a blob key")
    return key


class LocalBlobs:
    """Blobs in a folder, spread over 256 folders; safe for many processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes, content_type: str) -> str:
        """Write beside and rename: a reader sees all of a blob or none."""
        key = key_of(data, content_type)
        path = self._path(key)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{secrets.token_hex(8)}")
            try:
                _write_through(fresh, data)
                fresh.replace(path)
            finally:
                fresh.unlink(missing_ok=True)
        return key

    def get(self, key: str) -> bytes:
        try:
            return self._path(_checked(key)).read_bytes()
        except FileNotFoundError:
            raise BlobNotFound(key) from None

    def delete(self, key: str) -> None:
        self._path(_checked(key)).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key


class S3Blobs:
    """Blobs in a bucket of S3 or a server that speaks its protocol.

    Without keys, boto3 looks for credentials in its usual places.
    """

    def __init__(
        self,
        bucket: str,
        *,
        endpoint_url: str | None = None,
        access_key_id: str | None = None,
        secret_access_key: str | None = None,
    ) -> None:
        self.bucket = bucket
        self._endpoint_url = endpoint_url
        self._access_key_id = access_key_id
        self._secret_access_key = secret_access_key
        self._making = Lock()
        self._made: Any = None

    def put(self, data: bytes, content_type: str) -> str:
        key = key_of(data, content_type)
        self._client.put_object(
            Bucket=self.bucket, Key=key, Body=data, ContentType=content_type_of(key)
        )
        return key

    def get(self, key: str) -> bytes:
        _checked(key)
        try:
            found = self._client.get_object(Bucket=self.bucket, Key=key)
            data: bytes = found["Body"].read()
        except self._client.exceptions.NoSuchKey:
            raise BlobNotFound(key) from None
        return data

    def delete(self, key: str) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self._client.delete_object(Bucket=self.bucket, Key=_checked(key))
        except (BotoCoreError, ClientError) as error:
            raise OSError("the bucket cannot be reached") from error

    @property
    def _client(self) -> Any:
        """Made on first use, once for all threads: boto3 takes time and memory."""
        with self._making:
            if self._made is None:
                self._made = self._make_client()
            return self._made

    def _make_client(self) -> Any:
        import boto3
        from botocore.config import Config

        return boto3.Session().client(
            "s3",
            endpoint_url=self._endpoint_url,
            aws_access_key_id=self._access_key_id,
            aws_secret_access_key=self._secret_access_key,
            region_name=os.environ.get("AWS_REGION", "us-east-1"),
            config=Config(
                connect_timeout=5,
                read_timeout=30,
                retries={"total_max_attempts": 3, "mode": "standard"},
                # Servers other than Amazon's know neither newer checksums nor
                # bucket names in the host name.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "path" if self._endpoint_url else "auto"},
            ),
        )


def _write_through(path: Path, data: bytes) -> None:
    """Onto the disk, not only into its cache: a message row will point here."""
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
