"""Models elsewhere that look at photos: a chat server, and Hugging Face inference.

They answer what a test has told them, in the wire format of each, and take note of
requests that a real server would refuse.
https://platform.openai.com/docs/api-reference/chat
https://huggingface.co/docs/inference-providers/tasks/index
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
from flask import Response, jsonify, request

from bot.services import Services
from bot.settings import load_settings
from pipeline.remote.hugging_face import HuggingFace
from pipeline.vqa.model_answers import Answerer, PictureModel
from pipeline.vqa.remote_vqa import HuggingFaceVqa, ServerVqa
from tests.fakes.server import FakeServer, Trouble

KEY = "key-of-the-server"
TOKEN = "hf_token"
CHAT, HUGGING_FACE = "chat", "hugging_face"


@dataclass
class FakeLookingModels(FakeServer):
    """`says` are answers by a part of the question; `sure` is how sure of each word.

    `asked` are the questions in order, as they were put: (call, the whole text).
    """

    says: dict[str, str] = field(default_factory=dict)
    sure: float | None = 0.9
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)

    def reset(self) -> None:
        for kept in (
            self.says,
            self.tool_calls,
            self.asked,
            self.bodies,
            self.pictures,
            self.troubles,
            self.violations,
        ):
            kept.clear()
        self.sure = 0.9

    def add_routes(self) -> None:
        add = self.app.add_url_rule
        add("/v1/chat/completions", "chat", self._chat, methods=["POST"])
        add("/models/<path:model>", "task", self._task, methods=["POST"])

    def refuse(
        self, call: str, status: int, times: int = 1, headers: Any = None
    ) -> None:
        """Answer with an error, as the provider words it."""
        body = json.dumps({"error": "as told"})
        self._instead(call, times, body, status, headers or {})

    def be_loading(self, seconds: float, times: int = 1) -> None:
        """Hugging Face, while it loads a model."""
        body = json.dumps({"error": "is loading", "estimated_time": seconds})
        self._instead(HUGGING_FACE, times, body, 503, {})

    def talk_nonsense(self, call: str, body: str, times: int = 1) -> None:
        self._instead(call, times, body, 200, {})

    def _instead(
        self, call: str, times: int, body: str, status: int, headers: Mapping[str, str]
    ) -> None:
        answer = lambda: Response(body, status, headers)  # noqa: E731
        self.troubles.append(Trouble(call, times, answer=answer))

    def _chat(self) -> Response:
        def act() -> Response:
            body = request.get_json()
            self.bodies.append(body)
            self._check_key(f"Bearer {KEY}")
            if isinstance(body["messages"][-1]["content"], str):
                return jsonify(self._completion(body, ""))  # what people write
            text, picture = self._chat_parts(body)
            self.asked.append((CHAT, text))
            self.pictures.append(picture)
            return jsonify(self._completion(body, self._answer(text)))

        return self.guarded(CHAT, act)

    def _completion(self, body: Mapping[str, Any], said: str) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": said}
        if self.tool_calls:
            message["tool_calls"] = self.tool_calls
        choice: dict[str, Any] = {"index": 0, "message": message}
        if body.get("logprobs") and self.sure is not None:
            words = said.split() or [""]
            logprob = math.log(self.sure)
            choice["logprobs"] = {
                "content": [{"token": word, "logprob": logprob} for word in words]
            }
        return {"object": "chat.completion", "choices": [choice]}

    def _chat_parts(self, body: Mapping[str, Any]) -> tuple[str, bytes]:
        if not body.get("model") or body.get("max_tokens", 0) < 1:
            self.violate("chat: a model and a limit of tokens are needed")
        roles = [message["role"] for message in body["messages"]]
        if roles != ["system", "user"]:
            self.violate(f"chat: odd roles {roles}")
        parts = body["messages"][-1]["content"]
        url = next(p["image_url"]["url"] for p in parts if p["type"] == "image_url")
        text = next(p["text"] for p in parts if p["type"] == "text")
        head, _, data = url.partition(",")
        if head != "data:image/jpeg;base64":
            self.violate(f"chat: no data address of a JPEG: {head}")
        return text, self._decoded(data)

    def _task(self, model: str) -> Response:
        def act() -> Response:
            body = request.get_json()
            self.bodies.append(body)
            self._check_key(f"Bearer {TOKEN}")
            if set(body["inputs"]) != {"image", "question"}:
                self.violate(f"{model}: odd inputs {sorted(body['inputs'])}")
            self.pictures.append(self._decoded(body["inputs"]["image"]))
            question = body["inputs"]["question"]
            self.asked.append((HUGGING_FACE, question))
            said = {"answer": self._answer(question), "score": self.sure}
            return jsonify([said, {"answer": "maybe", "score": 0.01}])

        return self.guarded(HUGGING_FACE, act)

    def _answer(self, question: str) -> str:
        asked = question.rpartition("Question:")[2]
        found = (said for part, said in self.says.items() if part in asked)
        return next(found, "UNKNOWN")

    def _check_key(self, wanted: str) -> None:
        if request.headers.get("Authorization") != wanted:
            self.violate("the key is missing or wrong")

    def _decoded(self, data: str) -> bytes:
        try:
            picture = base64.b64decode(data, validate=True)
        except binascii.Error:
            self.violate("the picture is no base64")
            return b""
        if not picture.startswith(b"\xff\xd8\xff"):
            self.violate("the picture is no JPEG")
        return picture


def with_server(services: Services, url: str) -> Services:
    """Services that ask a chat server about photos, of which any bytes are one."""
    told = {"VLM_BASE_URL": f"{url}/v1", "VLM_MODEL": "Qwen/Qwen-VL"}
    model = ServerVqa(httpx.Client(), told["VLM_BASE_URL"], told["VLM_MODEL"], KEY)
    return _with(services, told, model)


def with_hugging_face(services: Services, url: str) -> Services:
    """Services that ask a model at Hugging Face, which knows English only."""
    name = "Salesforce/blip-vqa-base"
    remote = HuggingFace(httpx.Client(), TOKEN, url)
    return _with(services, {"VQA_MODEL": f"hf:{name}"}, HuggingFaceVqa(remote, name))


def _with(services: Services, told: Mapping[str, str], model: PictureModel) -> Services:
    wanted = load_settings(told)
    changed = {name.lower(): getattr(wanted, name.lower()) for name in told}
    answerer = Answerer([model], lambda photos: b"\xff\xd8\xff" + b"".join(photos))
    settings = services.settings.model_copy(update=changed)
    return replace(services, settings=settings, answerer=answerer)
