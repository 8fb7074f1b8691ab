"""GET /media/<token>: blobs behind signed links, for browsers and for providers."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from bot.links import MediaLinks
from bot.services import Services
from storage.blobs import BlobNotFound, content_type_of


def create_blueprint(services: Services) -> Blueprint:
    """The route of signed links."""
    blueprint = Blueprint("media", __name__)
    settings = services.settings
    links = MediaLinks(settings.public_base_url, settings.signing_key())

    @blueprint.get("/media/<token>")
    def media(token: str) -> Response:
        key = links.blob_key(token)
        if key is None:
            abort(404)
        response = Response(status=200)
        response.set_etag(key)
        response.cache_control.private = True
        response.cache_control.max_age = 24 * 3600
        response.cache_control.immutable = True
        if request.if_none_match.contains(key):
            response.status_code = 304
            return response
        try:
            data = services.blobs.get(key)
        except BlobNotFound:
            abort(404)
        return _filled(response, key, data)

    return blueprint


def is_picture(key: str) -> bool:
    """Whether browsers are given this blob as a picture."""
    return content_type_of(key).startswith("image/")


def _filled(response: Response, key: str, data: bytes) -> Response:
    """Pictures are shown, all else is saved: an upload never runs as a page of ours."""
    response.set_data(data)
    response.content_type = content_type_of(key)
    name = f"{key[:12]}.{key.rpartition('.')[2]}"
    use = "inline" if is_picture(key) else "attachment"
    response.headers["Content-Disposition"] = f'{use}; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
