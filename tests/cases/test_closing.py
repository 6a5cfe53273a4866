"""Closing a case before its time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import cases, sla
from engine.cases import CaseTask, CaseView, Started
from engine.errors import Conflict, NotPermitted, Refused, StaleVersion
from engine.store import Store, reading, unit_of_work
from tests.council import Council

Begin = Callable[..., Started]


def test_a_withdrawn_case_has_no_open_work_left(
    store: Store, council: Council, begin: Begin, look: Callable[[int], CaseView]
):
    started = begin()
    with unit_of_work(store) as work:
        cases.close(work, started.id, as_="withdrawn", reason="Customer rang back", by=council.adviser)

    case = look(started.id)
    assert (case.status, case.next_action) == ("withdrawn", "")
    assert [task.status for task in case.tasks] == ["cancelled"]
    with reading(store) as work:
        assert {clock.status for clock in sla.clocks(work, sla.ClockFilter(case_id=started.id))} == {"cancelled"}


def test_a_task_of_a_closed_case_cannot_be_completed(
    store: Store, council: Council, begin: Begin, open_task: Callable[[int], CaseTask]
):
    started = begin()
    task = open_task(started.id)
    with unit_of_work(store) as work:
        cases.close(work, started.id, as_="duplicate", reason="See the other one", by=council.adviser)

    with pytest.raises(Conflict, match="no longer needed"), unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 12}, by=council.adviser)


@pytest.mark.parametrize(("as_", "reason"), [("withdrawn", " "), ("forgotten", "no reason")])
def test_closing_needs_a_reason_and_a_way(store: Store, council: Council, begin: Begin, as_: str, reason: str):
    started = begin()

    with pytest.raises(Refused), unit_of_work(store) as work:
        cases.close(work, started.id, as_=as_, reason=reason, by=council.adviser)


def test_an_ended_case_is_not_closed_again(store: Store, council: Council, begin: Begin):
    started = begin()
    for expected in (None, Conflict):
        if expected is None:
            with unit_of_work(store) as work:
                cases.close(work, started.id, as_="withdrawn", reason="x", by=council.adviser)
        else:
            with pytest.raises(expected), unit_of_work(store) as work:
                cases.close(work, started.id, as_="withdrawn", reason="x", by=council.adviser)


def test_the_council_cancels_a_case_it_does_not_go_on_with(
    store: Store, council: Council, begin: Callable[..., Started], look: Callable[[int], CaseView]
):
    started = begin()
    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.cancel(work, started.id, reason="Begun by mistake", by=council.adviser)
    with pytest.raises(StaleVersion), unit_of_work(store) as work:
        cases.cancel(work, started.id, reason="Begun by mistake", by=council.leader, if_version=99)
    with unit_of_work(store) as work:
        cases.suspend(work, started.id, reason="Wait", by=council.leader)
        cases.cancel(work, started.id, reason="Begun by mistake", by=council.leader)

    case = look(started.id)
    assert (case.status, case.ended_at, case.suspension) == ("cancelled", store.clock.now(), None)
    assert [task.status for task in case.tasks] == ["cancelled"]
    with reading(store) as work:
        assert {clock.status for clock in sla.clocks(work, sla.ClockFilter(case_id=started.id))} == {"cancelled"}
        assert cases.next_timer(work, started.id) is None
    with pytest.raises(Conflict), unit_of_work(store) as work:
        cases.cancel(work, started.id, reason="Again", by=council.leader)
    with unit_of_work(store) as work:
        cases.erase(work, started.id, by=council.administrator, reason="Rule 3")
