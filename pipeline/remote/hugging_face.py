"""One question to Hugging Face inference: waiting, refusals and broken answers.

The tasks beside this module say what goes into the body and what comes out of it.
https://huggingface.co/docs/inference-providers/tasks/index
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from pipeline.errors import RemoteModelError

DEFAULT_BASE_URL = "https://router.huggingface.co/hf-inference"
TIMEOUT = httpx.Timeout(60.0, connect=5.0)
LARGEST_ANSWER = 16_000_000  # bytes
_MOST_TRIES = 6
_FIRST_WAIT_S = 1.0
_FINAL = {
    400: ("refused", "the request was refused"),
    401: ("key", "HF_TOKEN is missing or not accepted"),
    402: ("payment", "the credits of this account are used up"),
    403: ("key", "HF_TOKEN may not use this model"),
    404: ("unknown_model", "the model is not served there"),
    413: ("refused", "the picture is too large"),
    422: ("refused", "the request was refused"),
}


@dataclass(frozen=True, slots=True)
class HuggingFace:
    """Where models are asked and with which key; safe to share between threads.

    `patience_s` is how long one question may wait for a model that is being loaded or
    a server that is busy, beside the time of its answer.
    """

    http: httpx.Client
    token: str = field(default="", repr=False)
    base_url: str = DEFAULT_BASE_URL
    patience_s: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time

    def ask_about(
        self,
        model: str,
        picture: bytes,
        parameters: Mapping[str, Any] | None = None,
        task: str = "",
    ) -> Any:
        """What a model says about a JPEG, as decoded JSON; raises RemoteModelError.

        Without parameters the picture goes as it is, else as base64 in JSON.
        """
        if not parameters:
            return self._asked(model, task, picture, "image/jpeg")
        encoded = base64.b64encode(picture).decode()
        body = {"inputs": encoded, "parameters": dict(parameters)}
        return self.ask(model, body, task)

    def ask(self, model: str, body: Mapping[str, Any], task: str = "") -> Any:
        """What a model answers to a JSON body; raises RemoteModelError.

        `task` names what is wanted of a model that can do several.
        """
        content = json.dumps(body).encode()
        return self._asked(model, task, content, "application/json")

    def _asked(self, model: str, task: str, content: bytes, kind: str) -> Any:
        left = self.patience_s
        for attempt in range(_MOST_TRIES):
            status, headers, body = self._posted(model, task, content, kind)
            if status == 200:
                return _decoded(model, body)
            if status in _FINAL or not _is_worth_a_wait(status):
                raise _refusal(model, status)
            wait = self._wait_s(status, headers, body, attempt)
            if wait > left or attempt + 1 == _MOST_TRIES:
                raise _refusal(model, status)
            self.sleep(wait)
            left -= wait
        raise AssertionError("the last attempt returns or raises")

    def _posted(
        self, model: str, task: str, content: bytes, kind: str
    ) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and body; a redirect is not followed, as the key is sent."""
        headers = {"Content-Type": kind, "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            with self.http.stream(
                "POST",
                self._address(model, task),
                content=content,
                headers=headers,
                timeout=TIMEOUT,
                follow_redirects=False,
            ) as response:
                return response.status_code, response.headers, _body(model, response)
        except httpx.TimeoutException as error:
            raise RemoteModelError("timeout", model, "no answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            detail = "the server cannot be reached"
            raise RemoteModelError("unreachable", model, detail) from error

    def _address(self, model: str, task: str) -> str:
        address = f"{self.base_url.rstrip('/')}/models/{quote(model)}"
        return f"{address}/pipeline/{task}" if task else address

    def _wait_s(
        self, status: int, headers: httpx.Headers, body: bytes, attempt: int
    ) -> float:
        """As long as the server asks for, else twice as long each time."""
        told = self._retry_after_s(headers)
        if told is None and status == 503:
            told = _estimated_s(body)
        return _FIRST_WAIT_S * 2**attempt if told is None else max(told, 0.1)

    def _retry_after_s(self, headers: httpx.Headers) -> float | None:
        """https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""
        value = headers.get("Retry-After", "").strip()
        if value.isascii() and value.isdigit():
            return float(value[:9])
        try:
            return max(0.0, parsedate_to_datetime(value).timestamp() - self.clock())
        except ValueError:
            return None


def _is_worth_a_wait(status: int) -> bool:
    return status == 429 or status >= 500


def _refusal(model: str, status: int) -> RemoteModelError:
    if status in _FINAL:
        problem, detail = _FINAL[status]
        return RemoteModelError(problem, model, detail, is_final=True)
    if status == 429:
        return RemoteModelError("busy", model, "too many questions for now")
    if status == 503:
        return RemoteModelError("loading", model, "the model is still being loaded")
    return RemoteModelError("unreachable", model, f"the server answered {status}")


def _body(model: str, response: httpx.Response) -> bytes:
    """At most so many bytes, counted after unpacking: an answer may be a bomb."""
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > LARGEST_ANSWER:
            raise broken(model)
    return bytes(body)


def _decoded(model: str, body: bytes) -> Any:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise broken(model) from error
    if isinstance(answer, dict) and "error" in answer:
        raise broken(model)
    return answer


def broken(model: str) -> RemoteModelError:
    """For an answer that is not what the task promises."""
    return RemoteModelError("broken", model, "the answer cannot be understood")


def _estimated_s(body: bytes) -> float | None:
    """`estimated_time` of an answer that a model is being loaded."""
    try:
        estimated = float(json.loads(body)["estimated_time"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return estimated if 0 <= estimated < float("inf") else None
