from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.feel import evaluate, parse, to_plain

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def test_now_and_today_are_those_of_the_caller():
    assert evaluate("now()", now=NOW) == NOW
    assert evaluate("today()", now=NOW) == date(2026, 11, 18)


@pytest.mark.parametrize("call", ["now()", "today()"])
def test_without_a_moment_there_is_no_time_and_a_note_says_so(call):
    notes: list[str] = []
    assert parse(call).evaluate({}, notes=notes) is None
    assert "not known here" in notes[0]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('day of year(date("2019-09-17"))', 260),
        ('day of week(date("2019-09-17"))', "Tuesday"),
        ('month of year(date("2019-09-17"))', "September"),
        ('week of year(date("2005-01-01"))', 53),
        ('week of year(date and time("2005-01-03T00:00:00"))', 1),
        ('last day of month(date("2024-02-10"))', 29),
        ('last day of month(date("9999-12-10"))', 31),
        ('day of week("2019-09-17")', None),
    ],
)
def test_a_calendar_function_gives(expression, expected):
    assert to_plain(evaluate(expression)) == expected
