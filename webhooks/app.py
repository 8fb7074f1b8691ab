"""The web process: blueprints, security headers, limits and errors, put together.

Behind a reverse proxy set PUBLIC_BASE_URL: then exactly one proxy is trusted to say the
client's address, scheme and host (X-Forwarded-For, -Proto, -Host); it must overwrite
these headers. Without it the headers are ignored.
"""

from __future__ import annotations

import time
import traceback

import structlog
from flask import Flask, Response, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.services import Services
from webhooks import (
    boxes,
    chat,
    health,
    media,
    samples,
    telegram,
    whatsapp,
    wording,
)

MAX_BODY_BYTES = 1024 * 1024  # the chat raises it for photos
_QUIET_ROUTES = {
    "/chat/messages",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/<path:filename>",
}
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        "img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=()",
}
log = structlog.get_logger(__name__)


def create_app(services: Services) -> Flask:
    """The WSGI application; makes no connection before the first request."""
    app = Flask("webhooks")
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    for part in (health, media, chat, boxes, samples, telegram, whatsapp):
        app.register_blueprint(part.create_blueprint(services))
    app.add_url_rule("/", "home", lambda: redirect("/chat"))
    app.before_request(_start)
    app.after_request(_finish)
    app.register_error_handler(HTTPException, _http_error)
    for kind in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _database_down)
    app.register_error_handler(Exception, _unexpected)
    if services.settings.public_base_url:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=1, x_proto=1, x_host=1
        )
    return app


def _start() -> None:
    g.request_started = time.perf_counter()


def _finish(response: Response) -> Response:
    """Headers for every answer, and one event: the route, never the address or body."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    route = request.url_rule.rule if request.url_rule else "(none)"
    started = g.get("request_started", time.perf_counter())
    is_quiet = route in _QUIET_ROUTES and request.method == "GET"
    event = log.debug if is_quiet and response.status_code < 400 else log.info
    event(
        "http_request",
        method=request.method,
        route=route,
        status=response.status_code,
        ms=round((time.perf_counter() - started) * 1000, 1),
    )
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error
    return _explained(code)


def _database_down(error: Exception) -> ResponseReturnValue:
    """503: providers deliver again, and so does the page."""
    log.warning("database_unavailable", error=type(error).__name__)
    answer = _explained(503)
    answer.headers["Retry-After"] = "2"
    return answer


def _unexpected(error: Exception) -> ResponseReturnValue:
    """The kind of error and where it came up; its text may hold a message's words."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    log.error(
        "request_failed",
        error=type(error).__name__,
        where=[f"{frame.filename}:{frame.lineno}" for frame in frames],
    )
    return _explained(500)


def _explained(code: int) -> Response:
    """A page for people, JSON for programs, in the browser's language."""
    voice = wording.voice_of_visitor(request)
    words = wording.failure(voice, code)
    accepted = request.accept_mimetypes
    if accepted["text/html"] > accepted["application/json"]:
        page = render_template(
            "error.html", code=code, words=words, voice=voice, say=voice.say
        )
        return Response(page, code, content_type="text/html; charset=utf-8")
    answer = jsonify(error=str(code), text=words)
    answer.status_code = code
    return answer
