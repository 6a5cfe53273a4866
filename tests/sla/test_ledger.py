"""The stretches of a clock meet end to end, and add up to the figures that are shown everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sla.calendar import due_at
from engine.sla.clock import ClockEvent, judge, pauses_of
from engine.sla.ledger import GONE, LEFT, OVER, NamedPause, ledger, total
from engine.targets import parse_target
from tests.sla.oracle import minutes_between
from tests.sla.test_calendar import ENGLAND, at, calendars, moments, pauses_after


def told(start, now, target, *events: ClockEvent):
    happened = [ClockEvent("started", at(start).astimezone(UTC)), *events]
    moment, aim = at(now).astimezone(UTC), parse_target(target)
    state = judge(happened, ENGLAND, aim, moment)
    pauses = [NamedPause(begin, end, reason) for reason, begin, end in pauses_of(happened, moment)]
    return state, ledger(ENGLAND, aim, state, moment, pauses)


def said(entries):
    return [(f"{one.begin:%d %H:%M}", f"{one.end:%d %H:%M}", one.counted, one.phase, one.why) for one in entries]


def paused(kind, day_and_time, reason="Waiting for the customer"):
    return ClockEvent(kind, at(day_and_time).astimezone(UTC), reason)


def test_what_is_gone_and_what_is_left_are_told_apart_with_the_version_that_says_so():
    _, entries = told("2026-11-16T16:00", "2026-11-17T09:30", "2 working hours")
    assert said(entries) == [
        ("16 16:00", "16 17:00", True, GONE, "Monday, open (england, version 1)."),
        ("16 17:00", "17 00:00", False, GONE, "Monday, outside opening hours (england, version 1)."),
        ("17 00:00", "17 09:00", False, GONE, "Tuesday, outside opening hours (england, version 1)."),
        ("17 09:00", "17 09:30", True, GONE, "Tuesday, open (england, version 1)."),
        ("17 09:30", "17 10:00", True, LEFT, "Tuesday, open (england, version 1)."),
    ]


def test_a_pause_says_for_what_and_an_overdue_clock_what_came_after():
    _, entries = told(
        "2026-11-16T10:00",
        "2026-11-16T15:00",
        "1 working hour",
        paused("paused", "2026-11-16T10:30"),
        paused("resumed", "2026-11-16T12:00"),
    )
    assert [(one.phase, one.adds, one.why) for one in entries[:2]] == [
        (GONE, timedelta(minutes=30), "Monday, open (england, version 1)."),
        (GONE, timedelta(0), "Paused: Waiting for the customer."),
    ]
    assert [(f"{one.begin:%H:%M}", one.phase) for one in entries[2:]] == [("12:00", GONE), ("12:30", OVER)]


def test_days_count_whole_and_add_the_time_that_is_open_in_them():
    state, entries = told("2026-11-16T10:00", "2026-11-18T12:00", "3 working days")
    assert [one.counted for one in entries] == [False, True, True, True, True]
    assert total(entries, GONE) == state.worked == timedelta(hours=7 + 8 + 3)
    assert total(entries, LEFT) == state.remaining


def test_a_paused_clock_stands_where_it_was_paused():
    state, entries = told(
        "2026-11-16T10:00", "2026-11-20T12:00", "8 working hours", paused("paused", "2026-11-16T12:00")
    )
    assert total(entries, GONE) == state.worked == timedelta(hours=2)
    assert {one.why for one in entries if one.phase == LEFT} == {"Paused: Waiting for the customer."} | {
        one.why for one in entries if "outside" in one.why
    }


units = st.sampled_from(["40 working hours", "3 working days", "90 hours", "4 calendar days", "2026-12-01"])


@settings(max_examples=120, deadline=None)
@given(calendars(), moments, units, pauses_after, st.integers(0, 12_000), st.sampled_from(["", "met", "paused"]))
def test_the_stretches_add_up_to_what_the_clock_says(pair, start, text, spans, later, end):
    calendar, plain = pair
    target, now = parse_target(text), start + timedelta(minutes=later)
    events = [ClockEvent("started", start)]
    for number, (begin, length) in enumerate(spans):
        since = start + timedelta(minutes=begin)
        events += [ClockEvent("paused", since, str(number))]
        events += [ClockEvent("resumed", since + timedelta(minutes=length), str(number))]
    if end:
        events.append(ClockEvent(end, start + timedelta(minutes=later // 2), "end"))
    state = judge(events, calendar, target, now)
    pauses = [NamedPause(begin, until, reason) for reason, begin, until in pauses_of(events, now)]
    entries = ledger(calendar, target, state, now, pauses)
    assert total(entries, GONE, OVER) == state.worked
    if state.due_at is not None and state.stopped_at is None:
        assert total(entries, LEFT) == state.remaining
    ends = [one.end for one in entries]
    assert [one.begin for one in entries[1:]] == ends[:-1]
    if entries and text.endswith("working hours"):
        stands_at = state.stopped_at or state.paused_since or now
        minutes = minutes_between(plain, start, stands_at, state.pauses)
        assert total(entries, GONE, OVER) == timedelta(minutes=minutes)


def test_sixteen_weeks_are_told_to_their_end():
    state, entries = told("2026-11-16T10:00", "2026-11-16T10:00", "16 weeks")
    assert entries[-1].end == due_at(ENGLAND, at("2026-11-16T10:00"), parse_target("16 weeks"))
    assert sum(one.counted for one in entries) == 112
    assert state.due_at == datetime(2027, 3, 8, 23, 59, 59, tzinfo=UTC)
