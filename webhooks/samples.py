"""Demo photos that the web chat offers to send with one tap; off by default."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, send_from_directory, url_for

from bot.services import Services

_PHOTOS = {".jpg", ".jpeg", ".png", ".webp"}


def create_blueprint(services: Services) -> Blueprint:
    """GET /chat/samples and the photos themselves; 404 unless DEMO_IMAGES is set."""
    blueprint = Blueprint("samples", __name__)
    setting = services.settings.demo_images
    folder = Path(setting).expanduser().resolve() if setting else None

    @blueprint.get("/chat/samples")
    def samples() -> Response:
        if folder is None or not folder.is_dir():
            abort(404)
        names = [path.name for path in sorted(folder.iterdir()) if _is_photo(path)]
        return jsonify(samples=[_described(name) for name in names])

    @blueprint.get("/chat/samples/<name>")
    def sample(name: str) -> Response:
        if folder is None or not _is_photo(folder / name):
            abort(404)
        return send_from_directory(folder, name, max_age=3600)

    return blueprint


def _is_photo(path: Path) -> bool:
    return path.suffix.lower() in _PHOTOS and path.is_file()


def _described(name: str) -> dict[str, str]:
    title = Path(name).stem.replace("_", " ").replace("-", " ").capitalize()
    return {"name": name, "title": title, "url": url_for(".sample", name=name)}
