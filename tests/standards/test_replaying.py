"""What last year would have been under another target or calendar; nothing is written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine import sla, standards
from engine.errors import NotFound, Refused
from engine.measures import latest_months
from engine.sla import Rule, tables
from engine.standards import Attained, Subject
from engine.store import reading, unit_of_work
from tests import running_clocks


def replayed(history, target="", calendar="", kind="step", months=2):
    with reading(history.store) as work:
        wanted = latest_months(work.now, months)
        subject = Subject(kind, history.council.service_id)
        found = standards.replay(work, subject, wanted, Rule(target, calendar), by=history.council.head)
        return found, wanted


def test_a_shorter_target_turns_what_was_in_time_late(history):
    case_id = history.deep()
    history.wait(hours=3)
    history.complete(case_id, finding="a hole")
    found, months = replayed(history, "1 working hours")
    assert [(one.clock["name"], one.then, one.would, one.change) for one in found] == [
        ("Take the report", "in-time", "in-time", ""),
        ("Inspect it", "in-time", "late", "worse"),
    ]
    whole = standards.difference(found)
    assert (whole.then, whole.would) == (Attained(2, 2), Attained(2, 1))
    assert standards.changes(found) == {"worse": 1}
    assert [(month.key, one.would.in_time) for month, one in standards.difference_by_month(found, months)] == [
        ("2026-10", 0),
        ("2026-11", 1),
    ]


def test_a_longer_target_turns_what_was_late_in_time(history):
    case_id = history.deep()
    history.wait(days=7)
    history.complete(case_id, finding="a hole")
    found, _ = replayed(history, "10 working days")
    assert [one.change for one in found] == ["", "better"]
    assert found[1].clock["breached_at"] is not None


def test_another_calendar_counts_other_hours(history):
    case_id = history.deep()
    history.wait(hours=20)
    history.complete(case_id, finding="a hole")
    found, _ = replayed(history, calendar="england-24x7")
    assert [one.change for one in found] == ["", "worse"]


def test_without_another_rule_everything_is_as_the_clocks_recorded_it(history):
    for hours in (3, 30, 200):
        case_id = history.deep()
        history.wait(hours=hours)
        history.complete(case_id, finding="a hole")
    found, _ = replayed(history)
    assert [one.change for one in found] == [""] * 6
    assert [one.would != "in-time" for one in found] == [one.clock["breached_at"] is not None for one in found]


def test_what_was_late_stays_so_when_a_pause_of_before_is_written_down_afterwards(history):
    case_id = history.deep()
    with reading(history.store) as work:
        began = work.now
    history.wait(hours=30)
    with unit_of_work(history.store) as work:
        sla.sweep(work)
        sla.pause_clocks(work, case_id, "customer", at=began + timedelta(hours=1))
    history.wait(hours=1)
    with unit_of_work(history.store) as work:
        sla.resume_clocks(work, case_id)
    history.complete(case_id, finding="a hole")
    with reading(history.store) as work:
        (clock,) = [one for one in sla.clocks(work, sla.ClockFilter(case_id=case_id)) if one.name == "Inspect it"]
    assert (clock.verdict, clock.breached_at is None) == ("late", False)
    # what the clock says, what it is by its own target, and by the same said again, are one
    for target in ("", "8 working hours"):
        found, _ = replayed(history, target)
        assert [(one.then, one.would) for one in found] == [("in-time", "in-time"), ("late", "late")]
    # by another target it is what happened that counts, and the time stood still
    found, _ = replayed(history, "7 working hours")
    assert found[1].would == "in-time"


def test_nothing_is_written(history):
    def rows():
        with reading(history.store) as work:
            return [work.rows(select(table).order_by(table.c.id)) for table in (tables.clock, tables.clock_event)]

    case_id = history.deep()
    history.wait(hours=200)
    history.complete(case_id, finding="a hole")
    before = rows()
    replayed(history, "1 working hours", "england-24x7")
    assert rows() == before


def test_what_cannot_be_a_rule_is_refused(history):
    history.shallow()
    with pytest.raises(Refused, match="cannot be read"):
        replayed(history, "soonish")
    with pytest.raises(NotFound, match="no calendar 'moon'"):
        replayed(history, calendar="moon")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worked=st.integers(1, 9_000), hours=st.integers(1, 60))
def test_a_clock_measured_by_a_target_from_the_start_does_as_one_replayed_with_it(history, worked, hours):
    target = f"{hours} working hours"
    with unit_of_work(history.store) as work:
        starts = [
            sla.ClockStart("step", name, history.council.service_id, target=given_target, case_id=None, task_id=number)
            for number, (name, given_target) in enumerate((("own", target), ("other", "90 working days")), 1)
        ]
        own, _ = running_clocks.start(work, starts)
    history.wait(minutes=worked)
    with unit_of_work(history.store) as work:
        running_clocks.stop(work, task_ids=[1, 2])
        ended = work.now
    history.wait(minutes=1)
    found, _ = replayed(history, target, months=12)
    latest = [one for one in found if one.clock["stopped_at"] == ended]
    assert {one.clock["name"]: one.would for one in latest} == dict.fromkeys(
        ("own", "other"), "in-time" if ended <= own.due_at else "late"
    )
    assert all(one.then == one.would for one in latest if one.clock["name"] == "own")
