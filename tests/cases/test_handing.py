"""Hand-offs between teams."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import cases, sla
from engine.cases import CaseTask, CaseView, Started
from engine.errors import Conflict, NotPermitted, Refused
from engine.store import Store, reading, unit_of_work
from tests.council import Council

Begin = Callable[..., Started]
Look = Callable[[int], CaseView]
OpenTask = Callable[[int], CaseTask]
TakeReport = Callable[..., None]


def test_work_that_changes_team_becomes_a_hand_off_with_what_is_known(
    begin: Begin, council: Council, look: Look, take_report: TakeReport
):
    started = begin()
    take_report(started.id, reporter="Mrs Quill")

    (hand_off,) = look(started.id).hand_offs
    assert (hand_off.from_team_id, hand_off.to_team_id) == (council.front_team_id, council.back_team_id)
    assert (hand_off.status, hand_off.cause) == ("waiting", "routed")
    assert list(hand_off.data_pack) == ["depth", "injury", "reporter"]


def test_whoever_accepts_holds_the_task_and_owns_the_case(
    store: Store, begin: Begin, council: Council, look: Look, take_report: TakeReport, open_task: OpenTask
):
    started = begin()
    take_report(started.id)
    (hand_off,) = look(started.id).hand_offs

    with unit_of_work(store) as work:
        cases.accept(work, hand_off.id, by=council.officer)

    case = look(started.id)
    assert case.owner_id == council.officer.user_id
    assert case.hand_offs[0].status == "accepted"
    assert open_task(started.id).claimed_by == council.officer.user_id


def test_a_returned_hand_off_goes_back_with_its_reason(
    store: Store, begin: Begin, council: Council, look: Look, take_report: TakeReport, open_task: OpenTask
):
    started = begin()
    take_report(started.id)
    (hand_off,) = look(started.id).hand_offs

    with unit_of_work(store) as work:
        cases.return_(work, hand_off.id, reason="Which side of the road?", by=council.officer)

    case = look(started.id)
    assert (case.hand_offs[0].status, case.hand_offs[0].return_reason) == ("returned", "Which side of the road?")
    assert open_task(started.id).team_id == council.front_team_id
    assert case.next_team_id == council.front_team_id


def test_a_hand_off_is_answered_once(store: Store, begin: Begin, council: Council, look: Look, take_report: TakeReport):
    started = begin()
    take_report(started.id)
    (hand_off,) = look(started.id).hand_offs
    with unit_of_work(store) as work:
        cases.accept(work, hand_off.id, by=council.officer)

    with pytest.raises(Conflict), unit_of_work(store) as work:
        cases.return_(work, hand_off.id, reason="No", by=council.officer)


def test_only_the_team_it_waits_for_answers(
    store: Store, begin: Begin, council: Council, look: Look, take_report: TakeReport
):
    started = begin()
    take_report(started.id)
    (hand_off,) = look(started.id).hand_offs

    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.accept(work, hand_off.id, by=council.adviser)


def test_completing_a_task_accepts_the_hand_off_that_waited_with_it(
    store: Store, begin: Begin, council: Council, look: Look, take_report: TakeReport, open_task: OpenTask
):
    started = begin()
    take_report(started.id)
    with unit_of_work(store) as work:
        cases.complete(work, open_task(started.id).id, answers={"finding": "hole"}, by=council.officer)

    assert look(started.id).hand_offs[0].status == "accepted"


def test_a_person_hands_a_task_over_with_a_reason(
    store: Store, begin: Begin, council: Council, look: Look, open_task: OpenTask
):
    started = begin()
    with unit_of_work(store) as work:
        cases.hand_over(
            work, open_task(started.id).id, to_team_id=council.back_team_id, reason="Needs a look", by=council.adviser
        )

    case = look(started.id)
    assert (case.hand_offs[0].cause, case.hand_offs[0].reason) == ("by_person", "Needs a look")
    assert open_task(started.id).team_id == council.back_team_id
    with reading(store) as work:
        (waiting,) = cases.waiting_hand_offs(work, frozenset({council.back_team_id}))
    assert waiting.name == "Take the report"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_hand_over_needs_a_reason(store: Store, begin: Begin, council: Council, open_task: OpenTask, reason: str):
    task = open_task(begin().id)

    with pytest.raises(Refused, match="Say why"), unit_of_work(store) as work:
        cases.hand_over(work, task.id, to_team_id=council.back_team_id, reason=reason, by=council.adviser)


def test_the_team_that_is_handed_a_task_answers_for_its_clock(
    store: Store, begin: Begin, council: Council, open_task: OpenTask
):
    started = begin()
    task = open_task(started.id)
    with unit_of_work(store) as work:
        cases.hand_over(work, task.id, to_team_id=council.back_team_id, reason="Needs a look", by=council.adviser)

    with reading(store) as work:
        (clock,) = [
            clock for clock in sla.clocks(work, sla.ClockFilter(case_id=started.id)) if clock.task_id == task.id
        ]
    assert clock.team_id == council.back_team_id
