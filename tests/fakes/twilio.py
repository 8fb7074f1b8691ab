"""Twilio's WhatsApp on loopback: takes messages, keeps the rules, signs its webhooks.

A test looks at what a person would see: `fake.visible(number)`. Other processes reach
it by its address; `python -m tests.fakes.twilio --port 8082` runs it alone.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import itertools
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx
from flask import Response, jsonify, redirect, request

from tests.fakes.server import FakeServer, Trouble

ACCOUNT = "AC" + "0" * 32
TOKEN = "fake-auth-token"
SENDER = "whatsapp:+14155238886"
WINDOW = timedelta(hours=24)
MAX_IMAGE = 5 * 1024 * 1024
MAX_MEDIA = 16 * 1024 * 1024
PARAMETERS = {
    "To", "StatusCallback", "ApplicationSid", "MaxPrice", "ProvideFeedback", "Attempt",
    "ValidityPeriod", "ForceDelivery", "ContentRetention", "AddressRetention",
    "SmartEncoded", "PersistentAction", "TrafficType", "ShortenUrls", "ScheduleType",
    "SendAt", "SendAsMms", "ContentVariables", "RiskCheck", "From", "FallbackFrom",
    "MessagingServiceSid", "Body", "MediaUrl", "ContentSid",
}  # fmt: skip
FILTERS = {
    "To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"
}  # fmt: skip
ADDRESS = re.compile(r"whatsapp:\+[1-9]\d{6,14}")


class Refused(Exception):
    """The server's refusal of a request."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@dataclass
class Sent:
    """One message that Twilio has taken."""

    sid: str
    to: str
    body: str
    media: list[str]
    created: datetime
    status: str = "queued"
    error_code: int | None = None
    callback: str | None = None
    template: str | None = None
    buttons: list[tuple[str, str]] = field(default_factory=list)  # title, id
    seen: bytes = field(default=b"", repr=False)  # the picture, once fetched


class FakeTwilio(FakeServer):
    """One account with one WhatsApp sender."""

    def __init__(
        self,
        token: str = TOKEN,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.token = token
        self.clock = clock
        self.messages: list[Sent] = []
        self.requests: list[dict[str, list[str]]] = []
        self.last_inbound: dict[str, datetime] = {}
        self.templates: dict[str, str] = {}  # SID → text with {{1}}
        self.contents: list[dict[str, Any]] = []  # as the Content API keeps them
        self.media: dict[str, tuple[str, bytes]] = {}  # path → content type, bytes
        self.cdn_host = "localhost"
        self.password_went_on = False
        self._numbers = itertools.count(1)
        self._http = httpx.Client(verify=False)  # loopback only
        super().__init__()

    # -- what a test asks -----------------------------------------------------

    def visible(self, number: str) -> list[Sent]:
        """What reached the person, oldest first; `settle` decides what does."""
        return [
            sent
            for sent in self.messages
            if sent.to == f"whatsapp:{number}"
            and sent.status not in ("failed", "undelivered")
        ]

    def state(self) -> Any:
        return [
            {"sid": sent.sid, "to": sent.to, "body": sent.body, "status": sent.status}
            for sent in self.messages
        ]

    # -- what a test arranges -------------------------------------------------

    def refuse(
        self, code: int, status: int = 400, times: int = 1, **headers: str
    ) -> None:
        """Answer the next attempts to send with an error."""
        error = Refused(code, "told to refuse", status)
        self.troubles.append(
            Trouble("create", times, answer=lambda: _error(error, headers))
        )

    def settle(self) -> None:
        """What Twilio does after its 201: fetch pictures, deliver or fail, report."""
        for sent in [sent for sent in self.messages if sent.status == "queued"]:
            self._deliver(sent)
            if sent.callback:
                for status in ("sent", sent.status):
                    self.report(sent, status)

    def report(self, sent: Sent, status: str) -> int:
        """One signed status callback; gives the answer's status."""
        form = {
            "MessageSid": sent.sid,
            "MessageStatus": status,
            "To": sent.to,
            "From": SENDER,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
        }
        if sent.error_code and status in ("failed", "undelivered"):
            form["ErrorCode"] = str(sent.error_code)
        assert sent.callback
        return self.post(sent.callback, form)

    # -- what the person does -------------------------------------------------

    def inbound(
        self, number: str, body: str = "", *media: tuple[str, bytes], **extra: str
    ) -> dict[str, str]:
        """The form that Twilio would post for a message; pictures can be fetched."""
        sid = f"SM{next(self._numbers):032x}"
        form = {
            "MessageSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": f"whatsapp:{number}",
            "To": SENDER,
            "WaId": number.lstrip("+"),
            "ProfileName": "Ama",
            "Body": body,
            "NumMedia": str(len(media)),
            "ApiVersion": "2010-04-01",
        }
        for index, (content_type, data) in enumerate(media):
            form[f"MediaUrl{index}"] = self.add_media(content_type, data)
            form[f"MediaContentType{index}"] = content_type
        self.last_inbound[f"whatsapp:{number}"] = self.clock()
        return {**form, **extra}

    def add_media(self, content_type: str, data: bytes) -> str:
        """A file behind the redirect and the password; gives its link."""
        path = f"ME{next(self._numbers):032x}"
        self.media[path] = (content_type, data)
        return f"{self.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/{path}"

    def post(
        self, url: str, form: Mapping[str, str], signature: str | None = None
    ) -> int:
        """Post a signed form; one retry when no answer came, as by default."""
        signed = signature or sign(self.token, url, form)
        for _ in range(2):
            try:
                answer = self._http.post(
                    url,
                    data=dict(form),
                    headers={"X-Twilio-Signature": signed},
                    timeout=httpx.Timeout(15.0, connect=5.0),
                )
            except httpx.HTTPError:
                continue
            if answer.content and answer.is_success:
                self.violate("a webhook's answer has a body")
            return answer.status_code
        return 0

    # -- the server -----------------------------------------------------------

    def add_routes(self) -> None:
        base = f"/2010-04-01/Accounts/{ACCOUNT}"
        add = self.app.add_url_rule
        add(f"{base}/Messages.json", view_func=self._create, methods=["POST"])
        add(f"{base}/Messages.json", view_func=self._list, methods=["GET"])
        add(f"{base}/Messages/MM1/Media/<path>", view_func=self._media)
        add("/cdn/<path>", view_func=self._cdn)
        add("/v1/Content", view_func=self._make_content, methods=["POST"])
        add(
            "/v1/Content",
            "list_content",
            lambda: self.guarded("contents", self._list_contents),
        )

    def _is_known(self) -> bool:
        given = request.authorization
        return bool(given and (given.username, given.password) == (ACCOUNT, self.token))

    def _create(self) -> Response:
        if not self._is_known():
            return _error(Refused(20003, "Authenticate", 401))
        return self.guarded("create", self._take)

    def _take(self) -> Response:
        form = request.form
        self.requests.append({name: form.getlist(name) for name in form})
        if request.mimetype != "application/x-www-form-urlencoded":
            self.violate("Messages takes form data")
        try:
            for name in set(form) - PARAMETERS:
                self.violate(f"Messages does not know {name}")
            sent = self._checked()
        except Refused as error:
            return _error(error)
        self.messages.append(sent)
        response = jsonify(_as_json(sent))
        response.status_code = 201
        return response

    def _checked(self) -> Sent:
        form = request.form
        body, template = form.get("Body", ""), form.get("ContentSid")
        media = form.getlist("MediaUrl")
        buttons: list[tuple[str, str]] = []
        if not ADDRESS.fullmatch(form.get("To", "")):
            raise Refused(21211, "Invalid 'To' Phone Number")
        if form.get("From") != SENDER:
            raise self._broken(63007, "no channel with this From address")
        if template:
            if body or media:
                raise self._broken(21620, "a template with Body or MediaUrl")
            body, buttons = self._filled_in(
                template, form.get("ContentVariables", "{}")
            )
        elif not body.strip() and not media:
            raise self._broken(21619, "a message without text, media or template")
        if len(body) > 1600:
            raise self._broken(21617, "a body of more than 1600 characters")
        if media and len(body) > 1024:
            raise self._broken(63021, "a caption of more than 1024 characters")
        if len(media) > 1:
            raise self._broken(21623, "more than one file")
        sid = f"{'MM' if media else 'SM'}{next(self._numbers):032x}"
        callback = form.get("StatusCallback")
        return Sent(
            sid, form["To"], body, media, self.clock(), callback=callback,
            template=template, buttons=buttons,
        )  # fmt: skip

    def _broken(self, code: int, rule: str) -> Refused:
        self.violate(rule)
        return Refused(code, rule)

    def _filled_in(
        self, template: str, variables: str
    ) -> tuple[str, list[tuple[str, str]]]:
        """The text and the buttons of a template or content, with its variables."""
        values = json.loads(variables)
        for value in values.values():
            if not isinstance(value, str) or re.search(r"[\n\t]| {5}", value):
                raise self._broken(21656, "a variable with line breaks or no text")
            if not 0 < len(value) <= 255:
                raise self._broken(21656, "a variable without or with too much text")
        content = next((c for c in self.contents if c["sid"] == template), None)
        if content is None and template not in self.templates:
            raise self._broken(21655, "an unknown ContentSid")
        if content is None:
            return self._fill(self.templates[template], values), []
        shown = content["types"]["twilio/quick-reply"]
        body = self._fill(shown["body"], values)
        buttons = [
            (self._fill(action["title"], values), self._fill(action["id"], values))
            for action in shown["actions"]
        ]
        titles = [title for title, _ in buttons]
        if len(body) > 1024 or any(len(title) > 20 for title in titles):
            raise self._broken(63021, "a quick reply that is too long")
        if len(set(titles)) < len(titles):
            raise self._broken(63021, "two buttons with the same title")
        return body, buttons

    def _fill(self, text: str, values: Mapping[str, str]) -> str:
        for name, value in values.items():
            text = text.replace(f"{{{{{name}}}}}", value)
        if "{{" in text:
            raise self._broken(21656, "a variable is missing")
        return text

    def _make_content(self) -> Response:
        """Any content is taken; only approved templates may be sent at any time."""
        return self.guarded("content", self._take_content)

    def _take_content(self) -> Response:
        if not self._is_known():
            return _error(Refused(20003, "Authenticate", 401))
        if request.mimetype != "application/json":
            self.violate("Content takes JSON")
        content = request.get_json()
        shown = content.get("types", {}).get("twilio/quick-reply")
        if not content.get("language") or not shown:
            return _error(self._broken(60001, "a content without language or type"))
        if not 1 <= len(shown["actions"]) <= 3:
            return _error(self._broken(60001, "more than three buttons in session"))
        for name in re.findall(r"{{(\w+)}}", json.dumps(content["types"])):
            if name not in content.get("variables", {}):
                return _error(self._broken(60001, f"no sample of variable {name}"))
        content["sid"] = f"HX{next(self._numbers):032x}"
        self.contents.append(content)
        response = jsonify(content)
        response.status_code = 201
        return response

    def _list_contents(self) -> Response:
        if not self._is_known():
            return _error(Refused(20003, "Authenticate", 401))
        return jsonify(contents=self.contents, meta={"page": 0, "next_page_url": None})

    def _list(self) -> Response:
        if not self._is_known():
            return _error(Refused(20003, "Authenticate", 401))
        for name in set(request.args) - FILTERS:
            self.violate(f"the list of messages does not know {name}")
        return self.guarded("list", self._listed)

    def _listed(self) -> Response:
        since = request.args.get("DateSent>")
        found = [
            sent
            for sent in reversed(self.messages)
            if sent.to == request.args.get("To", sent.to)
            and (since is None or sent.created >= _date(since))
        ]
        listed = [_as_json(sent) for sent in found]
        return jsonify(messages=listed, next_page_uri=None, page=0, page_size=50)

    def _media(self, path: str) -> Response:
        if not self._is_known():
            return _error(Refused(20003, "Authenticate", 401))
        if path not in self.media:
            return _error(Refused(20404, "not found", 404))
        port = self.url.rpartition(":")[2]
        where = f"http://{self.cdn_host}:{port}/cdn/{path}"
        return redirect(where, 307)  # type: ignore[return-value]

    def _cdn(self, path: str) -> Response:
        if "Authorization" in request.headers:
            self.password_went_on = True
            self.violate("the account's password went to another host")
        content_type, data = self.media[path]
        return self.guarded("cdn", lambda: Response(data, content_type=content_type))

    def _deliver(self, sent: Sent) -> None:
        """The checks that come after the 201, with the outcome as a status."""
        sent.status = "delivered"
        last = self.last_inbound.get(sent.to)
        is_approved = sent.template in self.templates
        if not is_approved and (last is None or sent.created - last >= WINDOW):
            sent.status, sent.error_code = "failed", 63016
        for url in sent.media:
            problem = self._problem_of(url, sent)
            if problem:
                self.violate(problem)
                sent.status, sent.error_code = "undelivered", 63019

    def _problem_of(self, url: str, sent: Sent) -> str | None:
        head, got = self._http.head(url), self._http.get(url)
        if head.status_code != 200 or got.status_code != 200:
            return "a media link cannot be fetched by HEAD and GET"
        sent.seen = got.content
        content_type = got.headers["Content-Type"].partition(";")[0]
        if head.headers["Content-Type"].partition(";")[0] != content_type:
            return "HEAD and GET of a media link tell different content types"
        if content_type.startswith("image/"):
            magic = {"image/jpeg": b"\xff\xd8", "image/png": b"\x89PNG"}
            if not got.content.startswith(magic.get(content_type, b"?")):
                return "an image is not what its content type says"
        limit = MAX_IMAGE if content_type.startswith("image/") else MAX_MEDIA
        return "media is too large" if len(got.content) > limit else None


def sign(token: str, url: str, form: Mapping[str, str]) -> str:
    """X-Twilio-Signature of a form: HMAC-SHA1 of the URL and the sorted fields."""
    text = url + "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _as_json(sent: Sent) -> dict[str, Any]:
    """Numbers come as text and dates as in e-mail."""
    when = format_datetime(sent.created)
    return {
        "sid": sent.sid,
        "account_sid": ACCOUNT,
        "to": sent.to,
        "from": SENDER,
        "body": sent.body,
        "num_media": str(len(sent.media)),
        "num_segments": "1",
        "status": sent.status,
        "direction": "outbound-api",
        "date_created": when,
        "date_updated": when,
        "date_sent": when if sent.status != "queued" else None,
        "error_code": sent.error_code,
        "error_message": None,
        "price": None,
        "price_unit": None,
        "api_version": "2010-04-01",
        "messaging_service_sid": None,
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sent.sid}.json",
        "subresource_uris": {},
    }


def _date(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _error(error: Refused, headers: Mapping[str, str] | None = None) -> Response:
    response = jsonify(
        code=error.code,
        message=str(error),
        more_info=f"https://www.twilio.com/docs/errors/{error.code}",
        status=error.status,
    )
    response.status_code = error.status
    for name, value in (headers or {}).items():
        response.headers[name.replace("_", "-")] = value
    return response


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8082)
    print(FakeTwilio().start(parser.parse_args().port).url, flush=True)
    threading.Event().wait()
