"""The time of cases of the invented council: it stands still while papers are awaited, and more of it is agreed."""

from __future__ import annotations

from datetime import timedelta

from engine import cases, people, sla
from engine.cases import OpenedTask
from engine.demo.life import Life
from engine.people import SYSTEM, Actor
from engine.sla import ClockFilter, ClockRow

_EXPECTED = timedelta(days=10)
_BEFORE = timedelta(days=6)
_MORE = timedelta(days=28)


def wait_for_papers(life: Life, task: OpenedTask, worker: Actor) -> None:
    """The customer was asked for papers: until they come the time is theirs. It goes on when they bring them."""
    if task.clock is not None:
        until = life.at + _EXPECTED
        words = "Asked for the papers that are missing"
        cases.pause_clocks(life.now, life.case_id, reason="customer", until=until, words=words, by=worker)


def plan_more_time(life: Life) -> None:
    """Of every second planning application that takes long, a later date is agreed shortly before it is due."""
    if not life.matter.application or life.plan.number % 2:
        return
    clock = _time_by_law(life)
    if clock is not None and clock.due_at is not None:
        life.later(clock.due_at - _BEFORE, lambda: _agree(life))


def _agree(life: Life) -> None:
    clock = _time_by_law(life)
    leader = _leader(life)
    if not life.goes_on or clock is None or clock.due_at is None or leader is None:
        return
    cases.extend_clock(
        life.now,
        life.case_id,
        clock.id,
        until=clock.due_at + _MORE,
        reason="Changed drawings have to be looked at again",
        agreed_with="The agent, by email",
        by=leader,
        cap=clock.due_at + 2 * _MORE,
    )


def _time_by_law(life: Life) -> ClockRow | None:
    """The open clock of the case whose time the law has set."""
    found = sla.clocks(life.now, ClockFilter(case_id=life.case_id, statutory=True))
    return next((clock for clock in found if clock.stopped_at is None), None)


def _leader(life: Life) -> Actor | None:
    """The head of the case's service, who may agree on more time."""
    service_id = cases.case(life.now, life.case_id, by=SYSTEM).service_id
    owner_id = people.service_by_id(life.now, service_id).owner_id
    return None if owner_id is None else people.actor_for_user(life.now, owner_id)
