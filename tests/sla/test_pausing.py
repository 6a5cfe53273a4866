"""Pauses stand still, count once, and move the date; an agreed extension is kept beside the first promise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engine import audit, sla
from engine.errors import Conflict, NotFound, Refused
from engine.sla import tables
from engine.store import reading, unit_of_work
from tests import running_clocks


def day(number, hour):
    return datetime(2026, 11, number, hour, tzinfo=UTC)


def pause(store, reason="customer", **more: object):
    with unit_of_work(store) as work:
        return sla.pause_clocks(work, 1, reason, **more)


def resume(store, reason="", **more: object):
    with unit_of_work(store) as work:
        return sla.resume_clocks(work, 1, reason, **more)


def test_a_paused_clock_has_no_due_date_and_resuming_moves_it(store, clock, start, look):
    start("8 working hours", "10 working days")
    clock.advance(timedelta(hours=2))
    assert pause(store, until=day(20, 12), by=7) == 2
    assert [(row.verdict, row.due_at) for row in look()] == [("paused", None)] * 2
    clock.advance(timedelta(days=1))
    assert resume(store) == 2
    assert [row.due_at for row in look()] == [day(20, 10), datetime(2026, 12, 3, 17, tzinfo=UTC)]
    assert look()[0].first_due_at == day(19, 10)


def test_two_reasons_must_both_end_and_their_time_counts_once(store, clock, start, look):
    start("8 working hours")
    pause(store, "customer")
    clock.advance(timedelta(hours=1))
    pause(store, "police")
    clock.advance(timedelta(hours=1))
    resume(store, "customer")
    assert look()[0].status == "paused"
    clock.advance(timedelta(hours=1))
    resume(store, "police")
    assert (look()[0].status, look()[0].due_at) == ("running", day(19, 13))


def test_a_pause_may_be_recorded_afterwards(store, clock, start, look, events):
    (begun,) = start("2 working hours")
    clock.advance(timedelta(hours=5))
    pause(store, at=day(18, 11))
    assert look()[0].breached_at is None
    resume(store, at=day(18, 14))
    assert look()[0].due_at == day(18, 15)
    assert events(begun.id) == [("started", "18 10:00"), ("paused", "18 11:00"), ("resumed", "18 14:00")]


def test_a_clock_that_was_late_before_it_was_paused_is_found_late(store, clock, start, look, events):
    (begun,) = start("1 working hour")
    clock.advance(timedelta(hours=3))
    pause(store)
    assert (look()[0].verdict, look()[0].breached_at) == ("overdue", day(18, 11))
    assert ("breached", "18 11:00") in events(begun.id)


def test_pausing_is_audited_with_its_reason_and_the_words_can_be_blanked(store, start):
    start("8 working hours")
    pause(store, "waiting for Mrs Example", by=7)
    with unit_of_work(store) as work:
        (entry,) = audit.entries(work, action="sla:clock:paused")
        assert (entry.by, entry.case_id, entry.reason) == (7, 1, "waiting for Mrs Example")
        sla.blank_reasons(work, 1)
        text = str(work.rows(select(tables.clock_event)))
    assert "Example" not in text


def test_a_pause_needs_a_reason_and_cannot_begin_tomorrow(store, start):
    start("8 working hours")
    with pytest.raises(Refused, match="Say why"):
        pause(store, " ")
    with pytest.raises(Refused, match="in the future"):
        pause(store, at=day(19, 10))
    with pytest.raises(Refused, match="in the future"):
        resume(store, at=day(19, 10))


def test_pausing_costs_five_statements_whatever_the_number_and_nothing_open_costs_one(store, statements, start):
    with statements() as sent:
        assert pause(store) == 0
        assert len(sent) == 1
    start(*["8 working hours"] * 5)
    with statements() as sent:
        assert pause(store) == 5
    assert len(sent) == 5


def extend(store, clock_id, until, **more: object):
    with unit_of_work(store) as work:
        return sla.extend_clock(work, clock_id, until=until, reason="Agreed with the applicant", by=7, **more)


def test_an_extension_keeps_the_first_promise_and_obeys_its_cap(store, start, look):
    (begun,) = start("8 weeks")
    assert extend(store, begun.id, day(30, 12).replace(year=2027), cap=day(1, 12).replace(year=2027)).day == 1
    row = look()[0]
    assert (row.extended, row.due_at, row.first_due_at.year) == (True, day(1, 12).replace(year=2027), 2027)
    assert row.first_due_at < row.due_at


def test_an_extension_is_refused_when_it_is_not_later_or_too_late(store, start):
    (begun,) = start("8 working hours")
    with pytest.raises(Refused, match="later than"):
        extend(store, begun.id, day(18, 12))
    with pytest.raises(Refused, match="Say why"), unit_of_work(store) as work:
        sla.extend_clock(work, begun.id, until=day(20, 12), reason="", by=7)
    with pytest.raises(NotFound):
        extend(store, 999, day(20, 12))
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[1])
    with pytest.raises(Conflict):
        extend(store, begun.id, day(20, 12))


def test_no_date_is_further_ahead_than_ten_years(store, start):
    (begun,) = start("8 working hours")
    later, far = (day(1, 12).replace(year=year) for year in (2036, 2037))
    for wrong in ({"until": far}, {"until": later, "cap": far}):
        with pytest.raises(Refused, match="more than ten years ahead"):
            extend(store, begun.id, **wrong)
    with pytest.raises(Refused, match="more than ten years ahead"), unit_of_work(store) as work:
        sla.pause_clocks(work, begun.case_id, "customer", until=far)
    assert extend(store, begun.id, later) == later


def test_stopped_clocks_are_not_paused(store, start, look):
    start("8 working hours")
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[1])
    assert pause(store) == 0
    with reading(store) as work:
        assert look()[0].status == "met"


def test_the_latest_date_that_was_agreed_binds_the_next_agreement_unless_it_names_another(store, start, look):
    (begun,) = start("8 working hours")
    assert extend(store, begun.id, day(25, 12), cap=day(27, 17)) == day(25, 12)
    with pytest.raises(Refused, match="27 November 2026 at the latest"):
        extend(store, begun.id, day(30, 12))
    assert extend(store, begun.id, day(27, 12)) == day(27, 12)
    assert extend(store, begun.id, day(30, 12), cap=day(30, 17)) == day(30, 12)
    assert look()[0].due_at == day(30, 12)
