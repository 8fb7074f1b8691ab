"""GET /media/<token>: blobs behind signed links, for browsers and for providers."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from bot.links import MediaLinks
from bot.services import Services
from storage.blobs import BlobNotFound

SHOWN_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "avif": "image/avif",
}
SAVED_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


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


def _filled(response: Response, key: str, data: bytes) -> Response:
    """Pictures are shown, known documents are saved, all else is bytes to save.

    What a visitor uploaded must never run as a page of this site.
    """
    extension = key.rpartition(".")[2].lower()
    shown = SHOWN_TYPES.get(extension)
    saved = SAVED_TYPES.get(extension, "application/octet-stream")
    response.set_data(data)
    response.content_type = shown or saved
    name = f"{key[:12]}.{extension}" if key.replace(".", "").isalnum() else "file"
    response.headers["Content-Disposition"] = (
        f'{"inline" if shown else "attachment"}; filename="{name}"'
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
