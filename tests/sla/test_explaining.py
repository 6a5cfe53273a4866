"""Every minute up to a due date is accounted for, with the rule that said so."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.sla.explaining import due, spell
from engine.targets import parse_target
from tests.sla.test_calendar import ENGLAND, at, calendars, moments, paused_from, pauses_after


def said(start, target, pauses=()):
    found = due(ENGLAND, at(start), parse_target(target), [(at(begin), at(end)) for begin, end in pauses])
    return [(f"{line.begin:%d %H:%M}", f"{line.end:%d %H:%M}", line.counted, line.why) for line in found.explain]


def test_hours_tell_what_counted_and_what_did_not():
    assert said("2026-12-24T16:30", "1 working hour") == [
        ("24 16:30", "24 17:00", True, "Thursday, open: 30 min counted, 30 min of 1 h (england, version 1)."),
        ("24 17:00", "25 00:00", False, "Thursday, outside opening hours (england, version 1)."),
        ("25 00:00", "26 00:00", False, "Christmas Day, a bank holiday (england, version 1)."),
        ("26 00:00", "27 00:00", False, "Boxing Day, a bank holiday (england, version 1)."),
        ("27 00:00", "28 00:00", False, "Sunday, closed (england, version 1)."),
        ("28 00:00", "29 00:00", False, "Boxing Day (observed), a bank holiday (england, version 1)."),
        ("29 00:00", "29 09:00", False, "Tuesday, outside opening hours (england, version 1)."),
        ("29 09:00", "29 09:30", True, "Tuesday, open: 30 min counted, 1 h of 1 h (england, version 1)."),
    ]


def test_hours_tell_of_pauses():
    lines = said("2026-11-16T10:00", "2 working hours", [("2026-11-16T10:30", "2026-11-16T12:00")])
    assert lines[1] == ("16 10:30", "16 12:00", False, "Paused (england, version 1).")
    assert lines[-1][1] == "16 13:30"


def test_working_days_tell_each_day():
    lines = said("2026-11-20T10:00", "1 working day", [("2026-11-21T12:00", "2026-11-23T12:00")])
    assert lines == [
        ("20 10:00", "21 00:00", False, "The day of receipt is day 0."),
        ("21 00:00", "22 00:00", False, "Saturday, closed (england, version 1)."),
        ("22 00:00", "23 00:00", False, "Sunday, closed (england, version 1)."),
        ("23 00:00", "24 00:00", False, "Monday: paused when the day began."),
        ("24 00:00", "24 17:00", True, "Tuesday: working day 1 of 1 (england, version 1)."),
    ]


def test_calendar_days_and_fixed_moments_name_no_calendar():
    assert said("2026-11-20T10:00", "1 calendar day")[-1][3] == "Saturday: calendar day 1 of 1."
    ((*_, why),) = said("2026-11-20T10:00", "2026-12-01")
    assert why == "A fixed moment: neither opening hours nor pauses move it."


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (timedelta(0), "0 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(minutes=61), "1 h 1 min"),
        (timedelta(minutes=5, seconds=1.5), "5 min 1.5 s"),
    ],
)
def test_a_length_of_time_is_spelt_out(amount, words):
    assert spell(amount) == words


@settings(max_examples=100, deadline=None)
@given(calendars(), moments, st.integers(1, 1500), pauses_after)
def test_the_lines_meet_end_to_end_and_what_counted_is_the_target(pair, start, minutes, pauses):
    calendar, _ = pair
    found = due(calendar, start, parse_target(f"{minutes} working minutes"), paused_from(start, pauses))
    assert found.explain[0].begin.astimezone(UTC) == start
    assert found.explain[-1].end == found.at
    ends = [line.end for line in found.explain]
    assert [line.begin for line in found.explain[1:]] == ends[:-1]
    lengths = [(line.end - start) - (line.begin - start) for line in found.explain if line.counted]
    assert sum(lengths, timedelta(0)) == timedelta(minutes=minutes)


@settings(max_examples=100, deadline=None)
@given(calendars(), moments, st.integers(1, 8), pauses_after, st.sampled_from(["working", "calendar"]))
def test_the_days_that_counted_are_as_many_as_the_target(pair, start, count, pauses, unit):
    calendar, _ = pair
    found = due(calendar, start, parse_target(f"{count} {unit} days"), paused_from(start, pauses))
    assert sum(line.counted for line in found.explain) == count
    assert found.explain[-1].end == found.at
