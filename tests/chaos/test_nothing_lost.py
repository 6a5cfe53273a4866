"""Programs and database are killed under 200 cases; afterwards the books are balanced."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Row, text

from engine import people
from engine.clock import SystemClock
from engine.migrations import migrate
from engine.people import SYSTEM
from engine.store import Store, open_store, unit_of_work
from tests.chaos.caseworkers import Api, Caseworker, Told
from tests.chaos.machinery import DATABASE, Machinery, running
from tests.chaos.reporting import MODEL
from tests.council import Council, found_council, person
from tests.throwaway import ThrowawayServer

pytestmark = pytest.mark.crash

SECONDS = 60 if os.environ.get("BPR_LONG") else 15
CASES, CASEWORKERS = 200, 4


@pytest.fixture
def machinery(durable_server: ThrowawayServer, tmp_path: Path) -> Iterator[Machinery]:
    migrate(durable_server.url)
    with running(durable_server, tmp_path) as found:
        yield found


@pytest.fixture
def books(machinery: Machinery) -> Iterator[Store]:
    """The database of the machinery, for what is set up before and counted afterwards."""
    store = open_store(machinery.server.url, clock=SystemClock())
    yield store
    store.engine.dispose()


def rows(books: Store, statement: str, **parameters: object) -> list[Row[tuple[int, ...]]]:
    books.engine.dispose()  # its connections may be of a server that was killed
    with books.engine.connect() as connection:
        return list(connection.execute(text(statement), parameters))


def entries(books: Store, action: str) -> Counter[int]:
    """How often the audit trail tells so of each subject: a case, or a task."""
    found = rows(books, "SELECT subject_id FROM audit_entry WHERE action = :action", action=action)
    return Counter(row[0] for row in found)


def tokens(books: Store, council: Council) -> dict[str, str]:
    with unit_of_work(books) as work:
        program = person(work, "program", "service_account")
        whose = {"front": council.adviser, "back": council.officer, "program": program}
        return {name: people.issue_token(work, actor.user_id or 0, "chaos", by=SYSTEM) for name, actor in whose.items()}


def work_while_killing(machinery: Machinery, council: Council, by: dict[str, str]) -> list[Told]:
    chance = random.Random(20261122)
    api = Api(machinery.ports)
    workers = [Caseworker(api, by, council.site_id) for _ in range(CASEWORKERS)]
    with ThreadPoolExecutor(CASEWORKERS) as pool:
        found = [pool.submit(worker.work, CASES // CASEWORKERS) for worker in workers]
        machinery.kill_at_random(SECONDS, chance)
        return [each.result() for each in found]


def test_whatever_is_killed_nothing_is_lost_and_nothing_happens_twice(machinery: Machinery, books: Store):
    # given a council whose web processes, workers and database are killed again and again
    council = found_council(books, MODEL)
    # when 200 cases are begun and moved on meanwhile
    told = work_while_killing(machinery, council, tokens(books, council))
    # then every kind of program was killed, and nobody was told anything but that it is done, or was done before
    assert {name.split()[0] for name in machinery.kills} == {"web", "worker", DATABASE}
    assert [words for each in told for words in each.unexpected] == []
    cases = [case_id for each in told for case_id in each.cases]
    completed = [task_id for each in told for task_id in each.completed]
    assert len(cases) == CASES
    # and every case came to its end, none was begun twice, none is stuck
    assert sorted(rows(books, "SELECT id, status FROM case_case")) == [(case_id, "ended") for case_id in sorted(cases)]
    assert rows(books, "SELECT id FROM case_incident") == []
    # and every completion that was accepted is in the audit trail, exactly once, with its answers
    assert entries(books, "case:task:completed") == Counter(completed) == dict.fromkeys(completed, 1)
    assert len(completed) == 2 * CASES
    assert Counter(row[0] for row in rows(books, "SELECT task_id FROM case_answer")) == Counter(completed)
    # and every timer fired, every message came and every script ran exactly once
    for action in ("case:case:started", "case:timer:fired", "case:message:delivered", "case:case:ended"):
        assert entries(books, action) == dict.fromkeys(cases, 1), action
    counted = rows(books, "SELECT convert_from(data, 'UTF8')::jsonb -> 'counted' FROM case_state")
    assert Counter(row[0] for row in counted) == {1: CASES}
    # and no clock is left running
    assert rows(books, "SELECT id FROM sla_clock WHERE status IN ('running', 'paused')") == []
