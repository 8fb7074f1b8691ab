"""The web chat: a page like a messenger's, and the endpoints that it talks to."""

from __future__ import annotations

import hashlib
import uuid
from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from bot.inbound import accept
from bot.links import BoxLinks, MediaLinks
from bot.messages import ChatRef, InboundMessage, Reply, Sender
from bot.services import Services
from webhooks import chat_posting, chat_timeline, wording
from webhooks.chat_posting import Posted, Refused
from webhooks.visitors import Visitors, is_same_origin

RATE_LIMIT = 40
RATE_WINDOW = timedelta(minutes=1)
_LATEST_SEQ = 2**53


def create_blueprint(services: Services) -> Blueprint:
    """GET /chat, POST and GET /chat/messages."""
    chat = WebChat(services)
    blueprint = Blueprint("chat", __name__)
    blueprint.add_url_rule("/chat", view_func=chat.page)
    blueprint.add_url_rule("/chat/messages", view_func=chat.messages)
    blueprint.add_url_rule(
        "/chat/messages", "post_message", chat.post_message, methods=["POST"]
    )
    blueprint.register_error_handler(Refused, _explain)
    return blueprint


class WebChat:
    """The views; visitors are told apart by a signed cookie."""

    def __init__(self, services: Services) -> None:
        settings = services.settings
        self._services = services
        self._visitors = Visitors(settings.signing_key())
        self._link = MediaLinks("", settings.signing_key()).path
        self._boxes = BoxLinks("", settings.signing_key())
        self._has_samples = bool(settings.demo_images)

    def page(self) -> ResponseReturnValue:
        """The page; `?start=TOKEN` first hands the token to the conversation."""
        visitor = self._visitors.known(request) or self._visitors.welcome()
        start = request.args.get("start", "")
        if start and _is_opened_by_person():
            self._open_link(visitor, start)
            response = make_response(redirect(url_for(".page"), 303))
        else:
            voice = wording.voice_of_visitor(request)
            response = make_response(
                render_template(
                    "chat.html",
                    voice=voice,
                    say=voice.say,
                    words=wording.script_words(voice),
                    has_samples=self._has_samples,
                    max_files=chat_posting.MAX_FILES,
                    max_file_bytes=chat_posting.MAX_FILE_BYTES,
                    max_total_bytes=chat_posting.MAX_REQUEST_BYTES - 64 * 1024,
                    max_text=chat_posting.MAX_TEXT,
                )
            )
        secure = request.is_secure or self._public_url.startswith("https://")
        self._visitors.remember(response, visitor, secure=secure)
        response.headers["Cache-Control"] = "no-store"
        return response

    def messages(self) -> ResponseReturnValue:
        """Messages after (or before) a `seq`, or the latest; and the typing sign."""
        visitor = self._known_visitor()
        after, before = _seq("after"), _seq("before")
        with self._services.db.transaction() as session:
            chat = chat_timeline.chat_id(session, visitor)
            if chat is None:
                return _fresh(jsonify(messages=[], typing=False, more=False))
            links = self._links(chat_timeline.member_id(session, chat, visitor))
            if after is not None:
                items = chat_timeline.newer(session, chat, after, links)
            else:
                items = chat_timeline.latest(session, chat, before, links)
            typing = chat_timeline.is_working(session, chat)
        more = len(items) >= chat_timeline.PAGE_SIZE
        return _fresh(jsonify(messages=items, typing=typing, more=more))

    def post_message(self) -> ResponseReturnValue:
        """Take one message; the same client_id twice is one message."""
        visitor = self._known_visitor()
        if not is_same_origin(request, self._public_url):
            raise Refused(403, "other_origin")
        request.max_content_length = chat_posting.MAX_REQUEST_BYTES
        posted = chat_posting.read_form(request)
        if self._arrived_before(visitor, posted):
            return jsonify(id=posted.client_id, duplicate=True)
        is_new = accept(self._services, self._to_message(visitor, posted))
        return jsonify(id=posted.client_id, duplicate=not is_new), 201

    @property
    def _public_url(self) -> str:
        return self._services.settings.public_base_url

    def _links(self, member_id: uuid.UUID | None) -> chat_timeline.Links:
        """Boxes are corrected by people of the shop."""
        if member_id is None:
            return chat_timeline.Links(self._link)
        return chat_timeline.Links(
            self._link, lambda scan_id: self._boxes.path(scan_id, member_id)
        )

    def _known_visitor(self) -> str:
        visitor = self._visitors.known(request)
        if visitor is None:
            raise Refused(401, "unknown_visitor")
        return visitor

    def _open_link(self, visitor: str, start: str) -> None:
        """The same link opened twice is one message."""
        digest = hashlib.sha256(start.encode()).hexdigest()[:32]
        accept(
            self._services,
            InboundMessage(
                chat=ChatRef("web", visitor),
                external_id=f"start:{digest}",
                sender=Sender(visitor),
                sent_at=self._services.clock(),
                locale=_locale(),
                start=start[:512],
            ),
        )

    def _arrived_before(self, visitor: str, posted: Posted) -> bool:
        """Whether this is a repeat; raises Refused when the visitor sends too fast."""
        with self._services.db.transaction() as session:
            chat = chat_timeline.chat_id(session, visitor)
            if chat is None:
                return False
            if chat_timeline.has_message(session, chat, posted.client_id):
                return True
            if chat_timeline.sent_within(session, chat, RATE_WINDOW) < RATE_LIMIT:
                return False
        raise Refused(429, "too_fast")

    def _to_message(self, visitor: str, posted: Posted) -> InboundMessage:
        reply_to, label = self._resolve(visitor, posted)
        return chat_posting.to_message(
            posted,
            visitor=visitor,
            media=chat_posting.store_files(self._services.blobs, posted.files),
            now=self._services.clock(),
            locale=_locale(),
            reply_to=reply_to,
            label=label,
        )

    def _resolve(self, visitor: str, posted: Posted) -> tuple[str | None, str | None]:
        """The quoted answer's provider id and the pressed button's label."""
        if posted.reply_to is None:
            return None, None
        with self._services.db.transaction() as session:
            chat = chat_timeline.chat_id(session, visitor)
            row = chat and chat_timeline.answer(session, chat, posted.reply_to)
        if not row:
            return posted.reply_to, None
        choices = Reply.from_json(row.reply).choices
        labels = (item.label for item in choices if item.value == posted.choice)
        reply_to = row.provider_ids[0] if row.provider_ids else posted.reply_to
        return str(reply_to), next(labels, None)


def _is_opened_by_person() -> bool:
    """Not a prefetch, not an image tag on another site."""
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return False
    return request.headers.get("Sec-Fetch-Dest", "document") == "document"


def _seq(name: str) -> int | None:
    value = request.args.get(name, type=int)
    return None if value is None else min(max(value, 0), _LATEST_SEQ)


def _locale() -> str | None:
    return request.accept_languages.best or None


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _explain(refused: Refused) -> ResponseReturnValue:
    voice = wording.voice_of_visitor(request)
    text = wording.refusal(voice, refused.code, refused.limit)
    body: dict[str, Any] = {"error": refused.code, "text": text}
    headers = {"Cache-Control": "no-store"}
    if refused.status == 429:
        headers["Retry-After"] = "10"
    return body, refused.status, headers
