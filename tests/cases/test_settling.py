"""What is written down after each step: the next action and its promised date, and what is no longer needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from engine import audit, cases
from engine.cases import CaseView, Started
from engine.clock import FixedClock
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council

HEAD, TAIL = MODEL.split("<bpmn:laneSet", maxsplit=1)[0], "</bpmn:process></bpmn:definitions>"
TWO_AT_ONCE = f"""{HEAD}
    <bpmn:laneSet id="lanes"><bpmn:lane id="front" name="Customer services">
      {"".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in ("start", "split", "a", "b", "join", "end"))}
    </bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start" name="Reported"/><bpmn:parallelGateway id="split" name="Both"/>
    <bpmn:userTask id="a" name="First thing"/><bpmn:userTask id="b" name="Second thing"/>
    <bpmn:parallelGateway id="join" name="Both done"/><bpmn:endEvent id="end" name="Done"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="split"/>
    <bpmn:sequenceFlow id="f2" sourceRef="split" targetRef="a"/>
    <bpmn:sequenceFlow id="f3" sourceRef="split" targetRef="b"/>
    <bpmn:sequenceFlow id="f4" sourceRef="a" targetRef="join"/>
    <bpmn:sequenceFlow id="f5" sourceRef="b" targetRef="join"/>
    <bpmn:sequenceFlow id="f6" sourceRef="join" targetRef="end"/>{TAIL}"""
LAPSING = MODEL.replace(
    """<bpmn:sequenceFlow id="f1\"""",
    """<bpmn:boundaryEvent id="late" name="Too late" attachedToRef="inspect"><bpmn:outgoing>f9</bpmn:outgoing>
      <bpmn:timerEventDefinition id="hour"><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:boundaryEvent>
    <bpmn:endEvent id="lapsed" name="Lapsed"><bpmn:incoming>f9</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f9" sourceRef="late" targetRef="lapsed"/>
    <bpmn:sequenceFlow id="f1\"""",
)
WAITING = (
    MODEL.replace(
        '<bpmn:timerEventDefinition id="two_days"><bpmn:timeDuration>P2D</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition>",
        '<bpmn:messageEventDefinition id="told_us" messageRef="news"/>',
    )
    .replace('name="Two days"', 'name="The contractor tells us"')
    .replace("<bpmn:process ", '<bpmn:message id="news" name="news"/><bpmn:process ')
)
TEN_DAYS = datetime(2026, 12, 2, 17, 0, tzinfo=UTC)


@pytest.fixture
def council(store: Store, request: pytest.FixtureRequest) -> Council:
    """A council whose one process is the model of the test."""
    return found_council(store, request.param)


def complete(store: Store, council: Council, case_id: int, name: str, **answers: object) -> None:
    """Somebody of the team that has it completes the open task of this name."""
    with unit_of_work(store) as work:
        view = cases.case(work, case_id, by=council.adviser)
        (task,) = [task for task in view.tasks if task.name == name]
        by = council.officer if task.team_id == council.back_team_id else council.adviser
        cases.complete(work, task.id, answers=answers, by=by)


@pytest.mark.parametrize("council", [TWO_AT_ONCE], indirect=True)
def test_the_task_that_is_left_keeps_its_promise_without_a_target(
    store: Store, council: Council, begin: Callable[..., Started], look: Callable[[int], CaseView], clock: FixedClock
):
    started = begin()
    assert (look(started.id).next_action, look(started.id).promised_at) == ("First thing", TEN_DAYS)
    clock.advance(timedelta(days=1))

    complete(store, council, started.id, "First thing")

    view = look(started.id)
    assert (view.status, view.next_action, view.next_team_id) == ("open", "Second thing", council.front_team_id)
    assert view.promised_at == TEN_DAYS, "ten working days from when it opened, not from now"


@pytest.mark.parametrize("council", [WAITING], indirect=True)
def test_a_case_that_waits_for_others_promises_the_date_of_the_whole(
    store: Store, council: Council, begin: Callable[..., Started], look: Callable[[int], CaseView]
):
    started = begin()
    complete(store, council, started.id, "Take the report", depth=50)
    complete(store, council, started.id, "Inspect it")

    view = look(started.id)
    assert (view.status, view.next_action) == ("waiting", "Wait for the message “news”")
    assert view.promised_at == view.fulfil_by == TEN_DAYS


@pytest.mark.parametrize("council", [LAPSING], indirect=True)
def test_a_task_that_a_timer_takes_away_leaves_no_hand_off_waiting(
    store: Store, council: Council, begin: Callable[..., Started], look: Callable[[int], CaseView], clock: FixedClock
):
    started = begin()
    complete(store, council, started.id, "Take the report", depth=50)
    clock.advance(timedelta(hours=2))

    assert cases.fire_due_timers(store) == 1

    view = look(started.id)
    assert (view.status, view.tasks[1].status, view.hand_offs[0].status) == ("ended", "cancelled", "cancelled")
    with reading(store) as work:
        assert cases.waiting_hand_offs(work, frozenset({council.back_team_id})) == []
        assert audit.entries(work, case_id=started.id)[0].action == "case:case:ended"
