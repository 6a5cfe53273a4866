"""The invented council for pages to be looked at and walked through: its databases and its clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import text

from engine import demo
from engine.migrations import upgrade
from engine.store import open_store, unit_of_work
from tests.databases import admin, database_address, drop

PASSWORD = "three-random-words"
_ONE_AT_A_TIME = 7_021_160_003
_HOLIDAYS = {(12, 25), (12, 26), (1, 1)}


@dataclass(slots=True)
class WorkingClock:
    """A clock that goes on from 10:00 of the coming Wednesday, so that a journey never runs at night.

    It is ahead of the machine's: a browser would throw away a session that ended before its own time.
    """

    ahead: timedelta = field(default_factory=lambda: _wednesday() - datetime.now(UTC))

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + self.ahead

    def advance(self, by: timedelta) -> None:
        """Move the clock on by `by`."""
        self.ahead += by


def filled(server_url: str, name: str, *, cases: int) -> None:
    """Make the database `name`, with Northmere and so many cases, unless it is there. Nobody stays connected."""
    with admin(server_url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        if connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).scalar():
            return
        making = f"{name}_unfinished"
        drop(connection, making)
        connection.execute(text(f'CREATE DATABASE "{making}" ENCODING UTF8 TEMPLATE template0'))
        _fill(database_address(server_url, making), cases)
        connection.execute(text(f'ALTER DATABASE "{making}" RENAME TO "{name}"'))


@contextmanager
def copied(server_url: str, template: str, name: str) -> Iterator[str]:
    """The address of a copy of a filled database, dropped afterwards."""
    with admin(server_url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    try:
        yield database_address(server_url, name)
    finally:
        with admin(server_url) as connection:
            drop(connection, name)


def _fill(url: str, cases: int) -> None:
    store = open_store(url, clock=WorkingClock())
    upgrade(store.engine)
    with unit_of_work(store) as work:
        demo.load(work, PASSWORD, cases_wanted=cases)
    demo.make_history(store)
    store.engine.dispose()


def _wednesday() -> datetime:
    """10:00 UTC of the first Wednesday from tomorrow on that is no holiday."""
    day = datetime.now(UTC).date() + timedelta(days=1)
    while day.weekday() != 2 or (day.month, day.day) in _HOLIDAYS:
        day += timedelta(days=1)
    return datetime.combine(day, time(10), UTC)
