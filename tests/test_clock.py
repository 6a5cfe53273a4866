"""The council's own time: its days begin and end by it, and expressions are told it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from engine import feel
from engine.clock import day_of, day_words, midnight, on_the_wall

IN_SUMMER = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
IN_WINTER = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


def test_a_day_of_the_council_begins_at_its_own_midnight():
    assert day_of(IN_SUMMER) == date(2026, 7, 1)
    assert day_of(IN_WINTER) == date(2026, 12, 31)
    assert day_of(midnight(date(2026, 7, 1))) == date(2026, 7, 1)


def test_expressions_are_told_what_the_councils_clocks_show():
    assert feel.evaluate("today()", {}, now=on_the_wall(IN_SUMMER)) == date(2026, 7, 1)
    assert on_the_wall(IN_SUMMER).isoformat() == "2026-07-01T00:30:00+01:00"
    assert on_the_wall(IN_SUMMER) == IN_SUMMER
    assert on_the_wall(IN_WINTER).isoformat() == "2026-12-31T23:30:00+00:00"


def test_a_day_is_read_without_a_leading_nought():
    assert day_words(date(2026, 3, 7)) == "7 March 2026"
