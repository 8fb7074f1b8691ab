"""Failures that people can do something about, in one line instead of a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import ArgumentError, OperationalError

from pipeline.errors import ModelUnavailable
from storage.embedded import EmbeddedError
from storage.migrate import SchemaTooNew


class BadInput(click.ClickException):
    """What the person named cannot be used; exit 2, as click does for wrong options."""

    exit_code = 2


@contextmanager
def plain_failures() -> Iterator[None]:
    """Say in one line that the database cannot be started, reached or understood, or
    that a model that the settings name cannot be used."""
    try:
        yield
    except (EmbeddedError, SchemaTooNew, ModelUnavailable) as error:
        raise click.ClickException(str(error)) from error
    except ArgumentError as error:  # its text would name the password
        raise click.ClickException(
            "DATABASE_URL is no address of a database"
        ) from error
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"the database cannot be used: {reason}") from error
