"""`atlasvision read`: what is on shelf photos and videos, without server or database.

Photos are checked before any model is loaded, so a bad one costs little.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
import httpx

from bot.settings import Settings
from commands.model_choices import choices_of
from commands.read_output import as_json_object, as_table
from pipeline.errors import ModelUnavailable, RemoteModelError, UnreadableImage
from pipeline.films.kinds import is_video
from pipeline.images import DEFAULT_MAX_MEGAPIXELS, open_photo

if TYPE_CHECKING:
    from pipeline.models import Models
    from pipeline.types import Catalogue, Filmed

MAX_BYTES = 100_000_000  # a photo of 80 megapixels has a third of this
_BAD_PHOTO, _NO_MODEL = 2, 1


@click.command()
@click.argument("photos", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--catalogue",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder of reference photos; the file stem is the product id.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per photo.")
@click.pass_context
def read(
    context: click.Context, photos: tuple[Path, ...], folder: Path | None, as_json: bool
) -> None:
    """Find, count and name the products on shelf PHOTOS (or videos)."""
    most = getattr(context.obj, "max_photo_megapixels", DEFAULT_MAX_MEGAPIXELS)
    _check_photos(photos, folder, most)
    try:
        with httpx.Client() as http:
            models = _models(context.obj, http)
            _read_all(photos, folder, as_json, models, most)
    except (ModelUnavailable, RemoteModelError) as error:
        _fail(str(error), _NO_MODEL)


def _check_photos(
    photos: tuple[Path, ...], folder: Path | None, max_megapixels: float
) -> None:
    """Decode every photo once and end here when one is bad."""
    if folder is not None and not folder.is_dir():
        _fail(f"{folder}: is not a folder", _BAD_PHOTO)
    for path in photos:
        _load_bytes(path, max_megapixels)


def _load_bytes(path: Path, max_megapixels: float) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise UnreadableImage("too_large", f"more than {MAX_BYTES // 1_000_000} MB")
        if not is_video(data):
            open_photo(data, max_megapixels)
    except OSError as error:
        _fail(f"{path}: {(error.strerror or 'cannot be read').lower()}", _BAD_PHOTO)
    except UnreadableImage as error:
        _fail(f"{path}: {error}", _BAD_PHOTO)
    return data


def _fail(line: str, code: int) -> NoReturn:
    click.echo(line, err=True)
    sys.exit(code)


def _models(settings: Settings | None, http: httpx.Client) -> Models:
    """Those that the settings name; the shipped ones where there are none."""
    from pipeline.models import load_models

    if settings is None:
        return load_models()
    return load_models(settings.vision_threads, choices_of(settings, http))


def _read_all(
    photos: tuple[Path, ...],
    folder: Path | None,
    as_json: bool,
    models: Models,
    max_megapixels: float,
) -> None:
    from pipeline.shelf import read_shelf

    catalogue = _catalogue(folder, models)
    for path in photos:
        filmed = _photos_of(path)
        reading = read_shelf(
            filmed.photos,
            catalogue,
            models,
            max_megapixels=max_megapixels,
            are_pieces=not filmed.is_whole,
        )
        if as_json:
            click.echo(json.dumps(as_json_object(str(path), reading)))
        else:
            click.echo(as_table(str(path), reading))


def _photos_of(path: Path) -> Filmed:
    """The photo, or what a video was made into; ends here when it cannot be."""
    from pipeline.films.film import develop
    from pipeline.types import Filmed

    data = path.read_bytes()
    if not is_video(data):
        return Filmed((data,), data)
    try:
        return develop(data)
    except UnreadableImage as error:
        _fail(f"{path}: {error}", _BAD_PHOTO)


def _catalogue(folder: Path | None, models: Models) -> Catalogue:
    from pipeline.reference_folder import load_folder
    from pipeline.types import Catalogue

    if folder is None:
        return Catalogue()
    try:
        return load_folder(folder, models)
    except UnreadableImage as error:
        _fail(f"{folder}: {error}", _BAD_PHOTO)


if __name__ == "__main__":
    read()
