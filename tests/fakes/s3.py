"""A small S3 over HTTP that turns away what S3 turns away.

It checks the signature (version 4, over the payload's hash), the bucket and the length
of the body. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, quote, urlsplit

CREDENTIAL = re.compile(
    r"AWS4-HMAC-SHA256 "
    r"Credential=(?P<key>\w+)/(?P<scope>\d{8}/[\w-]+/s3/aws4_request), "
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)


class FakeS3(ThreadingHTTPServer):
    """One bucket, kept in memory: key → (content type, bytes)."""

    daemon_threads = True

    def __init__(self, bucket: str, key_id: str, secret: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bucket, self.key_id, self.secret = bucket, key_id, secret
        self.blobs: dict[str, tuple[str, bytes]] = {}
        self.failures = 0  # answer that many requests with 503 first

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FakeS3

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if (key := self._accepted(body)) is not None:
            self.server.blobs[key] = (self.headers["Content-Type"], body)
            self._answer(200)

    def do_GET(self) -> None:
        if (key := self._accepted(b"")) is None:
            return
        if key not in self.server.blobs:
            self._refuse(404, "NoSuchKey")
            return
        content_type, body = self.server.blobs[key]
        self._answer(200, body, content_type)

    def do_DELETE(self) -> None:
        if (key := self._accepted(b"")) is not None:
            self.server.blobs.pop(key, None)
            self._answer(204)

    def _accepted(self, body: bytes) -> str | None:
        """The key that is asked for, or None when the request has been refused."""
        bucket, _, key = urlsplit(self.path).path.lstrip("/").partition("/")
        if self.server.failures:
            self.server.failures -= 1
            self._refuse(503, "SlowDown")
        elif not self._is_signed(body):
            self._refuse(403, "SignatureDoesNotMatch")
        elif bucket != self.server.bucket:
            self._refuse(404, "NoSuchBucket")
        else:
            return key
        return None

    def _is_signed(self, body: bytes) -> bool:
        found = CREDENTIAL.fullmatch(self.headers.get("Authorization", ""))
        digest = hashlib.sha256(body).hexdigest()
        if not found or found["key"] != self.server.key_id:
            return False
        if self.headers.get("x-amz-content-sha256") != digest:
            return False
        expected = self._signature(found["scope"], found["headers"], digest)
        return hmac.compare_digest(expected, found["signature"])

    def _signature(self, scope: str, headers: str, digest: str) -> str:
        url = urlsplit(self.path)
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in sorted(parse_qsl(url.query, keep_blank_values=True))
        )
        signed = "".join(
            f"{name}:{' '.join(self.headers[name].split())}\n"
            for name in headers.split(";")
        )
        canonical = "\n".join([self.command, url.path, query, signed, headers, digest])
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{self.headers['x-amz-date']}\n{scope}\n{hashed}"
        key = f"AWS4{self.server.secret}".encode()
        for part in (*scope.split("/"), text):
            key = hmac.digest(key, part.encode(), "sha256")
        return key.hex()

    def _refuse(self, status: int, code: str) -> None:
        body = f"<Error><Code>{code}</Code></Error>".encode()
        self._answer(status, body, "application/xml")

    def _answer(self, status: int, body: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Requests are not worth a line in the test's output."""


@contextmanager
def running_s3(bucket: str, key_id: str, secret: str) -> Iterator[FakeS3]:
    """The server, in a thread of its own, until the block is left."""
    with FakeS3(bucket, key_id, secret) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
