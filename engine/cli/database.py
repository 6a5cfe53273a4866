"""How a command gets at the database: the one that `DATABASE_URL` names, or the embedded one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.exc import OperationalError

from engine.errors import Conflict
from engine.migrations import current_revision, head_revision, migrate
from engine.settings import Settings, read_settings
from engine.store import Store, open_store
from engine.store.embedded import attach_or_start


def settings_or_exit() -> Settings:
    """The settings of the environment; a wrong one ends the command with a sentence that names it."""
    try:
        return read_settings()
    except ValueError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def open_database(settings: Settings, *, patience: int = 0) -> Iterator[Store]:
    """A store for the duration of a command.

    The embedded database is attached to, or started and migrated. One that `DATABASE_URL` names is used as it is:
    raises Conflict when its tables are not those of this program, because only `bpr migrate` changes them. One that
    does not answer yet, as it is just starting, is asked again for some `patience` seconds.
    """
    if settings.database_url:
        with opened(settings.database_url) as store:
            _wait_for(store, patience)
            check_revision(store)
            yield store
    else:
        with attach_or_start(settings, migrate) as server, opened(server.url) as store:
            yield store


def _wait_for(store: Store, patience: int) -> None:
    for _ in range(patience):
        try:
            current_revision(store.engine)
        except OperationalError:
            time.sleep(1)
        else:
            return


def check_revision(store: Store) -> None:
    """Raises Conflict when the tables are not those of this program."""
    found, wanted = current_revision(store.engine), head_revision()
    if found != wanted:
        raise Conflict(
            f"The database is at revision {found or 'none'}, this program needs {wanted}. Run 'bpr migrate' first."
        )


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """A store on the database at `url`, closed when the block ends."""
    store = open_store(url)
    try:
        yield store
    finally:
        store.engine.dispose()
