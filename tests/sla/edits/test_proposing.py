"""New hours are proposed, what they would do is counted without changing anything, and then they are applied."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine import sla
from engine.errors import Conflict, NotFound, NotPermitted, Refused, StaleVersion
from engine.people import SYSTEM, Actor
from engine.sla import ClockStart, Hours, Moved, SpecialDay
from engine.sla.edits import previewing, proposing
from engine.store import Store, reading, unit_of_work
from tests.sla.conftest import NO_TASKS, OFFICE

NOBODY = Actor(1, "x", "X", frozenset(), frozenset(), frozenset(), 0)
TOMORROW = date(2026, 11, 19)
CLOSED = Hours(OFFICE, {TOMORROW: SpecialDay((), "Storm")}, "ENG")


@pytest.fixture
def propose(store: Store, library: str):
    """Propose hours for the library from a day on."""

    def with_hours(hours: Hours = CLOSED, valid_from: date = TOMORROW, **more: Any) -> sla.Replan:
        with unit_of_work(store) as work:
            return sla.propose_version(
                work, library, hours, valid_from=valid_from, reason="Storm", by=more.pop("by", SYSTEM), **more
            )

    return with_hours


def on_library(target: str, **more: Any) -> ClockStart:
    return ClockStart("step", target, target=target, calendar="library", case_id=1, **more)


def test_a_preview_tells_whose_clocks_would_move_and_how_and_changes_nothing(start, look, propose):
    start(
        on_library("10 working hours", service_id=1, team_id=10),
        on_library("2 working hours", service_id=1, team_id=10),
        on_library("3 working days", service_id=2),
        on_library("3 calendar days", service_id=2),
    )
    before = look()
    found = propose()
    assert (found.status, found.clocks, found.looked_at) == ("previewed", 4, 4)
    assert (found.later, found.sooner, found.overdue, found.paused) == (2, 0, 0, 0)
    assert [(one.service_id, one.team_id, one.clocks, one.moved) for one in found.groups] == [
        (1, 10, 2, 1),
        (2, None, 2, 1),
    ]
    assert found.most_moved[1] == Moved(
        3, 1, "3 working days", datetime(2026, 11, 23, 17, tzinfo=UTC), datetime(2026, 11, 24, 17, tzinfo=UTC)
    )
    assert look() == before


def test_paused_clocks_are_counted_apart_and_what_would_be_overdue_at_once_too(store, clock, start, propose):
    start(on_library("6 working hours"), on_library("8 working hours"))
    with unit_of_work(store) as work:
        sla.pause_clocks(work, 1, "customer")
    start(ClockStart("case", "x", target="6 working hours", calendar="library", case_id=2))
    clock.advance(timedelta(hours=6))
    longer = Hours((((480, 1080),),) * 7, {}, "")
    found = propose(longer, date(2026, 11, 1))
    assert (found.paused, found.sooner, found.overdue) == (2, 1, 0)
    clock.advance(timedelta(hours=0.75))
    assert propose(longer, date(2026, 11, 1)).overdue == 1


def test_what_an_edit_would_do_to_many_is_counted_in_batches(store, start, propose, monkeypatch):
    monkeypatch.setattr(previewing, "BATCH", 2)
    monkeypatch.setattr(proposing, "AT_ONCE", 4)
    start(*[on_library("10 working hours", team_id=number % 2) for number in range(9)])
    found = propose()
    assert (found.status, found.clocks, found.looked_at, found.later) == ("previewing", 9, 4, 4)
    with unit_of_work(store) as work, pytest.raises(Conflict, match="still being counted"):
        sla.apply_version(work, found.id, by=SYSTEM)
    sla.replan_clocks(store, NO_TASKS)
    with reading(store) as work:
        counted = sla.replan(work, found.id, of=found.calendar, by=SYSTEM)
    assert (counted.status, counted.looked_at, counted.later) == ("previewed", 9, 9)
    assert [(one.team_id, one.clocks, one.moved) for one in counted.groups] == [(0, 5, 5), (1, 4, 4)]


def test_an_edit_is_applied_once_and_only_to_what_was_looked_at(store, propose):
    first, second = propose(), propose(Hours(OFFICE, {}, ""))
    with unit_of_work(store) as work:
        applied = sla.apply_version(work, first.id, by=SYSTEM)
    assert (applied.status, applied.from_version, applied.to_version) == ("applying", 1, 2)
    with unit_of_work(store) as work:
        with pytest.raises(Conflict, match="applied already"):
            sla.apply_version(work, first.id, by=SYSTEM)
        with pytest.raises(StaleVersion):
            sla.apply_version(work, second.id, by=SYSTEM)


def test_a_second_edit_waits_until_the_clocks_follow_the_first(store, propose):
    with unit_of_work(store) as work:
        sla.apply_version(work, propose().id, by=SYSTEM)
    again = propose(Hours(OFFICE, {}, ""))
    with unit_of_work(store) as work, pytest.raises(Conflict, match="still being re-planned"):
        sla.apply_version(work, again.id, by=SYSTEM)
    sla.replan_clocks(store, NO_TASKS)
    with unit_of_work(store) as work:
        assert sla.apply_version(work, again.id, by=SYSTEM).to_version == 3


def test_an_edit_is_found_by_its_own_calendar_alone(propose, store):
    run = propose()
    with reading(store) as work:
        assert sla.replan(work, run.id, of="library", by=SYSTEM) == run
        with pytest.raises(NotFound, match="has no edit"):
            sla.replan(work, run.id, of="england-24x7", by=SYSTEM)


def test_a_proposal_is_checked_like_any_edit(propose, store):
    with pytest.raises(Refused, match="cannot be used"):
        propose(Hours(OFFICE[:5]))
    with pytest.raises(StaleVersion):
        propose(if_newest=7)
    with pytest.raises(NotPermitted):
        propose(by=NOBODY)
    with reading(store) as work:
        with pytest.raises(NotFound):
            sla.replan(work, 999, of="library", by=SYSTEM)
        with pytest.raises(NotPermitted):
            sla.replan(work, 999, of="library", by=NOBODY)


def test_clocks_go_on_beginning_while_an_edit_is_looked_at(store, start, library):
    with unit_of_work(store) as work:
        sla.propose_version(work, library, CLOSED, valid_from=TOMORROW, reason="Storm", by=SYSTEM)
        (begun,) = start(on_library("2 working hours"))
    assert begun.id
