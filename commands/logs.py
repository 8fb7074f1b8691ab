"""Logging for every process: events with ids on stderr, never contents."""

from __future__ import annotations

import logging
import sys
import traceback

import structlog
from structlog.typing import ExcInfo, Processor

from bot.settings import Settings

TALKATIVE = ("httpx", "httpcore", "twilio", "alembic", "urllib3", "botocore", "boto3")
"""Libraries that log request URLs (which hold tokens and phone numbers) at info."""
HARMLESS = (AttributeError, ImportError, NameError)
"""Errors whose texts name code only."""


def configure_logging(settings: Settings, process: str) -> None:
    """Set up structlog and the standard library's loggers; `process` names us."""
    level = getattr(logging, settings.log_level.upper())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    structlog.contextvars.bind_contextvars(process=process)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(trace_without_words),
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("dramatiq").setLevel(max(level, logging.WARNING))


def trace_without_words(exc_info: ExcInfo) -> str:
    """The kinds of the errors and where they came up, the first cause first.

    Their texts may hold what a person wrote, a phone number or a link with a token.
    """
    error: BaseException | None = exc_info[1]
    told: list[str] = []
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told.append("".join(traceback.format_tb(error.__traceback__)) + _named(error))
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)
    return "\n\n".join(reversed(told))


def _named(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, HARMLESS):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name
