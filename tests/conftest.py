"""Fixtures every test may use: a migrated database of its own worker, a clock that stands still, the corpus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from engine.clock import FixedClock
from engine.migrations import upgrade
from engine.store import Store, open_store

WEDNESDAY = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
KEPT = {"alembic_version", "sla_calendar", "sla_calendar_version", "sla_bank_holiday"}


@pytest.fixture(scope="session")
def server_url() -> str:
    """The address of a PostgreSQL server on which tests may make databases."""
    return os.environ["BPR_TEST_SERVER"]


@pytest.fixture(scope="session")
def database_url(server_url: str) -> Iterator[str]:
    """A migrated database for this test worker alone."""
    name = f"{os.environ.get('BPR_TEST_PREFIX', 'once')}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    admin = create_engine(server_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0'))
    url = make_url(server_url).set(database=name).render_as_string(hide_password=False)
    store = open_store(url)
    upgrade(store.engine)
    store.engine.dispose()
    yield url
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def clock() -> FixedClock:
    """Wednesday 18 November 2026, 10:00 UTC, until the test moves it."""
    return FixedClock(WEDNESDAY)


@pytest.fixture(scope="session")
def _engine_store(database_url: str) -> Iterator[Store]:
    store = open_store(database_url)
    yield store
    store.engine.dispose()


@pytest.fixture
def store(_engine_store: Store, clock: FixedClock) -> Store:
    """An empty database (but for what the migrations put there)."""
    with _engine_store.engine.begin() as connection:
        rows = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        tables = ", ".join(f'"{name}"' for (name,) in rows if name not in KEPT)
        if tables:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    return Store(engine=_engine_store.engine, clock=clock)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real models by other people, where they are present beside the project."""
    folder = Path(__file__).parents[2] / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus folder is not beside the project")
    return folder
