"""How pages write lengths of time and due dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from web.wording import deadline, due_words, duration, full_stop, of_one, plural, target_words, unit_after

NOW = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=23), "23 hours"),
        (timedelta(hours=33), "1 day"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_a_length_of_time_is_said_in_days_once_there_is_one(span: timedelta, words: str):
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


def test_a_deadline_is_said_in_hours_today_and_tomorrow_and_as_a_day_later():
    now = datetime(2026, 11, 18, 10, tzinfo=UTC)
    for hours, words in ((5, "3pm today"), (26, "midday tomorrow"), (48, "20 November 2026"), (-1, "18 November 2026")):
        assert deadline(now + timedelta(hours=hours), now) == words


@pytest.mark.parametrize(
    ("written", "shown"), [("No training yet", "No training yet."), ("Why? ", "Why?"), ("Done.", "Done."), ("", "")]
)
def test_what_somebody_wrote_ends_like_a_sentence(written, shown):
    assert full_stop(written) == shown


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("cases", "case"),
        ("steps live at a site", "step live at a site"),
        ("open tasks past their due time", "open task past their due time"),
        ("cases begun by a contact, less duplicates", "case begun by a contact, less duplicates"),
        ("a case", "a case"),
        ("", ""),
    ],
)
def test_what_is_counted_is_said_in_the_singular_of_one_alone(many: str, one: str):
    assert of_one(many, 1) == one
    assert {of_one(many, 0), of_one(many, 2)} == {many}


@pytest.mark.parametrize("text", ["1", "under 1"])
def test_the_unit_of_one_is_in_the_singular(text: str):
    assert unit_after(text, "days") == "day"
    assert unit_after(text, "a case") == "a case"


@pytest.mark.parametrize("text", ["0", "1.0", "1.1", "2", "11"])
def test_the_unit_of_any_other_number_is_in_the_plural(text: str):
    assert unit_after(text, "days") == "days"


def test_a_number_goes_with_its_noun():
    assert [plural(count, "task") for count in (0, 1, 1200)] == ["0 tasks", "1 task", "1,200 tasks"]
    assert plural(1, "hand-off waits", "hand-offs wait") == "1 hand-off waits"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("10 working days", "10 working days"),
        ("8 working hours", "8 working hours"),
        ("end of 10th working day", "end of 10th working day"),
        ("3 calendar days", "3 calendar days"),
        ("8 weeks", "8 weeks, in calendar days"),
        ("1 calendar week", "1 calendar week"),
        ("24 hours", "24 hours, day and night"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_a_target_says_how_it_is_counted_where_its_unit_does_not(target: str, words: str):
    assert target_words(target) == words
