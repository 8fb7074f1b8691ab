"""`POST /webhooks/whatsapp` and its status callback: check the signature, record."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, abort, request

from bot import inbound
from bot.channels import whatsapp_inbound
from bot.services import Services
from storage import deliveries
from webhooks.security import is_signed_by_twilio, secrets_of

log = structlog.get_logger(__name__)

MAX_BODY_BYTES = 256 * 1024
NO_REPLY = ""
"""Twilio sends a body as a message; answers go out through the outbox instead."""


def create_blueprint(services: Services) -> Blueprint:
    """Both routes; every request to them must carry Twilio's signature."""
    blueprint = Blueprint("whatsapp_webhook", __name__)
    tokens = secrets_of(services.settings.twilio_auth_token)

    @blueprint.before_request
    def verify() -> None:
        request.max_content_length = MAX_BODY_BYTES
        if not tokens:
            log.error("whatsapp_webhook_closed", missing="TWILIO_AUTH_TOKEN")
            abort(403)
        if not is_signed_by_twilio(request, tokens, services.settings.public_base_url):
            log.warning("whatsapp_webhook_refused")
            abort(403)

    @blueprint.post("/webhooks/whatsapp")
    def receive() -> Response:
        message = whatsapp_inbound.parse(request.form.to_dict(), services.clock())
        if message is not None:
            inbound.accept(services, message)
        return Response(NO_REPLY)

    @blueprint.post("/webhooks/whatsapp/status")
    def report() -> Response:
        sid = request.form.get("MessageSid") or request.form.get("SmsSid")
        status = request.form.get("MessageStatus") or request.form.get("SmsStatus")
        if sid and status:
            _record(services, sid, status, request.form.get("ErrorCode"))
        return Response(NO_REPLY)

    return blueprint


def _record(services: Services, sid: str, status: str, error_code: str | None) -> None:
    with services.db.transaction() as session:
        deliveries.record_status(session, sid, status, error_code, services.clock())
    # A transaction of its own: see record_status.
    with services.db.transaction() as session:
        if deliveries.fail_reported(session, [sid]):
            log.warning("reply_failed_later", status=status, error_code=error_code)
