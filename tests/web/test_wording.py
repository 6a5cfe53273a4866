"""How pages write lengths of time and due dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from web.wording import due_words, duration

NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_a_length_of_time_is_said_in_its_largest_unit_of_two(span: timedelta, words: str):
    assert duration(span) == words


@pytest.mark.parametrize(
    ("due_at", "words"),
    [
        (None, "no date"),
        (NOW - timedelta(days=3), "overdue by 3 days"),
        (NOW, "due today at 10:30am"),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), "due today at 11:59pm"),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), "due tomorrow at midnight"),
        (NOW + timedelta(days=5), "due 6 July 2026"),
    ],
)
def test_what_is_due_is_said_by_the_clock_on_the_wall(due_at: datetime | None, words: str):
    assert due_words(due_at, NOW) == words
