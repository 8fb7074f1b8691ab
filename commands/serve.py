"""`atlasvision serve`: the web process, gunicorn with threads.

The first process opens the servers and migrates, then forks `WEB_WORKERS` workers; each
builds its own services after the fork, since connections do not survive one.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import structlog
from gunicorn.app.base import BaseApplication

from bot.services import Services
from bot.settings import Settings
from commands.failures import plain_failures

if TYPE_CHECKING:
    from flask import Flask

log = structlog.get_logger(__name__)

THREADS = 32  # mostly waiting for slow uploads
DATABASE_THREADS = 8  # of these, at the database at once
GRACE_S = 4
MakeServices = Callable[[], AbstractContextManager[Services]]


@click.command()
@click.pass_obj
@plain_failures()
def serve(settings: Settings) -> None:
    """Answer webhooks, the web chat and media links on HOST:PORT."""
    from bot.queue import make_broker
    from commands.compose import open_servers, services_on
    from commands.logs import configure_logging
    from commands.processes import end_with_parent
    from storage import migrate

    configure_logging(settings, "web")
    with open_servers(settings) as servers:
        migrate.upgrade(servers.database_url)

        def make_services() -> AbstractContextManager[Services]:
            broker = make_broker(servers.redis_url)
            return services_on(settings, servers, broker, threads=DATABASE_THREADS)

        end_with_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))
        serve_forever(make_services, settings)


def serve_forever(make_services: MakeServices, settings: Settings) -> None:
    """Serve until SIGTERM (answers what is in progress) or SIGINT (at once).

    Ends with SystemExit, as gunicorn does.
    """
    with ExitStack() as stack:
        if settings.web_workers > 1:
            _share_metrics(stack)
        _keep_loaded()
        WebServer(make_services, settings).run()


def _keep_loaded() -> None:
    """Look for no garbage in what is loaded so far: it stays. To go through all of it
    now and again holds up every request for a tenth of a second, and gives a forked
    process copies of pages that it could share."""
    gc.collect()
    gc.freeze()


def _share_metrics(stack: ExitStack) -> None:
    """Let the workers count together: any of them may be asked for the metrics."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="atlasvision-"))
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder


class WebServer(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured by our settings and by nothing else."""

    def __init__(self, make_services: MakeServices, settings: Settings) -> None:
        self._make_services = make_services
        self._settings = settings
        self._open = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        shared_memory = Path("/dev/shm")
        options = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "workers": self._settings.web_workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": 20,
            "timeout": 60,
            "graceful_timeout": GRACE_S,
            "worker_tmp_dir": str(shared_memory) if shared_memory.is_dir() else None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "forwarded_allow_ips": "",  # webhooks.app decides what a proxy may say
            "when_ready": self._announce,
            "worker_exit": self._close,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application of one worker, on its own services."""
        from webhooks.app import create_app

        services = self._open.enter_context(self._make_services())
        app = create_app(services)
        _keep_loaded()
        return app

    def _announce(self, server: Any) -> None:
        for listener in server.LISTENERS:
            log.info("web_ready", address=str(listener))

    def _close(self, _server: Any, _worker: Any) -> None:
        """End a worker here: it must not unwind into what the first process owns."""
        error = sys.exception()
        code = error.code if isinstance(error, SystemExit) else 1
        try:
            self._open.close()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code if isinstance(code, int) else 0)
