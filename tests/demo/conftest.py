"""A database with Northmere and a short year of cases: made once, and cloned for each test that asks for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, text

from engine import demo
from engine.clock import FixedClock
from engine.store import Store, open_store, unit_of_work
from tests.conftest import WEDNESDAY, database_address

PASSWORD = "a password for tests"
CASES = 36


@pytest.fixture(scope="session")
def admin(server_url: str) -> Iterator[Engine]:
    """A superuser's way to the server, to make and drop databases."""
    engine = create_engine(server_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def made(admin: Engine, server_url: str, template: str) -> Iterator[str]:
    """The name of a database with Northmere on Wednesday 18 November 2026, to clone."""
    name = f"{template}_northmere_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    _make(admin, name, template)
    store = open_store(database_address(server_url, name), clock=FixedClock(WEDNESDAY))
    with unit_of_work(store) as work:
        demo.load(work, PASSWORD, cases_wanted=CASES)
    demo.make_history(store)
    store.engine.dispose()
    yield name
    _drop(admin, name)


@pytest.fixture
def northmere(admin: Engine, server_url: str, made: str) -> Iterator[Store]:
    """Northmere with a year of `CASES` cases, for one test to change."""
    name = f"{made}_copy"
    _make(admin, name, made)
    store = open_store(database_address(server_url, name), clock=FixedClock(WEDNESDAY))
    yield store
    store.engine.dispose()
    _drop(admin, name)


def _make(admin: Engine, name: str, template: str) -> None:
    _drop(admin, name)
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))


def _drop(admin: Engine, name: str) -> None:
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
