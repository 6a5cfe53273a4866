"""When each rung of a ladder comes: shares and times left on the clock's calendar, breaches, and times after them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.sla.calendar import Calendar, SpecialDay, Version, due_at
from engine.sla.escalation.rungs import Course, Rung, comes_at
from engine.targets import parse_target

LONDON = ZoneInfo("Europe/London")
OFFICE = (((540, 1020),),) * 5 + ((), ())
HALF_DAY = {date(2026, 11, 26): SpecialDay(((540, 720),), "Closes at midday")}
OPEN = Calendar("office", LONDON, (Version(1, date(2026, 1, 1), OFFICE, HALF_DAY),))
WEDNESDAY = datetime(2026, 11, 18, 10, tzinfo=UTC)


def course(target: str, *pauses: tuple[str, str], start: datetime = WEDNESDAY) -> Course:
    """A clock of this target; pauses in UTC."""
    paused = tuple((_utc(paused), _utc(resumed)) for paused, resumed in pauses)
    wanted = parse_target(target)
    return Course(OPEN, wanted, start, due_at(OPEN, start, wanted, paused).astimezone(UTC), paused)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def comes(rung: Rung, of: Course) -> str:
    moment = comes_at(rung, of)
    return "never" if moment is None else f"{moment:%a %d %H:%M}"


@pytest.mark.parametrize(
    ("target", "share", "when"),
    [
        ("8 working hours", 50, "Wed 18 14:00"),
        ("8 working hours", 75, "Wed 18 16:00"),
        ("8 working hours", 99, "Thu 19 09:55"),
        ("16 working hours", 75, "Thu 19 14:00"),
        ("24 hours", 50, "Wed 18 22:00"),
        ("1 working day", 50, "Thu 19 09:30"),
    ],
)
def test_a_share_is_one_of_the_counted_time(target, share, when):
    assert comes(Rung("share", "owner", share=share), course(target)) == when


@pytest.mark.parametrize(
    ("target", "left", "when"),
    [
        ("8 working hours", "2 working hours", "Wed 18 16:00"),
        ("8 working hours", "1 working hour", "Wed 18 17:00"),
        ("8 working hours", "30 working minutes", "Thu 19 09:30"),
        ("8 working hours", "8 working hours", "never"),
        ("8 working hours", "9 working hours", "never"),
        ("8 working hours", "2 hours", "Thu 19 08:00"),
        ("2 working days", "1 working day", "Thu 19 17:00"),
        ("2 working days", "2 working days", "Wed 18 17:00"),
        ("2 working days", "3 working days", "never"),
        ("5 working days", "1 working day", "Tue 24 17:00"),
        ("6 working days", "2 working hours", "Thu 26 10:00"),
        ("7 working days", "1 working day", "Thu 26 12:00"),
        ("8 working days", "1 working day", "Fri 27 17:00"),
        ("8 weeks", "1 working day", "Tue 12 17:00"),
        ("8 weeks", "1 week", "Wed 06 23:59"),
        ("1 calendar day", "1 calendar day", "Wed 18 23:59"),
        ("2 hours", "1 working day", "never"),
    ],
)
def test_time_left_is_counted_back_from_the_due_date(target, left, when):
    assert comes(Rung("left", "team_leader", amount=left), course(target)) == when


def test_paused_time_is_neither_spent_nor_left():
    paused = course("8 working hours", ("2026-11-18T12:00", "2026-11-19T12:00"))
    assert paused.due == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert comes(Rung("share", "owner", share=50), paused) == "Thu 19 14:00"
    assert comes(Rung("left", "owner", amount="2 working hours"), paused) == "Thu 19 16:00"


def test_a_breach_comes_after_the_due_moment_and_not_with_it():
    of = course("8 working hours")
    moment = comes_at(Rung("breach", "head_of_service"), of)
    assert moment == of.due + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("amount", "when"),
    [
        ("4 working hours", "Thu 19 14:00"),
        ("1 working day", "Fri 20 17:00"),
        ("24 hours", "Fri 20 10:00"),
        ("2 calendar days", "Sat 21 23:59"),
    ],
)
def test_time_after_the_breach_is_working_time_only_where_it_is_asked_for(amount, when):
    assert comes(Rung("after", "head_of_service", amount=amount), course("8 working hours")) == when


def test_time_after_the_breach_stands_still_while_the_clock_is_paused():
    of = course("8 working hours", ("2026-11-19T11:00", "2026-11-20T11:00"))
    assert comes(Rung("after", "team_leader", amount="4 working hours"), of) == "Fri 20 14:00"


@pytest.mark.parametrize(
    ("rung", "target", "when"),
    [
        (Rung("share", "owner", share=50, in_hours=True), "24 hours", "Thu 19 09:00"),
        (Rung("breach", "owner", in_hours=True), "2 working days", "Mon 23 09:00"),
        (Rung("breach", "owner", in_hours=True), "2 calendar days", "Mon 23 09:00"),
        (Rung("after", "owner", amount="24 hours", in_hours=True), "2 working days", "Mon 23 09:00"),
        (Rung("share", "owner", share=50, in_hours=True), "8 working hours", "Wed 18 14:00"),
    ],
)
def test_who_is_told_in_opening_hours_only_is_told_when_it_opens(rung, target, when):
    assert comes(rung, course(target)) == when


@pytest.mark.parametrize("left", ["2 working days", "5 working days", "3 calendar days"])
def test_days_left_that_reach_back_over_a_weekend_before_the_start_never_come(left: str):
    monday = datetime(2026, 11, 16, 9, tzinfo=UTC)
    assert comes(Rung("left", "owner", amount=left), course("1 working day", start=monday)) == "never"
