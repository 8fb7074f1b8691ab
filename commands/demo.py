"""`atlasvision demo`: everything on this machine, with a demo shop, in one command."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from bot import invites
from bot.settings import Settings
from commands.compose import Servers, open_servers
from commands.failures import plain_failures
from commands.local_stack import StackFailed, run_stack
from commands.logs import configure_logging
from commands.processes import stop_on_signals
from storage import migrate, shops
from storage.db import Database
from storage.models.shops import Role

ROOT = Path(__file__).resolve().parent.parent
DEMO_SHOP = "Demo shop"
DEMO_VISITORS = 1000
MODEL_FILES = frozenset({".onnx", ".json"})
DEMO_LINK_FOR = timedelta(days=30)


@click.command()
@click.option("--tour", is_flag=True, help="Do the main job without a browser.")
@click.option("--port", type=int, default=None, help="Port of the web chat.")
@click.pass_obj
@plain_failures()
def demo(settings: Settings, tour: bool, port: int | None) -> None:
    """Start everything on this machine and print the address of the web chat.

    With --tour a fresh shop does the main job through the web chat's own addresses; the
    exit code is 1 when an answer is missing or wrong.
    """
    configure_logging(settings.model_copy(update={"log_level": "warning"}), "demo")
    images = Path(settings.demo_images or ROOT / "demo_images").resolve()
    if not (images / "catalogue.csv").is_file():
        raise click.ClickException(f"no demo photos in {images}")
    stop = stop_on_signals()
    if port is not None:
        settings = settings.model_copy(update={"port": port})
    try:
        if tour:
            sys.exit(0 if _take_tour(settings, images) else 1)
        _stay(settings, images, stop)
    except StackFailed as error:
        raise click.ClickException(str(error)) from error


def _stay(settings: Settings, images: Path, stop: threading.Event) -> None:
    with start(settings, images) as (base_url, token):
        click.echo(f"\n  Web chat:  {base_url}/chat?start={token}\n")
        click.echo("  Ctrl-C ends everything.\n")
        stop.wait()
        click.echo("Stopping …")


def _take_tour(settings: Settings, images: Path) -> bool:
    from commands.tour import run_tour

    with tempfile.TemporaryDirectory(prefix="atlasvision-") as folder:
        own = {"atlasvision_home": Path(folder), "database_url": "", "redis_url": ""}
        fresh = settings.model_copy(update={**own, "port": 0})
        with start(fresh, images) as (base_url, token):
            return run_tour(base_url, token, images, click.echo)


@contextmanager
def start(settings: Settings, images: Path) -> Iterator[tuple[str, str]]:
    """All processes with the demo shop, until the block is left.

    Yields the base URL and the start token that joins the demo shop.
    """
    click.echo("Starting PostgreSQL and Redis …")
    with open_servers(settings) as servers:
        migrate.upgrade(servers.database_url)
        environment = {
            "DEMO_IMAGES": str(images),
            "LOG_LEVEL": os.environ.get("LOG_LEVEL", "warning"),
        }
        _seed(settings, servers, images)
        click.echo("Starting web, workers and scheduler …")
        with run_stack(settings, servers, environment, report=_warn) as stack:
            yield stack.base_url, _start_token(settings, servers)


def _warn(text: str) -> None:
    click.echo(text, err=True)


def _seed(settings: Settings, servers: Servers, images: Path) -> None:
    """Make the demo shop, in a process of its own (it loads the models)."""
    marker = settings.home / "demo_shop"
    version = version_of(images / "catalogue.csv", ROOT / "pipeline" / "weights")
    if marker.is_file() and marker.read_text() == version:
        return
    click.echo("Making the demo shop (first time only) …")
    place = ["--currency", "KES", "--country", "KE", "--timezone", "Africa/Nairobi"]
    command = ["seed", str(images), "--shop", DEMO_SHOP, *place]
    done = subprocess.run(
        [sys.executable, "-m", "atlasvision", *command],
        env={
            **os.environ,
            **servers.environment(),
            "ATLASVISION_HOME": str(settings.home),
        },
    )
    if done.returncode:
        raise StackFailed("the demo shop could not be made")
    marker.write_text(version)


def version_of(catalogue: Path, weights: Path) -> str:
    """Changes when the demo catalogue or the models change, not with what is written
    about them."""
    digest = hashlib.sha256()
    models = [path for path in weights.iterdir() if path.suffix in MODEL_FILES]
    for path in sorted([catalogue, *models]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _start_token(settings: Settings, servers: Servers) -> str:
    database = Database(servers.database_url)
    try:
        with database.transaction() as session:
            shop = shops.shop_named(session, DEMO_SHOP)
            assert shop is not None
            return invites.issue(
                session,
                settings.signing_key(),
                shop.id,
                Role.OWNER,
                now=datetime.now(UTC),
                uses=DEMO_VISITORS,
                valid_for=DEMO_LINK_FOR,
            ).code
    finally:
        database.dispose()
