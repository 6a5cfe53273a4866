"""Moving a step re-routes its unclaimed tasks at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest

from engine import cases, transfer
from engine.cases import CaseTask, CaseView, Started, StepMove
from engine.clock import FixedClock
from engine.errors import NotPermitted, Refused
from engine.people import Actor
from engine.store import Store, replay, unit_of_work
from engine.transfer import Place
from tests.council import Council

Begin = Callable[..., Started]
Look = Callable[[int], CaseView]
OpenTask = Callable[[int], CaseTask]
TakeReport = Callable[..., None]
Move = Callable[..., int]


@pytest.fixture
def move(store: Store, council: Council) -> Move:
    """Move “Inspect it” at Eastgate through the states given; answers how many tasks the last one re-routed."""

    def go(*states: str, by: Actor | None = None, **change: object) -> int:
        place = Place(council.process_id, "inspect", council.site_id)
        moved = 0
        for state in states:
            with unit_of_work(store) as work:
                standing = transfer.standings(work, council.process_id, council.site_id).get("inspect")
                version = standing.row_version if standing else 0
                reason = "try it" if state == "returned" else ""
                extra = change if state == "pilot" else {}
                wanted = StepMove(to=state, row_version=version, reason=reason, **extra)
                _, moved = cases.move_step(work, place, wanted, by=by or council.head)
        return moved

    return go


def test_a_step_goes_to_the_back_office_until_it_is_live(
    begin: Begin, council: Council, move: Move, take_report: TakeReport, open_task: OpenTask
):
    move("agreed", "trained")
    started = begin()
    take_report(started.id)

    assert open_task(started.id).team_id == council.back_team_id


def test_a_live_step_goes_to_the_front_office_and_hands_nothing_off(
    begin: Begin, council: Council, move: Move, take_report: TakeReport, open_task: OpenTask, look: Look
):
    move("agreed", "trained", "pilot", "live", pilot_share=50)
    started = begin()
    take_report(started.id)

    assert (open_task(started.id).team_id, open_task(started.id).office) == (council.front_team_id, "front")
    assert look(started.id).hand_offs == ()


def test_another_site_is_not_touched(
    begin: Begin, council: Council, move: Move, store: Store, open_task: OpenTask, look: Look
):
    move("agreed", "trained", "pilot", "live", pilot_share=50)
    started = begin(site_id=council.other_site_id)
    with unit_of_work(store) as work:
        cases.hand_over(work, open_task(started.id).id, to_team_id=council.front_team_id, reason="x", by=other(council))

    assert look(started.id).site_id == council.other_site_id


def other(council: Council) -> Actor:
    """An adviser of the other site."""
    return Actor(
        council.colleague.user_id, "c", "C", council.colleague.grants, frozenset({council.other_front_team_id})
    )


def test_a_pilot_team_gets_the_step(
    begin: Begin, council: Council, move: Move, take_report: TakeReport, open_task: OpenTask
):
    move("agreed", "trained", "pilot", pilot_team_id=council.front_team_id)
    started = begin()
    take_report(started.id)

    assert open_task(started.id).team_id == council.front_team_id


def test_unclaimed_tasks_move_when_the_step_goes_live_and_come_back_when_it_is_returned(
    begin: Begin, council: Council, move: Move, take_report: TakeReport, open_task: OpenTask, look: Look
):
    started = begin()
    take_report(started.id)
    assert open_task(started.id).team_id == council.back_team_id

    assert move("agreed", "trained", "pilot", "live", pilot_team_id=council.front_team_id) == 0
    assert open_task(started.id).team_id == council.front_team_id
    assert look(started.id).hand_offs[0].status == "rerouted"
    assert look(started.id).next_team_id == council.front_team_id

    assert move("returned") == 1
    assert open_task(started.id).team_id == council.back_team_id


def test_a_claimed_task_stays_with_its_holder(
    store: Store, begin: Begin, council: Council, move: Move, take_report: TakeReport, open_task: OpenTask
):
    started = begin()
    take_report(started.id)
    with unit_of_work(store) as work:
        cases.claim(work, open_task(started.id).id, by=council.officer)

    assert move("agreed", "trained", "pilot", "live", pilot_team_id=council.front_team_id) == 0
    assert open_task(started.id).claimed_by == council.officer.user_id


def test_only_who_may_move_transfers_moves_one(council: Council, move: Move):
    with pytest.raises(NotPermitted):
        move("agreed", by=council.adviser)


def test_a_step_that_does_not_exist_cannot_be_moved(store: Store, council: Council):
    place = Place(council.process_id, "nothing", council.site_id)

    with pytest.raises(Refused, match="no step"), unit_of_work(store) as work:
        cases.move_step(work, place, StepMove(to="agreed"), by=council.head)


def test_a_task_that_opens_while_its_step_is_moved_goes_where_the_step_stands_in_the_end(
    store: Store, begin: Begin, council: Council, move: Move, open_task: OpenTask
):
    move("agreed", "trained", "pilot", pilot_share=1)
    started = begin()
    task = open_task(started.id)
    place = Place(council.process_id, "inspect", council.site_id)
    moved: list[int] = []

    def go_live() -> None:
        with unit_of_work(store) as work:
            moved.append(cases.move_step(work, place, StepMove(to="live", row_version=3), by=council.head)[1])

    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"depth": 50}, by=council.adviser)
        mover = Thread(target=go_live)
        mover.start()
        mover.join(0.3)
        assert mover.is_alive(), "the step is held until its task is there"
    mover.join()

    assert moved == [1]
    assert open_task(started.id).team_id == council.front_team_id


def test_what_a_move_will_do_is_known_before_it_is_made(
    begin: Begin, council: Council, move: Move, take_report: TakeReport, open_task: OpenTask, store: Store, look: Look
):
    move("agreed", "trained")
    started = [begin().id for _ in range(4)]
    for case_id in started:
        take_report(case_id)
    place = Place(council.process_id, "inspect", council.site_id)
    with unit_of_work(store) as work:
        cases.claim(work, open_task(started[0]).id, by=council.officer)
        team = cases.foresee_move(work, place, StepMove(to="pilot", pilot_team_id=council.front_team_id))
        share = cases.foresee_move(work, place, StepMove(to="pilot", pilot_share=50))
        back = cases.foresee_move(work, place, StepMove(to="agreed"))

    assert (dict(team.goes), team.stays, team.claimed) == ({council.front_team_id: 3}, 0, 1)
    assert (dict(back.goes), back.stays, back.claimed) == ({}, 3, 1)
    assert share.goes[council.front_team_id] + share.stays == 3
    assert (team.by_share, share.by_share, team.put) == (False, True, 0)
    assert {open_task(case_id).team_id for case_id in started} == {council.back_team_id}, "nothing was changed"
    assert move("pilot", pilot_share=50) == share.goes.total()


def test_what_is_replayed_goes_where_the_step_stood_at_the_time(
    store: Store, council: Council, clock: FixedClock, move: Move
):
    before = clock.now()
    clock.advance(timedelta(days=30))
    move("agreed", "trained", "pilot", "live", pilot_share=50)
    teams = []
    for at in (before, clock.now()):
        with unit_of_work(store) as work:
            then = replay(work, at)
            started = cases.start(then, process_key="report", site_id=council.site_id, by=council.adviser)
            (task,) = started.settled.opened
            done = cases.complete(then, task.id, answers={"depth": 50}, by=council.adviser)
            teams += [opened.team.id for opened in done.settled.opened]

    assert teams == [council.back_team_id, council.front_team_id]
