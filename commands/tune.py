"""`atlasvision models tune`, `tunings` and `rollback`: recognition from corrections.

Registered in `commands.models`. What is learned rests in the database, so that the
workers of all hosts use it from the next photo on.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click
import httpx

from bot.settings import Settings
from commands.compose import make_blobs, open_database
from commands.failures import BadInput, plain_failures
from commands.model_choices import choices_of
from storage import shops, tunings
from storage.db import Database
from storage.models import RecogniserTuning, Shop

_SHOP = click.option("--shop", "shop_name", help="Only this shop; default: every one.")
_AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per shop."
)


@click.command()
@_SHOP
@click.option("--dry-run", is_flag=True, help="Fit and judge, but store nothing.")
@_AS_JSON
@click.pass_obj
@plain_failures()
def tune(
    settings: Settings, shop_name: str | None, dry_run: bool, as_json: bool
) -> None:
    """Learn from each shop's own corrections; use it where it proves better.

    The last third of the corrected photos is held back. What was learned is used only
    if it names these better: surely more right, and not more wrong.
    """
    from bot.tuning import tune_shop
    from pipeline.models import load_models

    with open_database(settings) as database, httpx.Client() as http:
        found = _shops(database, shop_name)
        embedder = load_models(
            settings.vision_threads, choices_of(settings, http)
        ).embedder
        for shop in found:
            tuned = tune_shop(
                database,
                make_blobs(settings),
                shop.id,
                embedder,
                is_trial=dry_run,
                max_megapixels=settings.max_photo_megapixels,
            )
            verdict = tuned.learned.verdict
            line = {
                "shop": shop.name,
                "number": tuned.kept.number if tuned.kept else None,
                "status": _status(verdict.is_better, tuned.kept),
                "photos_corrected": tuned.photos,
                "corrections": tuned.corrections,
                **verdict.figures(),
            }
            click.echo(json.dumps(line) if as_json else _sentence(line))


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
@click.pass_obj
@plain_failures()
def rollback(settings: Settings, shop_name: str | None) -> None:
    """Stop using the newest tuning; the one before is used again, or none."""
    with open_database(settings) as database:
        for shop in _shops(database, shop_name):
            with database.transaction() as session:
                rolled = tunings.roll_back(session, shop.id)
            if rolled is None:
                click.echo(f"{shop.name}: no tuning is in use")
                continue
            used, before = rolled
            now = f"{before.number} is used again" if before else "none is used now"
            click.echo(f"{shop.name}: tuning {used.number} is rolled back, {now}")


def _shops(database: Database, name: str | None) -> Sequence[Shop]:
    """The shop of this name, or all; raises BadInput where there is none."""
    with database.transaction() as session:
        if name is None:
            return shops.every(session)
        shop = shops.shop_named(session, name)
    if shop is None:
        raise BadInput(f"there is no shop called {name!r}")
    return [shop]


def _status(is_better: bool, kept: RecogniserTuning | None) -> str:
    if kept is not None:
        return str(kept.status)
    return "would be used" if is_better else "not used"


def _line(shop: str, row: RecogniserTuning) -> dict[str, Any]:
    return {
        "shop": shop,
        "number": row.number,
        "status": row.status,
        "model": row.model,
        "made": row.created_at.isoformat(timespec="seconds"),
        **row.figures,
    }


def _sentence(line: dict[str, Any]) -> str:
    number = f" tuning {line['number']}" if line["number"] else ""
    reason = f" ({line['reason']})" if line["reason"] else ""
    said = f"{line['corrections']} corrections"
    if not line["photos"]:
        return f"{line['shop']}:{number} {line['status']}{reason}, {said}"
    before, after = line["before"], line["after"]
    return (
        f"{line['shop']}:{number} {line['status']}{reason}, {said}; on"
        f" {line['photos']} photos held back, of {before['told']} numbers right"
        f" {before['right']} → {after['right']}, wrong {before['wrong']} →"
        f" {after['wrong']}, better in {line['certainty']:.0%} of resamples"
    )
