"""Signals reach every case that waits for them, each once, whatever becomes of the others; and they start processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import text

from engine import audit, cases, definitions, people
from engine.cases import Letter, Sent, Started
from engine.clock import FixedClock
from engine.errors import NotFound, NotPermitted, Refused
from engine.people import SYSTEM, Actor
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council, person

PAUSE = (
    '<bpmn:timerEventDefinition id="two_days"><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition>'
)
NAMED = '<bpmn:signal id="storm" name="Storm over"/>'
LISTENING = MODEL.replace(PAUSE, '<bpmn:signalEventDefinition id="wait" signalRef="storm"/>').replace(
    '<bpmn:process id="report"', f'{NAMED}<bpmn:process id="report"'
)
THROWING = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="https://x.example" id="d">
  {NAMED}<bpmn:process id="watch" name="Storm watch" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="see" name="See that it is over"><bpmn:incoming>a</bpmn:incoming>
      <bpmn:outgoing>b</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="over"><bpmn:incoming>b</bpmn:incoming>
      <bpmn:signalEventDefinition id="t" signalRef="storm"/></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="see"/>
    <bpmn:sequenceFlow id="b" sourceRef="see" targetRef="over"/>
  </bpmn:process>
</bpmn:definitions>
"""
STARTING = THROWING.replace('id="watch" name="Storm watch"', 'id="tidy" name="Tidy up"').replace(
    '<bpmn:startEvent id="start">',
    '<bpmn:startEvent id="start"><bpmn:signalEventDefinition id="s" signalRef="storm"/>',
)
STARTING = STARTING.replace(
    '<bpmn:signalEventDefinition id="t" signalRef="storm"/></bpmn:endEvent>', "</bpmn:endEvent>"
)

Send = Callable[..., Sent]
Begin = Callable[..., Started]


@pytest.fixture
def council(store: Store) -> Council:
    """Cases wait for the signal “Storm over”."""
    return found_council(store, LISTENING)


@pytest.fixture
def signal(store: Store, outside: Actor) -> Send:
    """Send “Storm over” from outside."""

    def send(by: Actor | None = None, name: str = "Storm over", **letter: object) -> Sent:
        with unit_of_work(store) as work:
            return cases.send_signal(work, Letter(name, **letter), by=by or outside)

    return send


def deploy(store: Store, council: Council, model: str) -> None:
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, model.encode(), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)


def told(store: Store, case_id: int) -> int:
    """How often the signal reached the case."""
    with reading(store) as work:
        return len(audit.entries(work, case_id=case_id, action="case:signal:delivered"))


def test_a_signal_reaches_each_case_that_waits_once(
    store: Store, council: Council, waiting: Begin, send: Send, signal: Send
):
    three = [waiting() for _ in range(3)]
    with unit_of_work(store) as work:
        busy = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)

    assert signal(payload={"gusts": 70}).reached == 3
    later = waiting()
    assert cases.deliver_due_signals(store) == 3

    assert [told(store, one.id) for one in (*three, busy, later)] == [1, 1, 1, 0, 0]
    with reading(store) as work:
        assert cases.case(work, three[0].id, by=council.adviser).next_action == "Repair it"
        assert cases.case(work, later.id, by=council.adviser).next_action == "Wait for the signal “Storm over”"
        (row,) = cases.find_messages(work, by=council.administrator)
        assert work.value(text("SELECT payload FROM case_message")) is None
    assert (row.status, sorted(row.case_ids)) == ("delivered", [one.id for one in three])


def test_a_case_that_cannot_go_on_holds_up_no_other_and_gets_it_when_it_is_mended(
    store: Store, council: Council, clock: FixedClock, waiting: Begin, signal: Send
):
    """One is stuck already, and all three would be: the team that would have the next step is gone for a while."""
    three = [waiting() for _ in range(3)]
    with unit_of_work(store) as work:
        work.execute(text("UPDATE case_case SET status = 'stuck' WHERE id = :id"), {"id": three[0].id})
    signal()

    cases.deliver_due_signals(store)
    assert [told(store, one.id) for one in three] == [0, 1, 1]

    with unit_of_work(store) as work:
        work.execute(text("UPDATE case_case SET status = 'waiting' WHERE id = :id"), {"id": three[0].id})
    clock.advance(timedelta(minutes=1))
    cases.deliver_due_signals(store)
    cases.deliver_due_signals(store)
    assert [told(store, one.id) for one in three] == [1, 1, 1]


def test_a_signal_that_makes_a_case_stuck_is_tried_again_with_it(
    store: Store, council: Council, waiting: Begin, signal: Send
):
    started = waiting()
    with unit_of_work(store) as work:
        people.change_team(work, council.back_team_id, {"kind": "front", "lanes": []}, by=SYSTEM, row_version=1)
    signal()
    cases.deliver_due_signals(store)

    with reading(store) as work:
        assert cases.case(work, started.id, by=council.adviser).status == "stuck"
    with unit_of_work(store) as work:
        people.change_team(work, council.back_team_id, {"kind": "back"}, by=SYSTEM, row_version=2)
        cases.retry(work, started.id, by=council.administrator, reason="The inspectors are back")
    with reading(store) as work:
        assert cases.case(work, started.id, by=council.adviser).next_action == "Repair it"
    assert told(store, started.id) == 1


def test_a_case_throws_a_signal_that_others_of_another_process_hear(
    store: Store, council: Council, waiting: Begin, go_on: Callable[..., None]
):
    deploy(store, council, THROWING)
    waits = waiting()
    with unit_of_work(store) as work:
        watch = cases.start(work, process_key="watch", site_id=council.site_id, by=council.adviser)

    go_on(watch.id)
    cases.deliver_due_signals(store)

    with reading(store) as work:
        (entry,) = audit.entries(work, case_id=waits.id, action="case:signal:delivered")
    assert entry.facts["from"] == watch.reference


def test_a_signal_starts_a_case_of_each_process_that_it_starts(store: Store, council: Council, signal: Send):
    deploy(store, council, STARTING)

    assert signal(site_id=council.other_site_id).reached == 1
    cases.deliver_due_signals(store)
    cases.deliver_due_signals(store)

    with reading(store) as work:
        (row,) = cases.find_messages(work, by=council.administrator)
        (case_id,) = row.case_ids
        case = cases.case(work, case_id, by=council.officer)
    assert (case.site_id, [task.name for task in case.open_tasks]) == (council.other_site_id, ["See that it is over"])


def test_two_workers_deliver_a_signal_to_each_case_once(store: Store, waiting: Begin, signal: Send):
    started = [waiting() for _ in range(6)]
    signal()
    start = Barrier(2)

    def work_off() -> None:
        start.wait(10)
        cases.deliver_due_signals(store)

    workers = [Thread(target=work_off) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert [told(store, one.id) for one in started] == [1] * 6
    with reading(store) as work:
        assert work.value(text("SELECT status FROM case_message")) == "delivered"


def test_a_signal_that_nobody_waits_for_is_over_at_once(store: Store, council: Council, signal: Send, waiting: Begin):
    assert signal().reached == 0
    started = waiting()
    cases.deliver_due_signals(store)
    assert told(store, started.id) == 0


def test_who_may_send_it_and_what_it_may_say(store: Store, council: Council, waiting: Begin, signal: Send):
    waiting()
    with unit_of_work(store) as work:
        service = people.create_service(work, "planning", "Planning", by=SYSTEM)
        planners = person(work, "planners", "service_account", service_id=service.id)

    assert signal(by=planners).reached == 0, "none of their service waits for it"
    with pytest.raises(NotPermitted):
        signal(by=council.adviser)
    with pytest.raises(NotFound, match="No process listens to a signal “Calm”"):
        signal(name="Calm")
    with pytest.raises(Refused, match="for all who wait"):
        signal(keys={"depth": 50})


def test_what_a_signal_brings_is_checked_by_the_start_form_and_starts_nothing_when_it_does_not_pass(
    store: Store, council: Council, waiting: Begin, signal: Send
):
    form = '<camunda:formData><camunda:formField id="gusts" label="Gusts" type="long"/></camunda:formData>'
    asking = STARTING.replace(
        "<bpmn:definitions ", '<bpmn:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    )
    asking = asking.replace(
        '<bpmn:startEvent id="start">',
        f'<bpmn:startEvent id="start"><bpmn:extensionElements>{form}</bpmn:extensionElements>',
    )
    deploy(store, council, asking)
    case_id = waiting().id

    signal(payload={"gusts": "many"})
    cases.deliver_due_signals(store)

    with reading(store) as work:
        (row,) = cases.find_messages(work, by=council.administrator)
        assert work.value(text("SELECT count(*) FROM case_case")) == 1
    assert "The signal “Storm over” starts no case" in row.problem
    assert (row.case_ids, told(store, case_id)) == ([case_id], 1)
    signal(payload={"gusts": "70"})
    assert cases.deliver_due_signals(store) == 1
