"""A new version of a calendar changes the days from its own on, and leaves those before as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.sla.calendar import SpecialDay, Version, due_at, elapsed
from engine.sla.calendars import with_version
from engine.targets import parse_target
from tests.sla.oracle import PlainCalendar, due_after_days, due_after_minutes
from tests.sla.test_calendar import ENGLAND, calendars, dates, moments, paused_from, pauses_after, spans_of_a_day

LONG = 5_000
weeks = st.tuples(*[spans_of_a_day] * 6).map(lambda week: (((540, 1020),), *week))
targets = st.sampled_from(["45 working minutes", "700 working minutes", "2 working days", "5 working days"])


def edited(pair, begins, week, days):
    """The calendar and the plain one, both with one more version."""
    calendar, plain = pair
    special = {day: SpecialDay(spans, "x") for day, spans in days.items()}
    ours = with_version(calendar, Version(99, begins, week, special))
    versions = sorted([*plain.versions, (begins, week, days, {})], key=lambda version: version[0])
    return ours, PlainCalendar(plain.zone, versions)


def slow(plain, start, text, paused):
    count = int(text.split()[0])
    if "minutes" in text:
        return due_after_minutes(plain, start, count, paused)
    return due_after_days(plain, start, count, paused, working=True)


def check(pair, begins, week, days, start, text, pauses):
    calendar, plain = pair
    assume(begins not in {version[0] for version in plain.versions})
    ours, theirs = edited(pair, begins, week, days)
    paused, target = paused_from(start, pauses), parse_target(text)
    due = due_at(ours, start, target, paused)
    assert due.astimezone(UTC) == slow(theirs, start, text, paused)
    first = min(version[0] for version in plain.versions)
    before = due_at(calendar, start, target, paused)
    if first < begins and max(due, before).date() < begins:
        assert due == before


@settings(max_examples=120, deadline=None)
@given(calendars(), dates, weeks, st.dictionaries(dates, spans_of_a_day, max_size=2), moments, targets, pauses_after)
def test_due_dates_on_an_edited_calendar_agree_with_the_slow_reckoning(pair, begins, week, days, start, text, pauses):
    check(pair, begins, week, days, start, text, pauses)


@pytest.mark.slow
@settings(max_examples=LONG, deadline=None)
@given(calendars(), dates, weeks, st.dictionaries(dates, spans_of_a_day, max_size=2), moments, targets, pauses_after)
def test_five_thousand_edited_calendars_agree_with_the_slow_reckoning(pair, begins, week, days, start, text, pauses):
    check(pair, begins, week, days, start, text, pauses)


@settings(max_examples=100, deadline=None)
@given(calendars(), weeks, st.integers(0, 40), st.integers(0, 40 * 1440))
def test_time_before_an_edit_stays_as_it_was_counted(pair, week, ahead, minutes):
    calendar, plain = pair
    begins = max(version[0] for version in plain.versions) + timedelta(days=ahead + 2)
    ours, _ = edited(pair, begins, week, {})
    end = datetime(begins.year, begins.month, begins.day, tzinfo=UTC) - timedelta(days=1)
    start = end - timedelta(minutes=minutes)
    assert elapsed(ours, start, end) == elapsed(calendar, start, end)


def test_of_two_versions_from_one_day_the_newer_counts():
    older, newer = (
        Version(2, date(2026, 1, 1), (((540, 1020),),) * 7),
        Version(3, date(2026, 1, 1), (((600, 720),),) * 7),
    )
    calendar = with_version(with_version(ENGLAND, older), newer)
    assert calendar.hours(date(2026, 11, 18)).version == 3
