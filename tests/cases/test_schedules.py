"""Cases that a time starts: once each, with an upper bound after downtime, and only while their version is live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine import audit, cases, definitions
from engine.cases import schedules
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council

PLAIN = '<bpmn:startEvent id="start" name="Reported">'
CYCLE = "timeCycle"


def starting(time: str, tag: str = CYCLE) -> str:
    """The model, started by this time."""
    timer = f'<bpmn:timerEventDefinition id="t"><bpmn:{tag}>{time}</bpmn:{tag}></bpmn:timerEventDefinition>'
    begun = PLAIN + "<bpmn:outgoing>f1</bpmn:outgoing>"
    return MODEL.replace(begun, begun + timer)


def live(store: Store, model: str) -> Council:
    """The council with this model live, as the worker has seen it."""
    council = found_council(store, model)
    see(store)
    return council


def see(store: Store) -> None:
    with unit_of_work(store) as work:
        cases.keep_schedules(work)


def started(store: Store) -> list[datetime]:
    """When cases were started by their time, the oldest first."""
    with reading(store) as work:
        return sorted(entry.happened_at for entry in audit.entries(work, action="case:timer:started", limit=200))


def pass_time(store: Store, clock: FixedClock, step: timedelta, times: int) -> None:
    """Let time pass, with a worker that looks after each step."""
    for _ in range(times):
        clock.advance(step)
        cases.start_due_cases(store)


def test_a_cron_starts_a_case_at_each_of_its_times_at_the_council_s_first_site(store: Store, clock: FixedClock):
    council = live(store, starting("0 9 * * 1-5"))

    pass_time(store, clock, timedelta(hours=1), 24 * 6)

    assert started(store) == [datetime(2026, 11, day, 9, tzinfo=UTC) for day in (19, 20, 23, 24)]
    with reading(store) as work:
        found = cases.find_cases(work, cases.CaseFilter(), by=council.officer)
        case = cases.case(work, found[0].id, by=council.officer)
    assert (case.site_id, case.owner_id) == (council.site_id, council.head.user_id)
    assert [task.name for task in case.open_tasks] == ["Take the report"]


def test_a_count_and_a_date_end_by_themselves(store: Store, clock: FixedClock):
    live(store, starting("R3/PT10H"))
    pass_time(store, clock, timedelta(hours=5), 12)
    assert len(started(store)) == 3


def test_a_date_starts_one_case(store: Store, clock: FixedClock):
    live(store, starting("2026-11-19", "timeDate"))
    pass_time(store, clock, timedelta(hours=5), 12)
    assert started(store) == [datetime(2026, 11, 19, 1, tzinfo=UTC)]


@pytest.mark.parametrize(("time", "fired"), [("R/PT24H", 7), ("0 9 * * *", 7), ("R/PT1H", 10), ("*/5 * * * *", 10)])
def test_after_a_week_of_downtime_it_catches_up_with_an_upper_bound_and_keeps_its_rhythm(
    store: Store, clock: FixedClock, time: str, fired: int
):
    live(store, starting(time))
    clock.advance(timedelta(days=7))

    cases.start_due_cases(store)
    cases.start_due_cases(store)

    assert len(started(store)) == fired
    with reading(store) as work:
        upcoming = work.value(text("SELECT next_at FROM case_schedule"))
    assert clock.now() < upcoming <= clock.now() + timedelta(days=1)
    assert (upcoming.minute, upcoming.second) in ((0, 0), (5, 0))


def test_two_workers_start_each_case_once(store: Store, clock: FixedClock):
    live(store, starting("R/PT24H"))
    clock.advance(timedelta(days=5))
    start = Barrier(2)

    def work_off() -> None:
        start.wait(10)
        cases.start_due_cases(store)

    workers = [Thread(target=work_off) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert len(started(store)) == 5


def test_a_worker_that_dies_before_it_commits_has_started_nothing(store: Store, clock: FixedClock):
    live(store, starting("R3/PT10H"))
    clock.advance(timedelta(hours=10))

    with pytest.raises(OperationalError):
        _start_and_die(store)
    assert started(store) == []

    cases.start_due_cases(store)
    assert started(store) == [], "it has claimed it for a while"
    clock.advance(schedules.AGAIN)
    cases.start_due_cases(store)
    assert len(started(store)) == 1
    clock.advance(timedelta(hours=10) - schedules.AGAIN)
    cases.start_due_cases(store)
    assert len(started(store)) == 2, "the rhythm is kept"


def _start_and_die(store: Store) -> None:
    with unit_of_work(store) as work:
        (claimed,) = schedules._claim(work, 1)
    with unit_of_work(store) as work:
        assert schedules._fire(work, claimed)
        pid = work.value(text("SELECT pg_backend_pid()"))
        with store.engine.connect() as killer:
            killer.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def test_one_that_fails_as_nobody_foresaw_holds_up_no_other_and_is_tried_again(
    store: Store, clock: FixedClock, caplog: pytest.LogCaptureFixture
):
    live(store, starting("R/PT10H"))
    other = starting("R/PT11H").replace('id="report"', 'id="other"')
    with unit_of_work(store) as work:
        service_id = work.value(text("SELECT min(id) FROM people_service"))
        deployed = definitions.deploy(work, other.encode(), service_id=service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
    see(store)
    with unit_of_work(store) as work:
        work.execute(text("UPDATE case_schedule SET every = 'spoilt' WHERE every LIKE '%10H%'"))
    clock.advance(timedelta(hours=11))

    assert cases.start_due_cases(store) == 1
    assert len(started(store)) == 1
    (line,) = caplog.messages
    assert line.startswith("not done, tried again later: ")

    with unit_of_work(store) as work:
        work.execute(text("UPDATE case_schedule SET every = 'PT10H' WHERE every = 'spoilt'"))
    clock.advance(schedules.AGAIN)
    assert cases.start_due_cases(store) == 1
    assert len(started(store)) == 2


def test_it_is_gone_when_its_version_is_no_longer_live(store: Store, clock: FixedClock):
    council = live(store, starting("R/PT1H"))
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, starting("R/PT2H").encode(), service_id=council.service_id, by=SYSTEM)
    see(store)
    clock.advance(timedelta(hours=1))
    cases.start_due_cases(store)
    assert len(started(store)) == 1, "what waits for approval changes nothing"

    with unit_of_work(store) as work:
        definitions.approve(work, deployed.version_id, SYSTEM)
    clock.advance(timedelta(hours=1))
    cases.start_due_cases(store)
    assert len(started(store)) == 1, "nobody had to look first"

    see(store)
    pass_time(store, clock, timedelta(minutes=30), 8)
    assert len(started(store)) == 3, "two hours, four hours"


def test_looking_twice_makes_no_second_schedule(store: Store, clock: FixedClock):
    live(store, starting("R/PT1H"))
    clock.advance(timedelta(minutes=59))
    see(store)
    clock.advance(timedelta(minutes=1))
    cases.start_due_cases(store)
    assert len(started(store)) == 1


@pytest.mark.parametrize("time", ["5 working days", "opening day", "2020-01-01"])
def test_a_time_that_can_start_no_case_starts_none(store: Store, clock: FixedClock, time: str):
    live(store, starting(time, "timeDate"))
    pass_time(store, clock, timedelta(days=1), 9)
    assert started(store) == []


def test_what_cannot_be_started_says_why_and_is_tried_at_its_next_time(store: Store, clock: FixedClock):
    council = live(store, starting("R/PT1H"))
    away = text("UPDATE people_team SET kind = 'front', lanes = '{}', site_id = :site")
    with unit_of_work(store) as work:
        work.execute(away, {"site": council.other_site_id})
    clock.advance(timedelta(hours=1))
    cases.start_due_cases(store)

    with reading(store) as work:
        row = work.row(text("SELECT problem, next_at FROM case_schedule"))
    assert row is not None
    assert "No team can do the step" in row["problem"]
    assert row["next_at"] == clock.now() + timedelta(hours=1)
    assert started(store) == []
