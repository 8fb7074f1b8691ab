"""`atlasvision models`: which model does what, where it runs, and whether it works."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
import httpx

from bot.settings import Settings
from commands.compose import make_blobs, open_database
from commands.export_boxes import export_boxes
from commands.failures import plain_failures
from commands.model_choices import choices_of
from commands.model_tasks import QUESTIONS, ModelStatus, pull, status_of, tasks_of
from commands.tune import rollback, tune, tunings_command
from pipeline.errors import ModelUnavailable, RemoteModelError, UnreadableImage

if TYPE_CHECKING:
    from commands.model_check import Tried

_AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per model."
)


@click.group(invoke_without_command=True)
@_AS_JSON
@click.pass_context
def models(context: click.Context, as_json: bool) -> None:
    """List tasks, models, sizes, and whether each is ready; exit 1 if one is not.

    The choice of each task is a setting: docs/models.md says what can be chosen.
    """
    if context.invoked_subcommand is None:
        found = [status_of(context.obj, task) for task in tasks_of(context.obj)]
        if not as_json:
            click.echo(_columns("task", "model", "runs on", "licence", "size", "state"))
        for status in found:
            click.echo(json.dumps(asdict(status)) if as_json else _line(status))
        if not as_json:
            click.echo(_hint(found))
        sys.exit(any(status.problem for status in found))


@models.command("pull")
@_AS_JSON
@click.pass_obj
def pull_command(settings: Settings, as_json: bool) -> None:
    """Fetch the models that the settings name, and load each once to verify it."""
    failed, seen = False, set()
    for task in tasks_of(settings):
        if not task.is_local or (task.name, task.model) in seen:
            continue
        seen.add((task.name, task.model))
        try:
            status = pull(settings, task)
        except ModelUnavailable as error:
            failed = True
            click.echo(f"{task.setting}: {error}", err=True)
            continue
        click.echo(json.dumps(asdict(status)) if as_json else _line(status))
    if not seen and not as_json:
        click.echo("Nothing to fetch: no setting names a model of the hub.")
    sys.exit(failed)


@models.command()
@click.argument("photo", type=click.Path(path_type=Path))
@_AS_JSON
@click.pass_obj
def check(settings: Settings, photo: Path, as_json: bool) -> None:
    """Run every model on PHOTO: what it says, and how long that takes.

    The first time holds loading the model; again is what each photo will take.
    """
    from commands.model_check import try_models

    failed = is_begun = False
    try:
        with httpx.Client() as http:
            for tried in try_models(settings, http, photo.read_bytes()):
                failed |= bool(tried.problem)
                if as_json:
                    click.echo(json.dumps(asdict(tried)))
                    continue
                if not is_begun:
                    click.echo(
                        _tried("task", "model", "first", "again", "what it says")
                    )
                    is_begun = True
                click.echo(_line_of(tried))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        click.echo(f"{photo}: {reason}", err=True)
        sys.exit(2)
    except UnreadableImage as error:
        click.echo(f"{photo}: {error}", err=True)
        sys.exit(2)
    sys.exit(failed)


@models.command()
@click.pass_obj
@plain_failures()
def relearn(settings: Settings) -> None:
    """Make the looks of all products anew for the chosen embedding model.

    From the pictures that were kept; what was learnt before is kept, too.
    """
    from commands.model_relearn import relearn as learn_again
    from pipeline.models import load_models

    with open_database(settings) as database, httpx.Client() as http:
        try:
            chosen = load_models(settings.vision_threads, choices_of(settings, http))
            with click.progressbar(length=0, file=sys.stderr, label="Looks") as bar:

                def report(done: int, of: int) -> None:
                    bar.length = of
                    bar.update(1)

                found = learn_again(database, make_blobs(settings), chosen, report)
        except (ModelUnavailable, RemoteModelError) as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{found.learnt} looks learnt, {found.lost} have no picture left")


def _line(status: ModelStatus) -> str:
    """One line of the table."""
    state = status.problem or "ready"
    if status.load_ms and not status.problem:
        state += f", loaded in {status.load_ms:.0f} ms"
    size = f"{status.megabytes:.1f} MB" if status.megabytes else "-"
    terms = status.licence or "-"
    return _columns(status.task, status.model, status.runs, terms, size, state)


def _columns(
    task: str, model: str, runs: str, terms: str, size: str, state: str
) -> str:
    return f"{task:10} {model:32} {runs:28} {terms:12} {size:>10}  {state}"


def _hint(found: Sequence[ModelStatus]) -> str:
    """What a newcomer can change, in one line."""
    settings = dict.fromkeys(status.setting for status in found if status.setting)
    hint = f"Chosen by {', '.join(settings)}; docs/models.md says what fits."
    if QUESTIONS in {status.task for status in found}:
        return hint
    return f"{hint} No model answers open questions: VQA_MODEL names one."


def _line_of(tried: Tried) -> str:
    again = "-" if tried.again_ms is None else f"{tried.again_ms:.0f} ms"
    said = tried.problem or tried.said
    return _tried(tried.task, tried.model, f"{tried.first_ms:.0f} ms", again, said)


def _tried(task: str, model: str, first: str, again: str, said: str) -> str:
    return f"{task:10} {model:32} {first:>10} {again:>10}  {said}"


for command in (tune, tunings_command, rollback, export_boxes):
    models.add_command(command)
