"""How much room a finished case takes for good: every table and index, as `make bench` measures it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from engine.store import Store, open_store
from tests.bench.reference import prepare
from tests.bench.sizing import room_of_cases
from tests.databases import admin, database_address, drop

MOST = 6_000
"""Bytes (1 kB = 1,000 bytes) of a finished case of the reference model."""

pytestmark = pytest.mark.database


@pytest.fixture
def untouched_store(server_url: str, template: str) -> Iterator[Store]:
    """A database in which nothing was deleted before, on the machine's clock: moments differ, as they do in service."""
    name = f"once_room_{uuid.uuid4().hex[:12]}"
    with admin(server_url) as connection:
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    store = open_store(database_address(server_url, name), pool_size=1)
    yield store
    store.engine.dispose()
    with admin(server_url) as connection:
        drop(connection, name)


@pytest.mark.slow
def test_a_finished_case_takes_six_thousand_bytes_at_most(untouched_store: Store):
    """Of fewer cases the pages of tables would be counted, not what is in them."""
    found = room_of_cases(prepare(untouched_store), warm=200, count=500)

    assert found["bytes"] <= MOST, found["tables"]
