"""Calls to the Telegram Bot API; the token stays inside this module.

Used by the Telegram channel, by polling and by the set-up of webhook and commands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from bot.channels.base import ChannelError
from bot.channels.http import NOT_SENT, keep_addresses_out_of_logs, read_limited

NETWORK = "network"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send along; `field` is the name that the call refers to."""

    field: str
    filename: str
    data: bytes
    content_type: str


class TelegramError(ChannelError):
    """The Bot API refused a call, or could not be reached (`code` 0).

    `description` is the provider's sentence, `uncertain` says that the call may have
    been carried out.
    """

    def __init__(
        self,
        description: str,
        *,
        code: int = 0,
        retry_after_s: float | None = None,
        new_chat_id: str | None = None,
        uncertain: bool = False,
    ) -> None:
        super().__init__(description)
        self.description = description
        self.code = code
        self.retry_after_s = retry_after_s
        self.new_chat_id = new_chat_id
        self.uncertain = uncertain

    def says(self, *sentences: str) -> bool:
        """True when the provider's sentence contains one of these."""
        description = self.description.lower()
        return any(sentence.lower() in description for sentence in sentences)


class TelegramApi:
    """A bot at one Bot API server. Raises TelegramError only."""

    def __init__(self, client: httpx.Client, base_url: str, token: str) -> None:
        keep_addresses_out_of_logs()
        self._client = client
        self._calls = f"{base_url.rstrip('/')}/bot{token}"
        self._files = f"{base_url.rstrip('/')}/file/bot{token}"

    def call(
        self,
        method: str,
        fields: Mapping[str, Any],
        *uploads: Upload,
        timeout_s: float | None = None,
    ) -> Any:
        """Carry out one method and give its `result`; fields that are None stay out."""
        given = {name: value for name, value in fields.items() if value is not None}
        body: dict[str, Any] = {"json": given}
        if uploads:
            body = {
                "data": {name: _form_value(value) for name, value in given.items()},
                "files": {
                    upload.field: (upload.filename, upload.data, upload.content_type)
                    for upload in uploads
                },
            }
        if timeout_s is not None:
            body["timeout"] = httpx.Timeout(timeout_s, connect=5.0)
        try:
            response = self._client.post(f"{self._calls}/{method}", **body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(error) from None  # its request holds the token
        return _result(response)

    def download(self, file_path: str, limit: int) -> bytes:
        """The bytes of a file that `getFile` named; raises TooLarge beyond `limit`."""
        try:
            with self._client.stream("GET", f"{self._files}/{file_path}") as response:
                if response.status_code != 200:
                    raise TelegramError("no such file", code=response.status_code)
                return read_limited(response, limit)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(error) from None


def _form_value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _unreachable(error: Exception) -> TelegramError:
    return TelegramError(
        f"{NETWORK}: {type(error).__name__}", uncertain=not isinstance(error, NOT_SENT)
    )


def _result(response: httpx.Response) -> Any:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise TelegramError(
            f"HTTP {response.status_code} without an answer",
            code=response.status_code,
            uncertain=response.status_code >= 500 or response.is_success,
        )
    if answer.get("ok") is True:
        return answer.get("result")
    raise _refusal(answer, response.status_code)


def _refusal(answer: dict[str, Any], status: int) -> TelegramError:
    parameters = answer.get("parameters") or {}
    code = answer.get("error_code") or status
    migrated_to = parameters.get("migrate_to_chat_id")
    return TelegramError(
        str(answer.get("description", ""))[:200],
        code=code,
        retry_after_s=parameters.get("retry_after"),
        new_chat_id=None if migrated_to is None else str(migrated_to),
        uncertain=code >= 500,
    )
