"""Two people at the same moment, over the API and real connections: one succeeds, one is told, the case is unharmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from engine import cases, transfer
from engine.cases import StepMove, tables
from engine.clock import FixedClock
from engine.store import Store, reading, unit_of_work
from engine.transfer import Place
from tests.api.casework import begin, case, complete, open_task, timeline
from tests.api.checking import assert_problem
from tests.council import MODEL, Council, found_council

pytestmark = pytest.mark.database

TIMED = MODEL.replace(
    """<bpmn:sequenceFlow id="f1\"""",
    """<bpmn:boundaryEvent id="late" name="Too late" attachedToRef="take"><bpmn:outgoing>f9</bpmn:outgoing>
      <bpmn:timerEventDefinition id="hour"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="lapsed" name="Lapsed"><bpmn:incoming>f9</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f9" sourceRef="late" targetRef="lapsed"/>
    <bpmn:sequenceFlow id="f1\"""",
)
TIMES = 1000
A_FEW = 25
Action = Callable[[], Any]
Together = Callable[[Action, Action], list[Any]]


@pytest.fixture
def together() -> Iterator[Together]:
    """`together(one, other)`: the answers of two actions begun at the same moment on two threads."""
    start = Barrier(2)

    def at_once(action: Action) -> Any:
        start.wait(30)
        return action()

    with ThreadPoolExecutor(2) as pool:
        yield lambda one, other: list(pool.map(at_once, (one, other)))


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def colleague(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.colleague)


@pytest.fixture
def officer(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.officer)


def posting(client: FlaskClient, address: str, body: object = None) -> Action:
    """Send this when told to."""
    return lambda: client.post(address, json=body)


def statuses(answers: list[TestResponse]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_one_of_two_completions_wins_a_thousand_times(
    store: Store, council: Council, adviser, colleague, together: Together
):
    begun = _many(store, council, TIMES)
    tasks = _open_tasks(store, begun)

    for case_id in begun:
        address, body = f"/api/v1/tasks/{tasks[case_id]}/complete", {"answers": {"depth": 50}}
        answers = together(posting(adviser, address, body), posting(colleague, address, body))
        assert statuses(answers) == [200, 409], case_id
        (told,) = [answer for answer in answers if answer.status_code == 409]
        assert_problem(told, 409, "done already")

    with reading(store) as work:
        for case_id in begun:
            view = cases.case(work, case_id, by=council.adviser)
            assert [task.status for task in view.tasks] == ["done", "open"]
            assert (view.status, len(view.hand_offs), view.row_version) == ("open", 1, 3)
            actions = Counter(entry.action for entry in cases.timeline(work, case_id, by=council.adviser))
            assert (actions["case:task:completed"], actions["case:task:opened"]) == (1, 2)


def test_one_of_two_claims_wins(council: Council, adviser, colleague, together: Together):
    for _ in range(A_FEW):
        case_id = begin(adviser, council)
        address = f"/api/v1/tasks/{open_task(adviser, case_id)}/claim"
        answers = together(posting(adviser, address), posting(colleague, address))
        assert statuses(answers) == [200, 409]
        assert timeline(adviser, case_id).count("case:task:claimed") == 1


def test_one_of_completing_and_handing_over_wins(council: Council, adviser, colleague, together: Together):
    body = {"to_team_id": council.back_team_id, "reason": "Needs a look"}
    for _ in range(A_FEW):
        case_id = begin(adviser, council)
        task = f"/api/v1/tasks/{open_task(adviser, case_id)}"
        done, handed = together(
            posting(adviser, f"{task}/complete", {"answers": {"depth": 50}}),
            posting(colleague, f"{task}/hand-off", body),
        )
        assert (done.status_code, handed.status_code) in [(200, 409), (403, 201)]
        actions = timeline(adviser, case_id)
        assert actions.count("case:task:completed") == (done.status_code == 200)
        assert actions.count("case:work:handed-off") == 1, "by the person, or by the process on its way to inspectors"


def test_one_of_two_acceptances_wins(council: Council, as_actor, adviser, officer, together: Together):
    leader = as_actor(council.leader)
    for _ in range(A_FEW):
        case_id = begin(adviser, council)
        complete(adviser, open_task(adviser, case_id), depth=50)
        (waiting,) = officer.get("/api/v1/hand-offs").json["items"]
        address = f"/api/v1/hand-offs/{waiting['id']}/accept"
        answers = together(posting(officer, address), posting(leader, address))
        assert statuses(answers) == [200, 409]
        view = case(adviser, case_id)
        assert view["owner_id"] == view["tasks"][1]["claimed_by"] == view["hand_offs"][0]["answered_by"]
        assert timeline(adviser, case_id).count("case:hand-off:accepted") == 1


def test_a_case_that_is_closed_while_a_task_is_completed_never_locks_up(
    council: Council, adviser, colleague, together: Together
):
    for _ in range(A_FEW):
        case_id = begin(adviser, council)
        task = open_task(adviser, case_id)
        done, closed = together(
            posting(adviser, f"/api/v1/tasks/{task}/complete", {"answers": {"depth": 50}}),
            posting(colleague, f"/api/v1/cases/{case_id}/close", {"as": "withdrawn", "reason": "x"}),
        )
        assert (done.status_code, closed.status_code) in [(200, 204), (409, 204)]
        view = case(adviser, case_id)
        assert view["status"] == "withdrawn"
        assert {one["status"] for one in view["tasks"]} <= {"done", "cancelled"}


def test_a_step_that_moves_while_its_task_is_completed_leaves_the_task_with_one_team(
    store: Store, council: Council, adviser, officer, together: Together
):
    for _ in range(A_FEW):
        _move(store, council, "agreed", "trained", "pilot", "live")
        case_id = begin(adviser, council)
        complete(adviser, open_task(adviser, case_id), depth=50)
        task = open_task(adviser, case_id)
        assert case(adviser, case_id)["tasks"][1]["team_id"] == council.front_team_id
        done, moved = together(
            posting(adviser, f"/api/v1/tasks/{task}/complete", {"answers": {"finding": "A hole"}}),
            lambda: _move(store, council, "returned"),
        )
        assert (done.status_code, moved) in [(200, 0), (403, 1)]
        actions = timeline(adviser, case_id)
        assert actions.count("case:task:completed") == 1 + (done.status_code == 200)
        assert actions.count("case:task:rerouted") == moved
        if moved:
            complete(officer, task, finding="A hole")


def test_a_timer_that_takes_the_task_away_while_it_is_completed_never_locks_up(
    store: Store, as_actor, clock: FixedClock, together: Together
):
    council = found_council(store, TIMED)
    adviser = as_actor(council.adviser)
    for _ in range(A_FEW):
        case_id = begin(adviser, council)
        task = open_task(adviser, case_id)
        clock.advance(timedelta(hours=2))
        done, fired = together(
            posting(adviser, f"/api/v1/tasks/{task}/complete", {"answers": {"depth": 5}}),
            lambda: cases.fire_due_timers(store),
        )
        assert (done.status_code, fired) in [(200, 0), (409, 1)]
        assert case(adviser, case_id)["status"] == ("open" if fired == 0 else "ended")


def _many(store: Store, council: Council, times: int) -> list[int]:
    """The ids of many new cases, written in a few transactions."""
    begun: list[int] = []
    while len(begun) < times:
        with unit_of_work(store) as work:
            for _ in range(min(100, times - len(begun))):
                started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
                begun.append(started.id)
    return begun


def _open_tasks(store: Store, case_ids: list[int]) -> dict[int, int]:
    """The one open task of each case."""
    wanted = select(tables.task.c.case_id, tables.task.c.id).where(tables.task.c.case_id.in_(case_ids))
    with reading(store) as work:
        return {row["case_id"]: row["id"] for row in work.rows(wanted)}


def _move(store: Store, council: Council, *states: str) -> int:
    """Move “Inspect it” at Eastgate through states; answers how many tasks the last one re-routed."""
    moved = 0
    for state in states:
        with unit_of_work(store) as work:
            standing = transfer.standings(work, council.process_id, council.site_id).get("inspect")
            reason, share = ("Try again", None) if state == "returned" else ("", 50 if state == "pilot" else None)
            version = standing.row_version if standing else 0
            change = StepMove(to=state, row_version=version, reason=reason, pilot_share=share)
            place = Place(council.process_id, "inspect", council.site_id)
            _, moved = cases.move_step(work, place, change, by=council.head)
    return moved
