"""Programs and database are killed under 200 cases; afterwards the books are balanced."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Row, text

from engine import cases, definitions, people
from engine.clock import SystemClock
from engine.migrations import migrate
from engine.people import SYSTEM
from engine.store import Store, open_store, unit_of_work
from tests.chaos.caseworkers import Api, Caseworker, Told
from tests.chaos.machinery import DATABASE, Machinery, let_waits_run_out, running
from tests.chaos.reporting import MODEL, ROUNDS, rounds
from tests.chaos.systems import Biller, Watcher
from tests.council import Council, found_council, person
from tests.running import wait_until
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


def rows(books: Store, statement: str, **parameters: object) -> list[Row[Any]]:
    books.engine.dispose()  # its connections may be of a server that was killed
    with books.engine.connect() as connection:
        return list(connection.execute(text(statement), parameters))


def entries(books: Store, action: str) -> Counter[int]:
    """How often the audit trail tells so of each subject: a case, a task, or a job."""
    found = rows(books, "SELECT subject_id FROM audit_entry WHERE action = :action", action=action)
    return Counter(row[0] for row in found)


def tokens(books: Store, council: Council) -> dict[str, str]:
    with unit_of_work(books) as work:
        program = person(work, "program", "service_account")
        whose = {"front": council.adviser, "back": council.officer, "program": program}
        return {name: people.issue_token(work, actor.user_id or 0, "chaos", by=SYSTEM) for name, actor in whose.items()}


def begin_rounds(books: Store, council: Council) -> None:
    """Let the process go live that a time starts."""
    with unit_of_work(books) as work:
        model = rounds(work.now).encode()
        deployed = definitions.deploy(work, model, service_id=council.service_id, by=SYSTEM, key="round")
        definitions.approve(work, deployed.version_id, SYSTEM)
        cases.keep_schedules(work)


def work_while_killing(machinery: Machinery, books: Store, council: Council, by: dict[str, str]) -> list[Told]:
    chance, over = random.Random(20261122), Event()
    api, program = Api(machinery.ports), by["program"]
    workers = [Caseworker(api, by, council.site_id) for _ in range(CASEWORKERS)]
    systems = [Biller(api, program, "biller-1"), Biller(api, program, "biller-2"), Watcher(api, program)]
    with ThreadPoolExecutor(CASEWORKERS + len(systems) + 1) as pool:
        busy = [pool.submit(worker.work, CASES // CASEWORKERS) for worker in workers]
        beside = [pool.submit(system.work, over) for system in systems]
        time = pool.submit(let_waits_run_out, machinery.server.url, over)
        try:
            machinery.kill_at_random(SECONDS, chance)
            told = [each.result() for each in busy]
            with suppress(AssertionError):
                wait_until(lambda: not what_is_left(books), 120)
            assert what_is_left(books) == Counter()
        finally:
            over.set()
        time.result()
        return told + [each.result() for each in beside]


OF_PROCESS = (
    "SELECT c.id, c.status FROM case_case c JOIN definition_process p ON p.id = c.process_id WHERE p.key = :key"
)


def what_is_left(books: Store) -> Counter[str]:
    """What is still to come of what everybody has done: cases by their next action, jobs, signals, and rounds."""
    found = Counter(row[0] for row in rows(books, "SELECT next_action FROM case_case WHERE ended_at IS NULL"))
    found += Counter(
        f"{row.element} is {row.status}"
        for row in rows(books, "SELECT element, status FROM case_job WHERE status NOT IN ('done', 'cancelled')")
    )
    signals = rows(books, "SELECT id FROM case_message_delivery WHERE status = 'due'")
    begun = len(rows(books, OF_PROCESS, key="round"))
    return found + Counter({"signals": len(signals), "rounds": ROUNDS - begun})


def test_whatever_is_killed_nothing_is_lost_and_nothing_happens_twice(machinery: Machinery, books: Store):
    # given a council whose web processes, workers and database are killed again and again
    council = found_council(books, MODEL)
    begin_rounds(books, council)
    # when 200 cases are begun and moved on meanwhile, by people, programs, messages, signals and times
    told = work_while_killing(machinery, books, council, tokens(books, council))
    # then every kind of program was killed, and nobody was told anything but that it is done, or was done before
    assert {name.split()[0] for name in machinery.kills} == {"web", "worker", DATABASE}
    assert [words for each in told for words in each.unexpected] == []
    begun = [case_id for each in told for case_id in each.cases]
    assert len(begun) == CASES
    # and every case came to its end, none was begun twice, none is stuck
    stands = (
        "SELECT c.id, c.status FROM case_case c JOIN definition_process p ON p.id = c.process_id WHERE p.key = :key"
    )
    assert sorted(rows(books, stands, key="report")) == [(case_id, "ended") for case_id in sorted(begun)]
    assert rows(books, "SELECT id FROM case_incident") == []
    # and the books of all that happened are balanced
    check_tasks(books, told)
    check_once_in_each_case(books, begun)
    check_jobs(books, told, begun)
    check_signals(books, told)
    check_rounds(books)
    # and no clock is left running
    assert rows(books, "SELECT id FROM sla_clock WHERE status IN ('running', 'paused')") == []


def check_tasks(books: Store, told: list[Told]) -> None:
    """Every completion that was accepted is in the audit trail, exactly once, with its answers."""
    completed = [task_id for each in told for task_id in each.completed]
    assert entries(books, "case:task:completed") == Counter(completed) == dict.fromkeys(completed, 1)
    assert len(completed) == 2 * CASES
    assert Counter(row[0] for row in rows(books, "SELECT task_id FROM case_answer")) == Counter(completed)


def check_once_in_each_case(books: Store, begun: list[int]) -> None:
    """Every timer fired, every message came and every script ran exactly once."""
    for action in ("case:timer:fired", "case:message:delivered"):
        assert entries(books, action) == dict.fromkeys(begun, 1), action
    everyone = [row[0] for row in rows(books, "SELECT id FROM case_case")]
    for action in ("case:case:started", "case:case:ended"):
        assert entries(books, action) == dict.fromkeys(everyone, 1), action
    counted = data_of(books, "counted")
    assert {case_id: counted[case_id] for case_id in begun} == dict.fromkeys(begun, 1)


def check_jobs(books: Store, told: list[Told], begun: list[int]) -> None:
    """Every job was asked for once and done once: the case keeps what the program answered that was told so."""
    jobs = rows(books, "SELECT id, case_id, element, status, key FROM case_job")
    assert {job.status for job in jobs} == {"done"}
    assert entries(books, "case:job:done") == dict.fromkeys((job.id for job in jobs), 1)
    for element in ("bill", "note"):
        assert Counter(job.case_id for job in jobs if job.element == element) == dict.fromkeys(begun, 1), element
    bills = {job.id: job for job in jobs if job.element == "bill"}
    assert Counter(job_id for each in told for job_id in each.billed) == dict.fromkeys(bills, 1)
    number = data_of(books, "number")
    assert {job.case_id: number[job.case_id] for job in bills.values()} == {
        job.case_id: job.key for job in bills.values()
    }
    assert entries(books, "case:line:added") == dict.fromkeys((job.id for job in jobs if job.id not in bills), 1)


def check_signals(books: Store, told: list[Told]) -> None:
    """Every signal was handled once by each case that waited for it, or had gone on by then; none was sent twice."""
    sent = {number: reached for each in told for number, reached in each.signals.items()}
    listed = rows(
        books,
        "SELECT d.message_id, d.case_id, d.status FROM case_message_delivery d "
        "JOIN case_message m ON m.id = d.message_id WHERE m.kind = 'signal'",
    )
    assert {row[0] for row in rows(books, "SELECT id FROM case_message WHERE kind = 'signal'")} == set(sent)
    assert Counter(row.message_id for row in listed) == {number: reached for number, reached in sent.items() if reached}
    assert {row.status for row in listed} <= {"done", "dropped"}
    handled = Counter(row.case_id for row in listed if row.status == "done")
    assert len(handled) >= CASES // 10
    assert entries(books, "case:signal:delivered") == handled
    assert {case_id: times for case_id, times in data_of(books, "storms").items() if times} == handled


def check_rounds(books: Store) -> None:
    """Every time that was due started one case, which came to its end."""
    assert [row.status for row in rows(books, OF_PROCESS, key="round")] == ["ended"] * ROUNDS
    assert rows(books, "SELECT next_at FROM case_schedule") == [(None,)]


def data_of(books: Store, name: str) -> dict[int, object]:
    """What each case knows under a name."""
    found = rows(books, "SELECT case_id, convert_from(data, 'UTF8')::jsonb -> :name FROM case_state", name=name)
    return {row[0]: row[1] for row in found}
