"""Targets are read from the words people write, or refused with the words to write instead."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.targets import UnclearTarget, parse_target


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("8 working hours", "working time", timedelta(hours=8)),
        ("1.5 Working  Hours", "working time", timedelta(minutes=90)),
        ("30 business minutes", "working time", timedelta(minutes=30)),
        ("24 hours", "time", timedelta(hours=24)),
        ("24 calendar hours", "time", timedelta(hours=24)),
    ],
)
def test_time_is_open_time_or_elapsed_time(text, unit, amount):
    target = parse_target(text)
    assert (target.unit, target.amount) == (unit, amount)


@pytest.mark.parametrize(
    ("text", "unit", "days"),
    [
        ("1 working day", "working days", 1),
        ("10 business days", "working days", 10),
        ("end of 2nd working day", "working days", 2),
        ("End of the 3rd working day", "working days", 3),
        ("3 calendar days", "calendar days", 3),
        ("8 weeks", "calendar days", 56),
        ("8 calendar weeks", "calendar days", 56),
    ],
)
def test_days_are_working_or_calendar_days(text, unit, days):
    target = parse_target(text)
    assert (target.unit, target.days) == (unit, days)


def test_a_date_or_a_moment_stands_for_itself():
    assert parse_target("2026-12-01").day == date(2026, 12, 1)
    assert parse_target("2026-12-01T12:00Z").moment == datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("soon", "cannot be read. Write it like “8 working hours”"),
        ("", "cannot be read"),
        ("2 days", "does not say which days"),
        ("2 working weeks", "mixes weeks with working time"),
        ("1.5 working days", "must be a whole number of days"),
        ("0 working days", "must be a whole number of days"),
        ("0 working hours", "must be more than nothing"),
        ("99999 hours", "at most 40000 hours"),
        ("9999 weeks", "at most 5000 days"),
        ("2026-13-01", "cannot be read"),
        ("2026-12-01T12:00", "has no offset"),
        ("-3 working days", "cannot be read"),
        ("٣ working days", "cannot be read"),
    ],
)
def test_what_is_unclear_is_refused_with_what_to_write(text, words):
    with pytest.raises(UnclearTarget) as caught:
        parse_target(text)
    assert words in caught.value.message
    assert caught.value.problems[0].where == "target"
