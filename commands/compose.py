"""The composition root: builds what the code needs, from settings, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import structlog
from dramatiq.brokers.redis import RedisBroker

from bot.channels.addresses import AddressChannel, configured_urls
from bot.channels.base import Channel
from bot.channels.local import LocalChannel
from bot.channels.suppliers import SupplierChannel
from bot.links import MediaLinks
from bot.queue import DramatiqQueue, make_broker
from bot.services import PictureAnswerer, Services, ShelfVision
from bot.settings import Settings
from bot.sources import Sources
from bot.understand.model import Interpreter
from commands.model_choices import choices_of, server_of, shelf_of
from pipeline.vqa.choice import VqaChoice
from pipeline.vqa.model_answers import PictureModel
from storage import addresses, embedded, migrate, sendings
from storage.blobs import BlobStore, LocalBlobs, S3Blobs
from storage.db import Database

log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """The present time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the database and the queue are reached."""

    database_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """What child processes need in order to use the same servers."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


@contextmanager
def open_servers(settings: Settings) -> Iterator[Servers]:
    """The configured servers, or embedded ones that run until the block is left."""
    with ExitStack() as stack:
        database_url = stack.enter_context(_postgres(settings))
        redis_url = stack.enter_context(_redis(settings))
        yield Servers(database_url, redis_url)


@contextmanager
def _postgres(settings: Settings) -> Iterator[str]:
    """The database's URL; a child that was told that of our own server joins it too.

    So the last process to leave stops the servers, even when its parent was killed.
    """
    home = _made_home(settings)
    if settings.database_url not in ("", embedded.PostgresServer(home).url):
        yield settings.database_url
    else:
        with embedded.postgres(home) as url:
            yield url


@contextmanager
def _redis(settings: Settings) -> Iterator[str]:
    """The queue's URL; see `_postgres`."""
    home = _made_home(settings)
    if settings.redis_url not in ("", embedded.RedisServer(home).url):
        yield settings.redis_url
    else:
        with embedded.redis(home) as url:
            yield url


def _made_home(settings: Settings) -> Path:
    """The data folder; raises EmbeddedError where it cannot be made."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or "cannot be made"
        raise embedded.EmbeddedError(
            f"cannot use the folder {settings.home}: {reason}"
        ) from error
    return settings.home


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """A database with the present schema, without a queue (for `enrol`, `stock`)."""
    with ExitStack() as stack:
        url = stack.enter_context(_postgres(settings))
        migrate.upgrade(url)
        database = Database(url)
        stack.callback(database.dispose)
        yield database


@contextmanager
def open_services(
    settings: Settings, *, vision: ShelfVision | None = None, threads: int = 4
) -> Iterator[Services]:
    """Services on the configured or embedded servers, with the present schema.

    `threads` is how many threads of this process use the database at once.
    """
    with ExitStack() as stack:
        servers = stack.enter_context(open_servers(settings))
        migrate.upgrade(servers.database_url)
        broker = make_broker(servers.redis_url)
        stack.callback(broker.close)
        yield stack.enter_context(
            services_on(settings, servers, broker, vision=vision, threads=threads)
        )


@contextmanager
def services_on(
    settings: Settings,
    servers: Servers,
    broker: RedisBroker,
    *,
    vision: ShelfVision | None = None,
    threads: int = 4,
) -> Iterator[Services]:
    """Services on running servers and a given broker."""
    with ExitStack() as stack:
        database = Database(servers.database_url, pool_size=threads + 2)
        stack.callback(database.dispose)
        http = stack.enter_context(
            httpx.Client(timeout=httpx.Timeout(20.0, connect=5.0))
        )
        blobs = make_blobs(settings)
        yield Services(
            settings=settings,
            db=database,
            blobs=blobs,
            queue=DramatiqQueue(broker),
            channels=make_channels(settings, blobs, http, database),
            clock=utc_now,
            vision=vision,
            answerer=make_answerer(settings, http) if vision is not None else None,
            interpreter=make_interpreter(settings, http),
            sources=Sources.from_settings(settings, http),
        )


def make_interpreter(settings: Settings, http: httpx.Client) -> Interpreter | None:
    """The model that is asked for what was not understood, where one is named."""
    if not (settings.vlm_base_url and settings.vlm_model):
        return None
    key = settings.vlm_api_key.get_secret_value()
    return Interpreter(http, settings.vlm_base_url, settings.vlm_model, key)


def make_answerer(settings: Settings, http: httpx.Client) -> PictureAnswerer:
    """The models for open questions about a photo, none loaded yet; with no model in
    the settings it answers nothing."""
    from pipeline.vqa.model_answers import Answerer
    from pipeline.vqa.picture import one_picture

    def picture(photos: Sequence[bytes]) -> bytes:
        return one_picture(photos, settings.max_photo_megapixels)

    models = [
        make_picture_model(settings, http, chosen) for chosen in settings.vqa_choices
    ]
    return Answerer(models, picture, report=_report_silent_model)


def make_picture_model(
    settings: Settings, http: httpx.Client, chosen: VqaChoice
) -> PictureModel:
    """One model of VQA_MODEL, asked where it runs; loaded at its first question."""
    from pipeline.vqa.local_vqa import LocalVqa
    from pipeline.vqa.remote_vqa import HuggingFaceVqa, ServerVqa

    if chosen.is_server:
        return ServerVqa(
            http,
            settings.vlm_base_url,
            chosen.name,
            settings.vlm_api_key.get_secret_value(),
            settings.vqa_timeout_s,
        )
    if chosen.is_local:
        return LocalVqa(
            chosen.name, shelf_of(settings), settings.vision_threads or None
        )
    return HuggingFaceVqa(server_of(settings, http), chosen.name)


def _report_silent_model(model: str, problem: str) -> None:
    log.warning("picture_model_failed", model=model, problem=problem)


def make_blobs(settings: Settings) -> BlobStore:
    """S3 where a bucket is named, else a folder."""
    if settings.s3_bucket:
        return S3Blobs(
            settings.s3_bucket,
            endpoint_url=settings.s3_endpoint_url or None,
            access_key_id=settings.aws_access_key_id or None,
            secret_access_key=settings.aws_secret_access_key.get_secret_value() or None,
        )
    return LocalBlobs(settings.home / "blobs")


def make_channels(
    settings: Settings, blobs: BlobStore, http: httpx.Client, database: Database
) -> Mapping[str, Channel]:
    """Every channel by name; those without credentials are left out.

    A provider's library is imported only where it is used: it costs memory.
    """
    channels: list[Channel] = [
        LocalChannel("web", blobs),
        LocalChannel("console", blobs),
        _address_channel(settings, database),
    ]
    token = settings.telegram_bot_token.get_secret_value()
    if token:
        from bot.channels.telegram import TelegramChannel

        channels.append(
            TelegramChannel(http, settings.telegram_api_base_url, token, blobs)
        )
    if settings.twilio_account_sid:
        from bot.channels.whatsapp import WhatsAppChannel

        links = MediaLinks(settings.public_base_url, settings.signing_key())
        channels.append(WhatsAppChannel.from_settings(settings, http, blobs, links))
    by_name = {channel.name: channel for channel in channels}
    orders = _supplier_channel(settings, database, by_name.get("whatsapp"))
    return {**by_name, orders.name: orders}


def _supplier_channel(
    settings: Settings, database: Database, whatsapp: Channel | None
) -> SupplierChannel:
    """Orders to suppliers, over the other channels."""

    def find(sending_id: str) -> sendings.Destination | None:
        with database.transaction() as session:
            return sendings.destination_of(session, sending_id)

    return SupplierChannel(find, whatsapp, settings.alert_mail_url.get_secret_value())


def _address_channel(settings: Settings, database: Database) -> AddressChannel:
    """E-mail and other services for alerts; always there, as people add addresses."""

    def find(address_id: str) -> str | None:
        with database.transaction() as session:
            return addresses.url_of(session, address_id)

    return AddressChannel(
        find, configured_urls(settings), settings.alert_mail_url.get_secret_value()
    )


def make_vision(settings: Settings, http: httpx.Client) -> ShelfVision:
    """The vision pipeline; imports the models, so only vision workers call this.

    `http` asks the models that run elsewhere, if the settings name such ones.
    """
    from pipeline.models import load_models
    from pipeline.shelf import PipelineVision

    models = load_models(settings.vision_threads, choices_of(settings, http))
    return PipelineVision(max_megapixels=settings.max_photo_megapixels, models=models)
