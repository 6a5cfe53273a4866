"""A clock is what its events make it, in whatever order they were written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sla.calendar import due_at
from engine.sla.clock import ClockEvent, judge
from engine.targets import parse_target
from tests.sla.test_calendar import ENGLAND, at

EIGHT_HOURS = parse_target("8 working hours")


def happened(kind, day_and_time, reason="", until=None, cap=None):
    return ClockEvent(kind, monday(day_and_time), reason, until and monday(until), cap and monday(cap))


def monday(day_and_time):
    """A moment of November 2026, whose 16th is a Monday: `16 10:00`."""
    day, time = day_and_time.split()
    return at(f"2026-11-{day}T{time}").astimezone(UTC)


def told(now, *events: ClockEvent, target=EIGHT_HOURS):
    return judge([happened("started", "16 10:00"), *events], ENGLAND, target, monday(now))


def test_a_running_clock_is_due_when_its_target_runs_out():
    state = told("16 12:00")
    assert (state.status, state.due_at, state.first_due_at) == ("running", monday("17 10:00"), monday("17 10:00"))
    assert (state.worked, state.remaining, state.actual) == (timedelta(hours=2), timedelta(hours=6), timedelta(hours=2))
    assert (state.at_risk, state.breached_at) == (False, None)


def test_a_clock_is_at_risk_when_three_quarters_of_its_time_have_gone():
    assert told("16 12:00").at_risk_at == monday("16 16:00")
    assert not told("16 15:59").at_risk
    assert told("16 16:00").at_risk


def test_while_paused_nothing_is_due_and_what_remains_stands_still():
    pause = happened("paused", "16 12:00", "waiting for the customer", until="20 12:00")
    for now in ("16 12:00", "16 16:00", "27 16:00"):
        state = told(now, pause)
        assert (state.status, state.due_at, state.paused_since) == ("paused", None, monday("16 12:00"))
        assert (state.worked, state.remaining) == (timedelta(hours=2), timedelta(hours=6))
        assert (state.at_risk, state.at_risk_at, state.breached_at) == (False, None, None)


def test_the_due_date_moves_by_the_open_time_of_a_pause():
    state = told("18 12:00", happened("paused", "16 12:00"), happened("resumed", "18 11:00"))
    assert state.due_at == monday("18 17:00")
    assert state.first_due_at == monday("17 10:00")
    assert state.worked == timedelta(hours=3)


def test_overlapping_pauses_count_once_and_both_must_end():
    events = (
        happened("paused", "16 12:00", "customer"),
        happened("paused", "16 14:00", "police"),
        happened("resumed", "16 15:00", "customer"),
    )
    assert told("16 15:30", *events).status == "paused"
    state = told("16 16:30", *events, happened("resumed", "16 16:00", "police"))
    assert (state.status, state.due_at) == ("running", monday("17 14:00"))


def test_resuming_without_a_reason_ends_every_pause_and_an_unknown_reason_none():
    pauses = (happened("paused", "16 12:00", "customer"), happened("paused", "16 13:00", "police"))
    assert told("16 15:00", *pauses, happened("resumed", "16 14:00")).status == "running"
    assert told("16 15:00", *pauses, happened("resumed", "16 14:00", "weather")).status == "paused"


def test_what_is_done_at_the_due_moment_is_in_time_and_a_second_later_it_is_not():
    in_time = told("30 10:00", happened("met", "17 10:00"))
    late = told("30 10:00", ClockEvent("met", monday("17 10:00") + timedelta(microseconds=1)))
    assert (in_time.status, in_time.breached_at) == ("met", None)
    assert (late.status, late.breached_at) == ("met", monday("17 10:00"))


def test_a_breach_is_judged_by_the_moment_and_never_by_a_share_that_rounds_up():
    due, started = monday("17 10:00"), [happened("started", "16 10:00")]
    state = judge(started, ENGLAND, EIGHT_HOURS, due - timedelta(seconds=14))
    assert f"{state.worked / timedelta(hours=8):.3%} is {state.worked / timedelta(hours=8):.0%}" == "99.951% is 100%"
    assert state.breached_at is None
    assert judge(started, ENGLAND, EIGHT_HOURS, due + timedelta(microseconds=1)).breached_at == due


def test_a_breach_is_dated_by_the_due_moment_however_late_it_is_found():
    assert told("17 10:00").breached_at is None
    assert told("27 10:00").breached_at == monday("17 10:00")


def test_a_recorded_breach_stays_when_a_pause_of_before_moves_the_date():
    state = told(
        "18 12:00",
        happened("breached", "17 10:00"),
        happened("paused", "16 12:00"),
        happened("resumed", "17 16:00"),
    )
    assert (state.due_at, state.breached_at) == (monday("18 14:00"), monday("17 10:00"))


def test_an_extension_sets_a_later_date_up_to_its_cap_and_never_an_earlier_one():
    assert told("16 12:00", happened("extended", "16 11:00", until="20 12:00")).due_at == monday("20 12:00")
    assert told("16 12:00", happened("extended", "16 11:00", until="27 12:00", cap="20 12:00")).due_at == monday(
        "20 12:00"
    )
    earlier = told("16 12:00", happened("extended", "16 11:00", until="16 14:00"))
    assert (earlier.due_at, earlier.extended) == (monday("17 10:00"), True)
    two = (happened("extended", "16 11:00", until="20 12:00"), happened("extended", "16 12:00", until="19 12:00"))
    assert told("16 13:00", *two).due_at == monday("20 12:00")


def test_nothing_after_the_first_stop_counts():
    state = told(
        "30 10:00", happened("met", "16 12:00"), happened("paused", "16 13:00"), happened("cancelled", "16 14:00")
    )
    assert (state.status, state.stopped_at, state.worked) == ("met", monday("16 12:00"), timedelta(hours=2))
    assert state.actual == timedelta(hours=2)


def test_a_clock_stopped_while_paused_was_paused_up_to_then():
    state = told("30 10:00", happened("paused", "16 12:00"), happened("met", "18 12:00"))
    assert (state.status, state.pauses) == ("met", ((monday("16 12:00"), monday("18 12:00")),))
    assert (state.worked, state.breached_at) == (timedelta(hours=2), None)


def test_a_cancelled_clock_was_not_late_unless_it_was_found_so_before():
    assert told("30 10:00", happened("cancelled", "20 10:00")).breached_at is None
    found = told("30 10:00", happened("breached", "17 10:00"), happened("cancelled", "20 10:00"))
    assert (found.status, found.breached_at) == ("cancelled", monday("17 10:00"))


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        (("paused", "resumed"), "paused"),
        (("paused", "met"), "met"),
        (("resumed", "met"), "met"),
        (("cancelled", "met"), "met"),
        (("paused", "cancelled"), "cancelled"),
        (("extended", "paused", "resumed"), "paused"),
    ],
)
def test_things_of_one_moment_count_in_a_fixed_order_however_they_were_written_down(kinds, status):
    for order in permutations(kinds):
        assert told("16 13:00", *(happened(kind, "16 12:00") for kind in order)).status == status


def test_what_lies_in_the_future_does_not_count_yet_and_a_clock_must_have_started():
    assert told("16 11:00", happened("met", "16 12:00")).status == "running"
    with pytest.raises(ValueError, match="started event"):
        judge([happened("met", "16 12:00")], ENGLAND, EIGHT_HOURS, monday("16 13:00"))


def test_calendar_days_run_day_and_night_and_working_days_in_open_time():
    days = told("16 22:00", target=parse_target("3 calendar days"))
    assert days.worked == timedelta(hours=12)
    assert told("16 22:00", target=parse_target("3 working days")).worked == timedelta(hours=7)


def test_a_date_before_the_start_is_late_and_at_risk_at_once():
    state = told("16 12:00", target=parse_target("2026-11-01"))
    assert (state.at_risk, state.remaining) == (True, timedelta(0))
    assert state.breached_at == datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)


minutes = st.integers(1, 5000)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(minutes, minutes), max_size=4), st.randoms(), st.integers(1, 900))
def test_a_clock_agrees_with_the_calendar_and_does_not_care_for_the_order_of_its_events(pauses, random, worth):
    start = monday("16 10:00")
    target = parse_target(f"{worth} working minutes")
    events = [ClockEvent("started", start)]
    spans = []
    for number, (begin, length) in enumerate(pauses):
        span = (start + timedelta(minutes=begin), start + timedelta(minutes=begin + length))
        events += [ClockEvent("paused", span[0], str(number)), ClockEvent("resumed", span[1], str(number))]
        spans.append(span)
    random.shuffle(events)
    now = start + timedelta(days=40)
    state = judge(events, ENGLAND, target, now)
    assert state.due_at == due_at(ENGLAND, start, target, spans).astimezone(UTC)
    assert state.breached_at == state.due_at
    before = judge(events, ENGLAND, target, state.due_at)
    assert before.worked == target.amount
    assert before.remaining == timedelta(0)
