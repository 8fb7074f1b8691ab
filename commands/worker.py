"""`atlasvision worker` and `atlasvision scheduler`: the processes behind the queue."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import click
import httpx
import structlog
from dramatiq import Worker
from dramatiq.brokers.redis import RedisBroker

from bot import jobs
from bot.channels.addresses import configured_urls
from bot.heartbeat import VISION, beating
from bot.queue import (
    CHAT_QUEUE,
    DRAWING_QUEUE,
    OUTBOX_QUEUE,
    OUTSIDE_QUEUE,
    PICTURE_QUEUE,
    VISION_QUEUE,
    make_broker,
)
from bot.schedule import run_schedule
from bot.services import Services
from bot.settings import Settings
from bot.understand.preparing import prepare
from commands.compose import make_vision, open_servers, open_services, services_on
from commands.failures import plain_failures
from commands.logs import configure_logging
from commands.processes import Supervisor, stop_on_signals
from storage import addresses, migrate

log = structlog.get_logger(__name__)

OUTSIDE_THREADS = 2
POLL_MS = (
    100  # how often an idle worker looks at its queues: part of each answer's time
)


@click.command()
@click.argument("kind", type=click.Choice(["all", "chat", "vision"]), default="all")
@click.option("--check", is_flag=True, help="Exit 0 when database and queue answer.")
@click.pass_obj
@plain_failures()
def worker(settings: Settings, kind: str, check: bool) -> None:
    """Answer messages and read photos.

    `chat` and `vision` are one process each (start as many as you like, on any host);
    `all` runs one of each and the scheduler, and restarts what dies.
    """
    if check:
        check_servers(settings)
    elif kind == "all":
        run_all(settings)
    elif kind == "vision":
        run_vision(settings)
    else:
        run_chat(settings)


@click.command()
@click.pass_obj
@plain_failures()
def scheduler(settings: Settings) -> None:
    """Find forgotten jobs and queue them again."""
    configure_logging(settings, "scheduler")
    stop = stop_on_signals()
    with open_services(settings, threads=1) as services:
        with services.db.transaction() as session:
            addresses.configure(session, configured_urls(settings))
        run_schedule(services, stop)


def check_servers(settings: Settings) -> None:
    """Raise unless the database and the queue answer; for health checks."""
    with open_services(settings, threads=1) as services:
        services.db.ping()
        services.queue.ping()


def run_all(settings: Settings) -> None:
    """One worker of each kind and the scheduler, as child processes."""
    configure_logging(settings, "supervisor")
    stop = stop_on_signals()
    with open_servers(settings) as servers:
        migrate.upgrade(servers.database_url)
        children = Supervisor(
            {
                "chat worker": ["worker", "chat"],
                "vision worker": ["worker", "vision"],
                "scheduler": ["scheduler"],
            },
            servers.environment(),
            report=lambda text: log.warning("child_ended", detail=text),
        )
        children.start()
        try:
            children.watch(stop)
        finally:
            children.stop()


def run_chat(settings: Settings) -> None:
    """Answer messages and deliver replies until told to stop."""
    configure_logging(settings, "chat")
    prepare()
    stop = stop_on_signals()
    threads = settings.chat_concurrency
    with open_servers(settings) as servers:
        migrate.upgrade(servers.database_url)
        broker = make_broker(servers.redis_url)
        held = threads * 2 + OUTSIDE_THREADS
        with services_on(settings, servers, broker, threads=held) as services:
            outside = make_broker(servers.redis_url)
            jobs.register(broker, services)
            jobs.register(outside, services)
            pools = [
                Pool(broker, frozenset({CHAT_QUEUE, OUTBOX_QUEUE}), threads),
                Pool(outside, frozenset({OUTSIDE_QUEUE}), OUTSIDE_THREADS),
            ]
            work_on(pools, stop)


def run_vision(settings: Settings) -> None:
    """Read photos until told to stop: one thread, one copy of each model.

    Another thread answers questions that a model must look at a photo for: they may
    take long, and no photo waits for them. A third draws on photos that were read: that
    is quick, and waits for neither.
    """
    configure_logging(settings, "vision")
    stop = stop_on_signals()
    with open_servers(settings) as servers, httpx.Client() as http:
        migrate.upgrade(servers.database_url)
        broker = make_broker(servers.redis_url)
        started = time.monotonic()
        vision = make_vision(settings, http)
        prepare()  # for what is written under photos
        log.info("models_ready", seconds=round(time.monotonic() - started, 2))
        with services_on(
            settings, servers, broker, vision=vision, threads=6
        ) as services:
            with beating(services, VISION, vision.model_version):
                work_on(vision_pools(broker, servers.redis_url, services), stop)


def vision_pools(broker: RedisBroker, redis_url: str, services: Services) -> list[Pool]:
    """Who reads photos, who asks models about them, and who draws on them."""
    questions, drawings = make_broker(redis_url), make_broker(redis_url)
    for one in (broker, questions, drawings):
        jobs.register(one, services)
    return [
        Pool(broker, frozenset({VISION_QUEUE}), 1),
        Pool(questions, frozenset({PICTURE_QUEUE}), 1),
        Pool(drawings, frozenset({DRAWING_QUEUE}), 1),
    ]


@dataclass(frozen=True, slots=True)
class Pool:
    """Threads for some queues; whoever waits there keeps no other pool waiting.

    A broker each: a worker puts a middleware of its own into its broker.
    """

    broker: RedisBroker
    queues: frozenset[str]
    threads: int


def work_on(pools: Sequence[Pool], stop: threading.Event) -> None:
    """Work on the queues of each pool until told to stop."""
    workers = [
        Worker(
            pool.broker,
            queues=set(pool.queues),
            worker_timeout=POLL_MS,
            worker_threads=pool.threads,
        )
        for pool in pools
    ]
    for running in workers:
        running.start()
    queues = sorted(queue for pool in pools for queue in pool.queues)
    log.info("worker_started", queues=queues, threads=sum(p.threads for p in pools))
    stop.wait()
    # Jobs in progress may end; what takes longer comes back through its lease.
    for running in workers:
        running.stop(timeout=5_000)
    for pool in pools:
        pool.broker.close()
    log.info("worker_stopped")
    sys.stderr.flush()
