"""Fixtures every test may use: a migrated database of its own worker, a clock that stands still, the corpus.

The server is the one that `BPR_TEST_SERVER` names (`postgresql://superuser@host/postgres`); otherwise a throw-away one
is started once for the whole run and shared by its workers. `BPR_TEST_POSTGRES` names a folder of server programs to
use for it instead of the wheel's. Its databases are cloned from a template that was migrated once.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import BigInteger, Connection, Delete, column, delete, event, func, select, table, text
from sqlalchemy.dialects import postgresql

from engine.clock import FixedClock
from engine.migrations import upgrade
from engine.settings import read_settings
from engine.store import Store, open_store
from tests import northmere
from tests.council import Council, found_council
from tests.databases import admin, database_address, drop
from tests.throwaway import ThrowawayServer

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
KEPT = {"alembic_version", "sla_calendar", "sla_calendar_version", "sla_bank_holiday", "sla_calendar_revision"}
_SERVER = pytest.StashKey[ThrowawayServer]()
_ONE_AT_A_TIME = 7_021_160_002

# no example fails for the time it took: machines are noisy
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where real models by other people are, when they are not beside the project."""
    parser.addoption("--corpus", type=Path, help="folder with bpmn/ and dmn-tck/ (default: ../shared/corpus)")


def pytest_configure(config: pytest.Config) -> None:
    """The process that runs the workers starts the server for all of them, before it starts them."""
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", default=None):
        return
    os.environ.setdefault("BPR_TEST_RUN", uuid.uuid4().hex[:8])
    if not os.environ.get("BPR_TEST_SERVER"):
        server = config.stash[_SERVER] = ThrowawayServer()
        os.environ["BPR_TEST_SERVER"] = server.admin_url


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever made the databases and the server takes them away."""
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.stop()
    elif not hasattr(config, "workerinput") and config.getoption("numprocesses", default=None):
        with admin(os.environ["BPR_TEST_SERVER"]) as connection:
            for name in (_template_name(), f"{_template_name()}_northmere"):
                drop(connection, name)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address, for a superuser, of a PostgreSQL server on which tests may make databases."""
    if url := os.environ.get("BPR_TEST_SERVER"):
        yield url
        return
    server = ThrowawayServer()
    yield server.admin_url
    server.stop()


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a migrated database to clone: `CREATE DATABASE ... TEMPLATE ...`. Nobody may connect to it."""
    name = _template_name()
    with admin(server_url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        if not connection.execute(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}).scalar():
            connection.execute(text(f'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0'))
            store = open_store(database_address(server_url, name))
            upgrade(store.engine)
            store.engine.dispose()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _ONE_AT_A_TIME})
    yield name
    if "PYTEST_XDIST_WORKER" not in os.environ:
        with admin(server_url) as connection:
            for used in (name, f"{name}_northmere"):
                drop(connection, used)


@pytest.fixture(scope="session")
def database_url(server_url: str, template: str) -> Iterator[str]:
    """A migrated database for this test worker alone."""
    name = template.replace("_template_", f"_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_")
    with admin(server_url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _ONE_AT_A_TIME})
    yield database_address(server_url, name)
    with admin(server_url) as connection:
        drop(connection, name)


@pytest.fixture
def clock() -> FixedClock:
    """Wednesday 18 November 2026, 10:00 UTC, until the test moves it."""
    return FixedClock(WEDNESDAY)


@pytest.fixture(scope="session")
def _engine_store(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    yield store
    store.engine.dispose()


@pytest.fixture(scope="session")
def _emptying(_engine_store: Store) -> str:
    """Statements that empty every table and start its numbers anew; deleting a few rows is quicker than truncating."""
    with _engine_store.engine.connect() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        numbers = connection.execute(text("SELECT sequencename FROM pg_sequences")).scalars().all()
        added = [_newer_gone(connection, name) for name in ("sla_calendar_version", "sla_calendar")]
    deleted = [_in_words(delete(table(name))) for name in tables if name not in KEPT]
    restarted = [
        f"SELECT setval('\"{name}\"', 1, false)"
        for name in numbers
        if not any(name == f"{kept}_id_seq" for kept in KEPT)
    ]
    changed = "UPDATE sla_calendar_revision SET revision = gen_random_uuid()"  # no trigger runs as a replica
    return "; ".join(["SET LOCAL session_replication_role = replica", *deleted, *added, changed, *restarted])


def _newer_gone(connection: Connection, name: str) -> str:
    """The statement that deletes what comes after the rows that the migrations made."""
    number = column("id", BigInteger)
    rows = table(name, number)
    newest = connection.execute(select(func.max(number)).select_from(rows)).scalar_one()
    return _in_words(delete(rows).where(number > newest))


def _in_words(statement: Delete) -> str:
    return str(statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))


@pytest.fixture
def store(_engine_store: Store, _emptying: str, clock: FixedClock) -> Store:
    """An empty database (but for what the migrations put there)."""
    with _engine_store.engine.begin() as connection:
        connection.exec_driver_sql(_emptying)
    return Store(engine=_engine_store.engine, clock=clock)


@pytest.fixture
def statements(store: Store):
    """A context in which the statements sent to the database are listed."""

    @contextmanager
    def listed() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection, _cursor, statement, _parameters, _context, _many):
            seen.append(statement)

        event.listen(store.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(store.engine, "before_cursor_execute", note)

    return listed


@pytest.fixture
def council(store: Store) -> Council:
    """One service with its back office, two sites with their front offices, the process “Report a defect” live."""
    return found_council(store)


@pytest.fixture(scope="session")
def _shared_app(_engine_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    from web.app import create_app  # only those who need it load it

    settings = read_settings({"BPR_DATA": str(tmp_path_factory.mktemp("data"))})
    return create_app(_engine_store, settings)


@pytest.fixture
def app(_shared_app: Flask, store: Store) -> Flask:
    """The application on the empty database of this test, at the time of its clock."""
    _shared_app.extensions["store"] = store
    return _shared_app


@pytest.fixture(scope="session")
def filled_template(server_url: str, template: str) -> str:
    """The name of a database to clone that holds the invented council with a small year, made once for the run."""
    name = f"{template}_northmere"
    northmere.filled(server_url, name, cases=100)
    return name


@pytest.fixture
def filled_store(server_url: str, filled_template: str) -> Iterator[Store]:
    """A copy of the invented council for this test alone, on a clock that goes on from 10:00 of a Wednesday."""
    with northmere.copied(server_url, filled_template, f"{filled_template}_{uuid.uuid4().hex[:8]}") as url:
        store = open_store(url, clock=northmere.WorkingClock(), pool_size=10)
        yield store
        store.engine.dispose()


@pytest.fixture
def durable_server() -> Iterator[ThrowawayServer]:
    """A server of the test's own, with fsync on, that the test may kill."""
    server = ThrowawayServer(durable=True)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def corpus(pytestconfig: pytest.Config) -> Path:
    """Real models by other people: in the folder that --corpus names, or beside the project."""
    named: Path | None = pytestconfig.getoption("corpus")
    folder = named or Path(__file__).parents[2] / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip(f"there is no corpus folder {folder}" if named else "the corpus folder is not beside the project")
    return folder


def _template_name() -> str:
    run = os.environ.setdefault("BPR_TEST_RUN", uuid.uuid4().hex[:8])
    return f"{os.environ.get('BPR_TEST_PREFIX', 'once')}_template_{run}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this worker that look at pages: Playwright can be begun but once in a process."""
    from playwright.sync_api import sync_playwright  # only those who need it load it

    from tests.journeys.chromium import launch

    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
