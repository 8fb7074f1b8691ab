"""`atlasvision chat`: the assistant in a terminal, one message a line.

It is a channel like the others: lines go through the inbox, the queue and the outbox,
and workers in processes of their own answer.
"""

from __future__ import annotations

import io
import json
import queue
import shutil
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import click

from bot.messages import Reply
from bot.services import Services
from bot.settings import Settings
from commands.compose import open_servers, services_on
from commands.console import LineError, open_console
from commands.failures import plain_failures
from commands.logs import configure_logging
from commands.processes import Supervisor
from storage import migrate

DEFAULT_SHOP = "My shop"


@click.command()
@click.option("--shop", "shop_name", default=DEFAULT_SHOP, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per answer.")
@click.pass_obj
@plain_failures()
def chat(settings: Settings, shop_name: str, as_json: bool) -> None:
    """Talk to the assistant: text, or `photo PATH [caption]`.

    `video PATH [caption]` and `file PATH` (a product table) send those.
    """
    from bot.queue import make_broker

    configure_logging(settings.model_copy(update={"log_level": "error"}), "console")
    with open_servers(settings) as servers:
        migrate.upgrade(servers.database_url)
        workers = Supervisor(
            {"chat": ["worker", "chat"], "vision": ["worker", "vision"]}
            | {"scheduler": ["scheduler"]},
            {**servers.environment(), "LOG_LEVEL": "error"},
            report=lambda text: click.echo(text, err=True),
        )
        broker = make_broker(servers.redis_url)
        workers.start()
        try:
            with (
                services_on(settings, servers, broker, threads=1) as services,
                open_console(services, shop_name) as console,
            ):
                for line in _lines():
                    try:
                        replies = console.news() if line is None else console.say(line)
                        for reply in replies:
                            _print(services, reply, as_json)
                    except LineError as error:
                        _print(services, Reply(console.ref, str(error)), as_json)
        finally:
            workers.stop()
            broker.close()


def _lines() -> Iterator[str | None]:
    """What is typed or piped in; None each second in which nothing is.

    Bytes that are no UTF-8 become replacement signs.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    typed: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(typed,), daemon=True).start()
    while True:
        try:
            line = typed.get(timeout=1.0)
        except queue.Empty:
            yield None
            continue
        if not line:
            return
        if line.strip():
            yield line.strip()
        if sys.stdin.isatty():
            click.echo("you> ", nl=False)


def _read(typed: queue.Queue[str]) -> None:
    """Hand on line by line, "" at the end: reading cannot be interrupted."""
    if sys.stdin.isatty():
        click.echo("you> ", nl=False)
    while line := sys.stdin.readline():
        typed.put(line)
    typed.put("")


def _print(services: Services, reply: Reply, as_json: bool) -> None:
    image = _export(services, reply.image_key)
    document = _export(services, reply.document_key, reply.document_name)
    if as_json:
        answer = {
            "text": reply.text,
            "choices": [
                {"label": choice.label, "value": choice.value}
                for choice in reply.choices
            ],
            "image": image,
            "document": document,
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(reply.text)
    for path in (image, document):
        if path is not None:
            click.echo(f"[{path}]")
    # The number alone picks one, as in the other channels without buttons.
    for number, choice in enumerate(reply.choices, start=1):
        click.echo(f"{number}. {choice.label}")
    click.echo()


def _export(services: Services, key: str | None, name: str | None = None) -> str | None:
    """A blob as a file that the person at the console can open."""
    if key is None:
        return None
    folder = services.settings.home / "console"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (Path(name).name if name else key)
    if not path.exists():
        fresh = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
        fresh.write_bytes(services.blobs.get(key))
        shutil.move(fresh, path)
    return str(path)
