"""`bpr migrate`: bring the database's tables to those of this program."""

from __future__ import annotations

import click
from alembic.util import CommandError

from engine.cli.database import settings_or_exit
from engine.migrations import head_revision, migrate
from engine.store.embedded import attach_or_start


@click.command()
def command() -> None:
    """Bring the database's tables to those of this program. Safe to run at any time, also by two at once."""
    settings = settings_or_exit()
    try:
        if settings.database_url:
            migrate(settings.database_url)
        else:
            with attach_or_start(settings, migrate) as server:
                migrate(server.url)
    except CommandError as error:
        raise click.ClickException(
            f"The database was migrated by a newer version of this program ({error}). Install that version."
        ) from error
    click.echo(f"The database is at revision {head_revision()}.")
