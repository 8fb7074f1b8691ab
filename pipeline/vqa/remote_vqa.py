"""Open questions to models that run elsewhere: Hugging Face, or a chat server.

https://huggingface.co/docs/inference-providers/tasks/index (visual-question-answering)
https://platform.openai.com/docs/api-reference/chat (what vLLM and others speak too)
"""

from __future__ import annotations

import base64
import json
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from pipeline.errors import RemoteModelError
from pipeline.remote.hugging_face import HuggingFace, broken
from pipeline.vqa.model_answers import ModelAnswer
from pipeline.vqa.prompts import (
    LONGEST_QUESTION,
    Grounding,
    cleaned,
    instruction,
    question_with_data,
)

LONGEST_ANSWER = 1_000_000  # bytes
MOST_TOKENS = 80
_TRIES = 2
_LONGEST_WAIT_S = 5.0
_FINAL = {
    400: ("refused", "the request was refused: does the model take pictures?"),
    401: ("key", "VLM_API_KEY is missing or not accepted"),
    402: ("payment", "the credits of this account are used up"),
    403: ("key", "VLM_API_KEY may not use this model"),
    404: ("unknown_model", "the server knows no such model"),
    413: ("refused", "the picture is too large"),
    422: ("refused", "the request was refused"),
}


class HuggingFaceVqa:
    """A model of the task visual-question-answering, such as BLIP or ViLT."""

    speaks_english_only = True

    def __init__(self, hugging_face: HuggingFace, model: str) -> None:
        self.name = model.rpartition("/")[2]
        self._hugging_face = hugging_face
        self._model = model

    def ask(
        self, image: bytes, question: str, context: Grounding, language: str
    ) -> ModelAnswer:
        """The likeliest answer; such models take no context."""
        body = {
            "inputs": {
                "image": base64.b64encode(image).decode(),
                "question": cleaned(question, LONGEST_QUESTION),
            },
            "parameters": {"top_k": 1},
        }
        return _likeliest(self._hugging_face.ask(self._model, body), self)


def _likeliest(answer: Any, model: HuggingFaceVqa) -> ModelAnswer:
    """Of `[{"answer": "yes", "score": 0.93}, …]`, or of a single one."""
    found = answer if isinstance(answer, list) else [answer]
    read = [_scored(one, model.name) for one in found]
    if not read:
        raise broken(model.name)
    text, score = max(read, key=lambda one: one[1] or 0.0)
    return ModelAnswer(text, score, model.name)


def _scored(one: Any, model: str) -> tuple[str, float | None]:
    """A generating model (BLIP) gives no score."""
    if not isinstance(one, Mapping) or not isinstance(one.get("answer"), str):
        raise broken(model)
    score = one.get("score")
    if score is None:
        return one["answer"], None
    if not isinstance(score, int | float) or not 0 <= score <= 1:
        raise broken(model)
    return one["answer"], float(score)


@dataclass(frozen=True, slots=True)
class ServerVqa:
    """A model of an OpenAI-compatible server that takes pictures."""

    http: httpx.Client
    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    timeout_s: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    speaks_english_only: bool = False

    @property
    def name(self) -> str:
        return self.model.rpartition("/")[2]

    def ask(
        self, image: bytes, question: str, context: Grounding, language: str
    ) -> ModelAnswer:
        """The model's words, and the mean probability of its tokens where told."""
        body = self._body(image, question, context, language)
        for attempt in range(_TRIES):
            status, wait_s, content = self._posted(body)
            if status == 400 and body.pop("logprobs", None):  # not every server has it
                status, wait_s, content = self._posted(body)
            if status == 200:
                return self._read(content)
            is_last = attempt + 1 == _TRIES or wait_s > _LONGEST_WAIT_S
            if status in _FINAL or is_last or not (status == 429 or status >= 500):
                raise self._refusal(status)
            self.sleep(wait_s)
        raise AssertionError("the last attempt returns or raises")

    def _body(
        self, image: bytes, question: str, context: Grounding, language: str
    ) -> dict[str, Any]:
        data = base64.b64encode(image).decode()
        return {
            "model": self.model,
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
            "logprobs": True,
            "messages": [
                {"role": "system", "content": instruction(language)},
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "image_url",
                            "image_url": {"url": f"data:image/jpeg;base64,{data}"},
                        },
                        {"type": "text", "text": question_with_data(question, context)},
                    ],
                },
            ],
        }

    def _posted(self, body: Mapping[str, Any]) -> tuple[int, float, bytes]:
        """Status, seconds to wait, body; a redirect would take the key along."""
        headers = {"Authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        try:
            with self.http.stream(
                "POST",
                f"{self.base_url.rstrip('/')}/chat/completions",
                json=body,
                headers=headers,
                timeout=httpx.Timeout(self.timeout_s, connect=5.0),
                follow_redirects=False,
            ) as response:
                wait_s = _wait_s(response.headers)
                return response.status_code, wait_s, self._content(response)
        except httpx.TimeoutException as error:
            raise RemoteModelError("timeout", self.name, "no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            detail = "the server cannot be reached"
            raise RemoteModelError("unreachable", self.name, detail) from error

    def _content(self, response: httpx.Response) -> bytes:
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > LONGEST_ANSWER:
                raise broken(self.name)
        return bytes(body)

    def _refusal(self, status: int) -> RemoteModelError:
        if status in _FINAL:
            problem, detail = _FINAL[status]
            return RemoteModelError(problem, self.name, detail, is_final=True)
        problem = {429: "busy", 503: "loading"}.get(status, "unreachable")
        return RemoteModelError(problem, self.name, f"the server answered {status}")

    def _read(self, content: bytes) -> ModelAnswer:
        """Only words count: calls of tools are not looked at."""
        try:
            choice = json.loads(content)["choices"][0]
            text = choice["message"]["content"]
            confidence = _mean_probability(choice.get("logprobs"))
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise broken(self.name) from error
        if text is not None and not isinstance(text, str):
            raise broken(self.name)
        return ModelAnswer(text or "", confidence, self.name)


def _mean_probability(logprobs: Any) -> float | None:
    """Of the tokens that were written; None where the server does not tell."""
    tokens = (logprobs or {}).get("content") or []
    values = [math.exp(min(float(token["logprob"]), 0.0)) for token in tokens]
    return sum(values) / len(values) if values else None


def _wait_s(headers: httpx.Headers) -> float:
    told = headers.get("Retry-After", "").strip()
    return float(told[:9]) if told.isascii() and told.isdigit() else 1.0
