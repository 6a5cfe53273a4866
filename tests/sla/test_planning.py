"""When a clock that is to begin will be due and at risk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.errors import NotFound
from engine.sla import ClockStart, UnclearTarget
from engine.store import reading
from tests import running_clocks


def test_a_plan_says_when_it_is_due_and_at_risk_and_is_only_a_promise_without_a_target(store):
    starts = [
        ClockStart("case", "Report", target="10 working days"),
        ClockStart("step", "Look", target="8 working hours", calendar="england-24x7"),
        ClockStart("step", "No target"),
    ]
    with reading(store) as work:
        plans = running_clocks.plan(work, starts)
    assert [(plan.name, f"{plan.due_at:%m-%d %H:%M}", plan.promise_only) for plan in plans] == [
        ("Report", "12-02 17:00", False),
        ("Look", "11-18 18:00", False),
        ("No target", "12-02 17:00", True),
    ]
    assert plans[1].at_risk_at == plans[1].started_at + timedelta(hours=6)


def test_a_clock_may_have_started_before_it_was_recorded(store):
    received = datetime(2026, 11, 16, 9, tzinfo=UTC)
    with reading(store) as work:
        (plan,) = running_clocks.plan(work, [ClockStart("case", "Letter", target="1 working day", started_at=received)])
    assert (plan.started_at, plan.due_at) == (received, datetime(2026, 11, 17, 17, tzinfo=UTC))


def test_what_is_unclear_or_unknown_is_refused(store):
    with reading(store) as work:
        with pytest.raises(UnclearTarget):
            running_clocks.plan(work, [ClockStart("case", "x", target="soon")])
        with pytest.raises(NotFound):
            running_clocks.plan(work, [ClockStart("case", "x", target="1 working day", calendar="mars")])
