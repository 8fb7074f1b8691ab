"""Hugging Face inference for pictures, with the rules of its wire format.

A picture comes as its bytes with its content type, or, with parameters, as base64 in
JSON. Parameters that the task does not know are violations.
https://huggingface.co/docs/inference-providers/tasks/index
"""

from __future__ import annotations

import base64
import binascii
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Response, jsonify, request
from PIL import Image

from tests.fakes.server import FakeServer, Trouble

TOKEN = "hf_token-of-the-test"
OBJECTS, WORDS = "object-detection", "zero-shot-object-detection"
TEXT, FEATURES = "image-to-text", "image-feature-extraction"
CLASSES = "image-classification"
_PARAMETERS = {
    OBJECTS: {"threshold"},
    WORDS: {"candidate_labels"},
    TEXT: {"max_new_tokens", "generation_parameters"},
    FEATURES: set(),
    CLASSES: {"top_k", "function_to_apply"},
}


@dataclass
class FakeInference(FakeServer):
    """`serves` is the task of each model; `found` are the objects (or the labels)
    on every picture."""

    serves: dict[str, str] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)
    reads: Callable[[Image.Image], str] = lambda picture: "FULL CREAM"
    asked: list[str] = field(default_factory=list)
    parameters: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[Image.Image] = field(default_factory=list)

    def reset(self) -> None:
        for kept in (self.serves, self.found, self.asked, self.parameters):
            kept.clear()
        for kept in (self.pictures, self.troubles, self.violations):
            kept.clear()

    def add_routes(self) -> None:
        rule = self.app.add_url_rule
        rule("/models/<owner>/<name>", "model", self._model, methods=["POST"])
        path = "/models/<owner>/<name>/pipeline/<task>"
        rule(path, "pipeline", self._model, methods=["POST"])

    def refuse(self, status: int, times: int = 1, **headers: str) -> None:
        """An error, with headers such as Retry_After."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._instead(json.dumps({"error": "as told"}), status, times, named)

    def be_loading(self, seconds: float, times: int = 1) -> None:
        body = {"error": "Model is currently loading", "estimated_time": seconds}
        self._instead(json.dumps(body), 503, times, {})

    def talk_nonsense(self, body: str, times: int = 1) -> None:
        self._instead(body, 200, times, {})

    def _instead(
        self, body: str, status: int, times: int, headers: dict[str, str]
    ) -> None:
        trouble = Trouble("model", times, lambda: Response(body, status, headers))
        self.troubles.append(trouble)

    def _model(self, owner: str, name: str, task: str = "") -> Response:
        model = f"{owner}/{name}"
        self.asked.append(model)

        def act() -> Response:
            if request.headers.get("Authorization") != f"Bearer {TOKEN}":
                return Response('{"error": "Invalid credentials"}', 401)
            served = self.serves.get(model)
            if served is None or task not in ("", served):
                return Response('{"error": "Model not found"}', 404)
            picture = self._picture(served)
            if picture is None:
                return Response('{"error": "no picture"}', 400)
            self.pictures.append(picture)
            return self._answer(served, picture)

        return self.guarded("model", act)

    def _picture(self, task: str) -> Image.Image | None:
        """Of the body, whose form must fit its content type."""
        kind, data = request.content_type, request.get_data()
        parameters: dict[str, Any] = {}
        try:
            if kind == "application/json":
                body = json.loads(data)
                parameters = body.pop("parameters", {})
                data = base64.b64decode(body.pop("inputs"), validate=True)
                if body:
                    self.violate(f"{task}: keys that nobody knows: {sorted(body)}")
            elif kind != "image/jpeg":
                self.violate(f"{task}: pictures are no {kind}")
            self._check(task, parameters)
            return Image.open(io.BytesIO(data)).convert("RGB")
        except (ValueError, KeyError, binascii.Error, OSError):
            self.violate(f"{task}: no picture in the body")
            return None

    def _check(self, task: str, parameters: dict[str, Any]) -> None:
        self.parameters.append(parameters)
        odd = set(parameters) - _PARAMETERS[task]
        if odd:
            self.violate(f"{task}: parameters that nobody knows: {sorted(odd)}")
        if task == WORDS and not parameters.get("candidate_labels"):
            self.violate(f"{task}: nothing to look for")

    def _answer(self, task: str, picture: Image.Image) -> Response:
        if task in (OBJECTS, WORDS, CLASSES):
            return jsonify(self.found)
        if task == TEXT:
            return jsonify([{"generated_text": self.reads(picture)}])
        red, green, blue = picture.resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
        first = [float(red), float(green), float(blue), 1.0]
        return jsonify([[first, [0.0] * 4]])  # one picture, its tokens
