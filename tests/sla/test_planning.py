"""Clocks are planned together, from one reading of the calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine import sla
from engine.errors import NotFound
from engine.sla import ClockStart, UnclearTarget
from engine.store import reading


def test_plans_come_in_order_from_one_reading_of_the_calendars(store, statements):
    starts = [
        ClockStart("case", "Report", target="10 working days"),
        ClockStart("step", "Look", target="8 working hours", calendar="england-24x7"),
        ClockStart("step", "No target"),
    ]
    with reading(store) as work, statements() as sent:
        plans = sla.plan_clocks(work, starts)
        assert sla.plan_clocks(work, []) == []
    assert len(sent) == 2, "the calendars' revision, and what of them is not known yet"
    assert [(plan.name, f"{plan.due_at:%m-%d %H:%M}", plan.promise_only) for plan in plans] == [
        ("Report", "12-02 17:00", False),
        ("Look", "11-18 18:00", False),
        ("No target", "12-02 17:00", True),
    ]
    assert plans[1].at_risk_at == plans[1].started_at + timedelta(hours=6)


def test_a_clock_may_have_started_before_it_was_recorded(store):
    received = datetime(2026, 11, 16, 9, tzinfo=UTC)
    with reading(store) as work:
        (plan,) = sla.plan_clocks(work, [ClockStart("case", "Letter", target="1 working day", started_at=received)])
    assert (plan.started_at, plan.due_at) == (received, datetime(2026, 11, 17, 17, tzinfo=UTC))


def test_what_is_unclear_or_unknown_is_refused(store):
    with reading(store) as work:
        with pytest.raises(UnclearTarget):
            sla.plan_clocks(work, [ClockStart("case", "x", target="soon")])
        with pytest.raises(NotFound):
            sla.plan_clocks(work, [ClockStart("case", "x", target="1 working day", calendar="mars")])
