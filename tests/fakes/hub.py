"""The Hugging Face hub, as far as fetching a model needs it.

It knows each file by its path, gives a range of it, and counts what it has sent.
https://huggingface.co/docs/hub/api
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from flask import Response, jsonify, request

from tests.fakes.server import FakeServer

COMMIT = "c0ffee" + "0" * 34


@dataclass
class FakeHub(FakeServer):
    """`files` are those of the only model, by name."""

    model: str = "owner/tiny"
    files: dict[str, bytes] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    keys: set[str | None] = field(default_factory=set)

    def add_routes(self) -> None:
        rule = self.app.add_url_rule
        rule("/api/models/<owner>/<name>", "info", self._info)
        rule("/api/models/<owner>/<name>/revision/<commit>", "revision", self._info)
        rule("/api/models/<owner>/<name>/tree/<commit>", "tree", self._tree)
        path = "/<owner>/<name>/resolve/<commit>/<path:file>"
        rule(path, "file", self._file, methods=["GET", "HEAD"])

    def _info(self, owner: str, name: str, commit: str = COMMIT) -> Response:
        self.keys.add(request.headers.get("Authorization"))
        if f"{owner}/{name}" != self.model:
            return _missing("RepoNotFound")
        siblings = [{"rfilename": file} for file in self.files]
        return jsonify(
            {
                "id": self.model,
                "modelId": self.model,
                "sha": COMMIT,
                "siblings": siblings,
                "tags": [],
                "private": False,
                "downloads": 0,
                "likes": 0,
            }
        )

    def _tree(self, owner: str, name: str, commit: str) -> Response:
        return jsonify(
            [
                {"type": "file", "path": file, "size": len(data), "oid": _oid(data)}
                for file, data in self.files.items()
            ]
        )

    def _file(self, owner: str, name: str, commit: str, file: str) -> Response:
        data = self.files.get(file)
        if data is None or f"{owner}/{name}" != self.model:
            return _missing("EntryNotFound")
        headers = {
            "X-Repo-Commit": COMMIT,
            "ETag": f'"{_oid(data)}"',
            "Content-Length": str(len(data)),
        }
        if request.method == "HEAD":
            return Response(data, 200, headers)  # werkzeug keeps the body back

        def act() -> Response:
            self.sent.append(file)
            return Response(data, 200, headers)

        return self.guarded("file", act)


def _oid(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()


def _missing(code: str) -> Response:
    return Response("{}", 404, {"X-Error-Code": code, "X-Error-Message": "not found"})
