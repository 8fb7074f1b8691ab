"""`atlasvision models tune`, `tunings` and `rollback`: recognition from corrections.

Registered in `commands.models`. What is learned rests in the database, so that the
workers of all hosts use it from the next photo on.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import click
import httpx

from bot.settings import Settings
from commands.compose import make_blobs, open_database
from commands.failures import BadInput, plain_failures
from commands.model_choices import choices_of
from commands.tuned_status import status_of
from pipeline.errors import ModelUnavailable, RemoteModelError
from pipeline.tuning.verdict import LEAST_CORRECTED, LEAST_GROUPS
from pipeline.types import TunedTask
from storage import shops, tunings
from storage.blobs import BlobStore
from storage.db import Database
from storage.models import RecogniserTuning, Shop

_SHOP = click.option("--shop", "shop_name", help="Only this shop; default: every one.")
_AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per shop."
)
_TASKS = click.Choice([task.value for task in TunedTask])
_MINUTES = 20
_THINGS = {
    TunedTask.NAMES: "numbers",
    TunedTask.CATEGORY: "packs",
    TunedTask.PRINT: "lines",
}


@click.command()
@click.option(
    "--task",
    type=_TASKS,
    default=TunedTask.NAMES.value,
    show_default=True,
    help="Names of products; or the model of CLASSIFIER_MODEL or OCR_MODEL.",
)
@_SHOP
@click.option("--dry-run", is_flag=True, help="Fit and judge, but store nothing.")
@click.option(
    "--minutes",
    type=click.IntRange(1),
    default=_MINUTES,
    show_default=True,
    help="How long a model may be fitted for each shop (category, ocr).",
)
@_AS_JSON
@click.pass_obj
@plain_failures()
def tune(
    settings: Settings,
    task: str,
    shop_name: str | None,
    dry_run: bool,
    minutes: int,
    as_json: bool,
) -> None:
    """Learn from each shop's own corrections; use it where it proves better.

    A part of the corrected photos is held back. What was learned is used only if it
    does better there: surely more right, and not more wrong.
    """
    wanted = TunedTask(task)
    with open_database(settings) as database, httpx.Client() as http:
        tuner = _tuner(settings, http, wanted, minutes)
        for shop in _shops(database, shop_name):
            place = (database, make_blobs(settings), shop.id)
            line = {"shop": shop.name, "task": task, **tuner(*place, dry_run)}
            click.echo(json.dumps(line) if as_json else _sentence(line))


Tuner = Callable[[Database, BlobStore, uuid.UUID, bool], dict[str, Any]]


def _tuner(
    settings: Settings, http: httpx.Client, task: TunedTask, minutes: int
) -> Tuner:
    """What fits the model of a task to one shop; the model is loaded once for all."""
    try:
        if task is TunedTask.NAMES:
            return _names_tuner(settings, http)
        from commands.tune_hub import hub_tuner

        return hub_tuner(settings, http, task, minutes)
    except (ModelUnavailable, RemoteModelError) as error:
        raise click.ClickException(str(error)) from error


def _names_tuner(settings: Settings, http: httpx.Client) -> Tuner:
    from bot.tuning import tune_shop
    from pipeline.models import all_threads, load_embedder

    threads = settings.vision_threads or all_threads()
    embedder = load_embedder(choices_of(settings, http), threads)

    def tuned(
        database: Database, blobs: BlobStore, shop_id: uuid.UUID, is_trial: bool
    ) -> dict[str, Any]:
        found = tune_shop(
            database,
            blobs,
            shop_id,
            embedder,
            is_trial=is_trial,
            max_megapixels=settings.max_photo_megapixels,
        )
        verdict = found.learned.verdict
        return {
            "number": found.kept.number if found.kept else None,
            "status": status_of(verdict.is_better, found.kept),
            "photos_corrected": found.photos,
            "corrections": found.corrections,
            "lack": "" if found.learned.tuning else _lack(found.photos),
            **verdict.figures(),
        }

    return tuned


def _lack(photos: int) -> str:
    return (
        f"{LEAST_CORRECTED} corrected photos are needed, the last third of them with"
        f" {LEAST_GROUPS} numbers, there are {photos}"
    )


@click.command("tunings")
@_SHOP
@_AS_JSON
@click.pass_obj
@plain_failures()
def tunings_command(settings: Settings, shop_name: str | None, as_json: bool) -> None:
    """List what was learned, what is in use, and the figures that decided it."""
    with open_database(settings) as database:
        for shop in _shops(database, shop_name):
            with database.transaction() as session:
                for row in tunings.of_shop(session, shop.id):
                    line = _line(shop.name, row)
                    click.echo(json.dumps(line) if as_json else _sentence(line))


@click.command()
@_SHOP
@click.option("--task", type=_TASKS, help="Only of this task; default: the newest.")
@click.pass_obj
@plain_failures()
def rollback(settings: Settings, shop_name: str | None, task: str | None) -> None:
    """Stop using the newest tuning; the one before is used again, or none."""
    wanted = TunedTask(task) if task else None
    with open_database(settings) as database:
        for shop in _shops(database, shop_name):
            with database.transaction() as session:
                rolled = tunings.roll_back(session, shop.id, wanted)
            if rolled is None:
                click.echo(f"{shop.name}: no tuning is in use")
                continue
            used, before = rolled
            now = f"{before.number} is used again" if before else "none is used now"
            click.echo(
                f"{shop.name}: tuning {used.number} ({used.task}) is rolled back, {now}"
            )


def _shops(database: Database, name: str | None) -> Sequence[Shop]:
    """The shop of this name, or all; raises BadInput where there is none."""
    with database.transaction() as session:
        if name is None:
            return shops.every(session)
        shop = shops.shop_named(session, name)
    if shop is None:
        raise BadInput(f"there is no shop called {name!r}")
    return [shop]


def _line(shop: str, row: RecogniserTuning) -> dict[str, Any]:
    return {
        "shop": shop,
        "number": row.number,
        "status": row.status,
        "task": row.task,
        "model": row.model,
        "made": row.created_at.isoformat(timespec="seconds"),
        **row.figures,
    }


def _sentence(line: dict[str, Any]) -> str:
    number = f" tuning {line['number']}" if line["number"] else ""
    reason = f" ({line['reason']})" if line["reason"] else ""
    task = "" if line["task"] == TunedTask.NAMES else f" {line['task']},"
    said = f"{line['corrections']} corrections"
    if line["task"] != TunedTask.NAMES:
        said += f" with {line['pictures']} {_THINGS[line['task']]}"
    if line.get("lack"):
        said += f"; {line['lack']}"
    if not line["photos"]:
        return f"{line['shop']}:{task}{number} {line['status']}{reason}, {said}"
    before, after = line["before"], line["after"]
    return (
        f"{line['shop']}:{task}{number} {line['status']}{reason}, {said}; on"
        f" {line['photos']} {line.get('of', 'photos')} held back, of {before['told']}"
        f" {_THINGS[line['task']]} right {before['right']} → {after['right']}, wrong"
        f" {before['wrong']} → {after['wrong']}, better in {line['certainty']:.0%} of"
        " resamples"
    )
