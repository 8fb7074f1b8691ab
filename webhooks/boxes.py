"""GET and POST /boxes/<token>: the page on which a person corrects a photo's boxes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from bot.actions.drawings import LONGEST_NAME, MOST_BOXES, BadDrawing
from bot.box_pages import MOST_SAVES, Overtaken, open_page, save, saved_within
from bot.links import BoxLinks, MediaLinks
from bot.services import Services
from webhooks import box_words, wording
from webhooks.visitors import is_same_origin

WINDOW = timedelta(minutes=1)
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def create_blueprint(services: Services) -> Blueprint:
    """The page and what it saves; the link says which photo, and who draws."""
    boxes = BoxPages(services)
    blueprint = Blueprint("boxes", __name__)
    blueprint.add_url_rule("/boxes/<token>", "page", boxes.page)
    blueprint.add_url_rule("/boxes/<token>", "save", boxes.save, methods=["POST"])
    return blueprint


class BoxPages:
    """The views. A token that is forged or old, and a photo that is gone: 404."""

    def __init__(self, services: Services) -> None:
        settings = services.settings
        self._services = services
        self._links = BoxLinks("", settings.signing_key())
        self._media = MediaLinks("", settings.signing_key())

    def page(self, token: str) -> ResponseReturnValue:
        """The photos with their boxes."""
        scan_id, member_id = self._opened(token)
        with self._services.db.transaction() as session:
            page = open_page(session, scan_id, member_id)
        if page is None:
            abort(404)
        voice = wording.voice_of_visitor(request)
        shown = {
            "boxes": page.boxes,
            "groups": page.groups,
            "base": page.base,
            "most": MOST_BOXES,
        }
        photos = [
            (self._media.path(key), *size)
            for key, size in zip(page.photo_keys, page.sizes, strict=False)
        ]
        response = make_response(
            render_template(
                "boxes.html",
                voice=voice,
                say=voice.say,
                words=box_words.script_words(voice),
                shown=shown,
                photos=photos,
                names=page.names,
                is_web_chat=page.is_web_chat,
                longest_name=LONGEST_NAME,
            )
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    def save(self, token: str) -> ResponseReturnValue:
        """Take what was drawn; the same client_id twice is one correction."""
        if not is_same_origin(request, self._services.settings.public_base_url):
            return _refused(403, "other_origin")
        scan_id, member_id = self._opened(token)
        data = _posted()
        client_id = data.get("client_id") if isinstance(data, dict) else None
        if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
            return _refused(422, "bad_drawing")
        with self._services.db.transaction() as session:
            if saved_within(session, scan_id, WINDOW) >= MOST_SAVES:
                return _refused(429, "too_fast")
        label = box_words.label(wording.voice_of_visitor(request))
        try:
            is_saved = save(self._services, scan_id, member_id, client_id, data, label)
        except BadDrawing:
            return _refused(422, "bad_drawing")
        except Overtaken:
            return _refused(409, "overtaken")
        return ({"saved": True}, 201) if is_saved else _refused(404, "gone")

    def _opened(self, token: str) -> Any:
        return self._links.opened(token) or abort(404)


def _posted() -> Any:
    """None for what is no JSON, also for brackets that never come to an end."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def _refused(status: int, code: str) -> tuple[dict[str, str] | Response, int]:
    voice = wording.voice_of_visitor(request)
    return {"error": code, "text": box_words.refusal(voice, code)}, status
