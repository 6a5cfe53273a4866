"""When a clock is at risk: by a share of its time, by what is left of it, whichever comes first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.sla import Calendar, parse_target
from engine.sla.calendar import Version, always_open, due_at
from engine.sla.warning import USUAL, AtRisk, at_risk_moment, at_risk_of

OFFICE = Calendar(
    "office", ZoneInfo("Europe/London"), (Version(1, date(2026, 1, 1), (((540, 1020),),) * 5 + ((), ())),)
)
START = datetime(2026, 11, 16, 10, tzinfo=UTC)


def warned(target: str, at_risk: AtRisk, pauses=(), calendar: Calendar = OFFICE) -> datetime:
    read = parse_target(target)
    return at_risk_moment(calendar, read, START, due_at(calendar, START, read, pauses).astimezone(UTC), pauses, at_risk)


@pytest.mark.parametrize(
    ("target", "share", "left", "day", "hour"),
    [
        ("8 working hours", 0.75, "", 16, 16),
        ("8 working hours", None, "4 working hours", 16, 14),
        ("8 working hours", 0.25, "4 working hours", 16, 12),
        ("8 working hours", None, "20 working hours", 16, 10),
        ("8 working hours", None, "", 17, 10),
        ("5 working days", None, "1 working day", 20, 17),
        ("5 working days", None, "2 working hours", 23, 15),
        ("5 working days", None, "30 working days", 16, 10),
        ("24 hours", None, "6 hours", 17, 4),
    ],
)
def test_the_earlier_threshold_counts(target: str, share: float | None, left: str, day: int, hour: int):
    at_risk = AtRisk(share, parse_target(left) if left else None)
    assert warned(target, at_risk) == datetime(2026, 11, day, hour, tzinfo=UTC)


def test_calendar_days_left_are_civil_days():
    warns = warned("7 calendar days", AtRisk(None, parse_target("2 calendar days")), calendar=always_open())
    assert warns == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_pause_moves_the_warning_with_the_due_date():
    pause = (START + timedelta(hours=1), START + timedelta(hours=3))
    assert warned("6 working hours", AtRisk(None, parse_target("2 working hours")), (pause,)) == START + timedelta(
        hours=6
    )


def test_what_keeps_no_threshold_warns_as_usual():
    assert at_risk_of(None, "") == USUAL
    assert at_risk_of(0.5, "") == AtRisk(0.5)
