"""The invented council for pages to be looked at and walked through: its databases, its clock, its web server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from werkzeug.serving import WSGIRequestHandler, make_server

from engine import demo
from engine.migrations import upgrade
from engine.settings import read_settings
from engine.store import Store, open_store, unit_of_work
from tests.conftest import database_address
from web.app import create_app

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


class _Quiet(WSGIRequestHandler):
    """Answers requests without a line for each."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


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


@contextmanager
def served(store: Store, data: Path, port: int = 0) -> Iterator[str]:
    """The address at which the whole application answers, in a thread of this process."""
    app = create_app(store, read_settings({"BPR_DATA": str(data)}))
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        store.engine.dispose()


@contextmanager
def admin(server_url: str) -> Iterator[Connection]:
    """A superuser's connection to the server; what it locks it lets go at the end."""
    engine = create_engine(server_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def drop(connection: Connection, name: str) -> None:
    """Take a database away, if it is there."""
    connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


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
