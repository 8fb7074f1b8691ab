"""`POST /webhooks/telegram`: check the secret, parse, put into the inbox, say 200.

A database that is down becomes a 503 in `webhooks.app`; the provider tries again.
"""

from __future__ import annotations

import json
from typing import Any

import structlog
from flask import Blueprint, Response, abort, request

from bot.channels.telegram_updates import accept_update
from bot.services import Services
from webhooks.security import is_known_secret, secrets_of

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY_BYTES = 1024 * 1024
# A body with a "method" key would be carried out as a call to the Bot API.
EMPTY = ""


def create_blueprint(services: Services) -> Blueprint:
    """The webhook's one route."""
    blueprint = Blueprint("telegram_webhook", __name__)
    accepted = secrets_of(services.settings.telegram_webhook_secret)

    @blueprint.post("/webhooks/telegram")
    def receive() -> Response:
        if not accepted:
            log.error("telegram_webhook_closed", missing="TELEGRAM_WEBHOOK_SECRET")
            abort(403)
        if not is_known_secret(request.headers.get(SECRET_HEADER), accepted):
            log.warning("telegram_webhook_refused")
            abort(403)
        accept_update(services, _update())
        return Response(EMPTY)

    return blueprint


def _update() -> dict[str, Any]:
    """The body as JSON object; 400 for anything else, 413 for too much of it."""
    request.max_content_length = MAX_BODY_BYTES
    try:
        update = json.loads(request.get_data(), parse_constant=_refuse)
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(update, dict):
        abort(400)
    return update


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
