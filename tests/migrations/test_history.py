"""The one history of the tables: from every earlier revision to the newest, and equal to what the rooms declare."""

from __future__ import annotations

import pkgutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import import_module, util

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import engine
from engine import cases
from engine.clock import FixedClock
from engine.migrations import current_revision, head_revision, upgrade
from engine.migrations.upgrade import _config
from engine.store import Store, metadata, open_store, unit_of_work
from tests.conftest import database_address
from tests.council import found_council
from tests.decisions.files import decision, dmn, literal

REVISIONS = [script.revision for script in reversed(list(ScriptDirectory.from_config(_config()).walk_revisions()))]
TABLES = [
    f"{room.name}.tables"
    for room in pkgutil.iter_modules(engine.__path__, "engine.")
    if room.ispkg and util.find_spec(f"{room.name}.tables")
]

ENDED_EARLIER = (
    "SET LOCAL session_replication_role = replica",  # what the case names comes later
    "INSERT INTO case_case (reference, process_id, version_id, service_id, site_id, status, started_at, ended_at, "
    "fulfil_by) VALUES ('AAAA-AAAA', 1, 1, 1, 1, 'ended', now() - interval '1 year', now() - interval '2 days', now())",
    """INSERT INTO case_state (case_id, state, data, waiting) VALUES (1, '{}', '{"depth":12,"cost":1.50}', '{}')""",
    "INSERT INTO case_answer (case_id, given_at, answers, restricted) "
    """VALUES (1, now() - interval '1 year', '{"depth": 12, "cost": 1.50}', '{}')""",
)
"""A case that a database of revision 0043 holds."""

pytestmark = pytest.mark.database


@pytest.fixture
def empty_database(server_url: str) -> Callable[[], object]:
    """Make an empty database for the length of a block."""

    @contextmanager
    def make() -> Iterator[Store]:
        name = f"once_history_{uuid.uuid4().hex[:12]}"
        admin = create_engine(
            server_url.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT"
        )
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0'))
        store = open_store(database_address(server_url, name))
        yield store
        store.engine.dispose()
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
        admin.dispose()

    return make


def test_there_is_one_history_without_branches():
    script = ScriptDirectory.from_config(_config())

    assert script.get_heads() == [head_revision()]
    assert [f"{number:04}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_a_database_at_any_revision_can_be_brought_to_the_next_and_so_to_the_newest(empty_database):
    with empty_database() as store:
        for revision in REVISIONS:
            upgrade(store.engine, revision)
            assert current_revision(store.engine) == revision

        assert current_revision(store.engine) == head_revision()
        found_council(store)


def test_the_tables_are_what_the_rooms_declare(empty_database):
    for name in TABLES:
        import_module(name)
    with empty_database() as store:
        upgrade(store.engine)
        with store.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True}
            )
            assert compare_metadata(context, metadata) == []


def test_bringing_a_database_up_twice_changes_nothing(empty_database):
    with empty_database() as store:
        upgrade(store.engine)
        council = found_council(store)

        upgrade(store.engine)

        with store.engine.connect() as connection:
            names = connection.execute(
                text("SELECT name FROM people_service WHERE id = :id"), {"id": council.service_id}
            )
            assert names.scalars().all() == ["Highways"]


def test_a_decision_file_that_was_stored_earlier_is_known_by_its_namespace(empty_database):
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><a:definitions xmlns:a="x" namespace="urn:caf\u00e9"/>'
    files = {
        "plain": dmn(decision("d", literal("1")), namespace="urn:plain"),
        "latin": latin.encode("latin-1"),
        "nameless": b"<definitions><decision namespace='urn:inner'/></definitions>",
    }
    with empty_database() as store:
        upgrade(store.engine, "0019")
        insert = text(
            "INSERT INTO decision_version (file_digest, file_name, original, service_id, uploaded_at)"
            " SELECT :name, :name, :data, id, now() FROM people_service LIMIT 1"
        )
        with store.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO people_service (key, name, themes, default_calendar, row_version)"
                    " VALUES ('roads', 'Roads', '{}', 'council', 1)"
                )
            )
            connection.execute(insert, [{"name": name, "data": data} for name, data in files.items()])

        upgrade(store.engine)

        with store.engine.connect() as connection:
            found = connection.execute(text("SELECT file_name, namespace FROM decision_version")).all()
        assert dict(map(tuple, found)) == {"plain": "urn:plain", "latin": "urn:caf\u00e9", "nameless": ""}


def test_a_case_that_ended_earlier_is_put_away_and_reads_the_same(empty_database):
    with empty_database() as store:
        upgrade(store.engine, "0043")
        with store.engine.begin() as connection:
            for statement in ENDED_EARLIER:
                connection.exec_driver_sql(statement)

        upgrade(store.engine)

        council = found_council(store)
        with unit_of_work(store) as work:
            before = cases.answers(work, 1, by=council.officer)
            cases.put_away(work)
            assert work.rows(text("SELECT * FROM case_answer")), "programs of the release before may still read it"
        a_day_on = replace(store, clock=FixedClock(datetime.now(UTC) + cases.AT_HAND + timedelta(hours=1)))
        with unit_of_work(a_day_on) as work:
            cases.put_away(work)
            assert work.rows(text("SELECT * FROM case_answer")) == []
            assert cases.answers(work, 1, by=council.officer) == before
        assert [(one.task_id, one.answers) for one in before] == [(None, {"depth": 12, "cost": 1.5})]
