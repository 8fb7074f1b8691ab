"""`atlasvision migrate`: the database to the present schema, and what that took."""

from __future__ import annotations

from contextlib import ExitStack

import click

from bot.settings import Settings
from commands.failures import plain_failures
from storage import embedded
from storage import migrate as migrations


@click.command()
@click.pass_obj
def migrate(settings: Settings) -> None:
    """Bring the database to the present schema; harmless when it is there already."""
    with plain_failures(), ExitStack() as stack:
        url = settings.database_url or stack.enter_context(
            embedded.postgres(settings.home)
        )
        ran = migrations.upgrade(url)
    known = migrations.revisions()[-1]
    click.echo(f"Migrated to {known}" if ran else f"Up to date: {known}")
