"""Models that start each other without an end are stopped, those that take their time are not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import cases, definitions
from engine.cases import Letter
from engine.cases.messages.circles import MOST_IN_A_ROW
from engine.clock import FixedClock
from engine.people import SYSTEM, Actor
from engine.store import Store, reading, unit_of_work
from tests.council import Council

RENEWAL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="https://x.example" id="d">
  <bpmn:message id="next" name="Begin the next"/><bpmn:signal id="next_all" name="Begin the next"/>
  <bpmn:process id="renewal" name="Renewal" isExecutable="true">
    <bpmn:startEvent id="start"><bpmn:outgoing>a</bpmn:outgoing>
      <bpmn:messageEventDefinition id="s" messageRef="next"/></bpmn:startEvent>
    <bpmn:intermediateThrowEvent id="again"><bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing>
      <bpmn:messageEventDefinition id="t" messageRef="next"/></bpmn:intermediateThrowEvent>
    <bpmn:userTask id="see" name="Look at it"><bpmn:incoming>b</bpmn:incoming>
      <bpmn:outgoing>c</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="over"><bpmn:incoming>c</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="a" sourceRef="start" targetRef="again"/>
    <bpmn:sequenceFlow id="b" sourceRef="again" targetRef="see"/>
    <bpmn:sequenceFlow id="c" sourceRef="see" targetRef="over"/>
  </bpmn:process>
</bpmn:definitions>
"""


def begin(store: Store, council: Council, by: Actor, model: str, kind: str = "message") -> None:
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, model.encode(), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
    with unit_of_work(store) as work:
        send = cases.send_message if kind == "message" else cases.send_signal
        send(work, Letter("Begin the next", site_id=council.site_id), by=by)


def deliver(store: Store, clock: FixedClock, pause: timedelta, times: int) -> None:
    for _ in range(times):
        clock.advance(pause)
        cases.deliver_due_messages(store)
        cases.deliver_due_signals(store)


def count(store: Store) -> int:
    with reading(store) as work:
        return int(work.value(text("SELECT count(*) FROM case_case")) or 0)


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_cases_that_start_each_other_at_once_come_to_an_end_that_is_told(
    store: Store, council: Council, outside: Actor, clock: FixedClock, kind: str
):
    model = (
        RENEWAL
        if kind == "message"
        else RENEWAL.replace("messageEvent", "signalEvent").replace('messageRef="next"', 'signalRef="next_all"')
    )
    begin(store, council, outside, model, kind)
    deliver(store, clock, timedelta(minutes=1), 3 * MOST_IN_A_ROW)

    assert count(store) == MOST_IN_A_ROW
    with reading(store) as work:
        told = work.value(
            text(
                "SELECT string_agg(problem, '') FROM (SELECT problem FROM case_message UNION ALL "
                "SELECT problem FROM case_message_delivery) AS everything"
            )
        )
    assert f"{MOST_IN_A_ROW} cases have started each other in a row" in told


def test_a_case_that_starts_its_successor_later_may_do_so_for_ever(
    store: Store, council: Council, outside: Actor, clock: FixedClock
):
    waits = RENEWAL.replace(
        '<bpmn:sequenceFlow id="a" sourceRef="start" targetRef="again"/>',
        '<bpmn:intermediateCatchEvent id="year"><bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>y</bpmn:outgoing>'
        '<bpmn:timerEventDefinition id="w"><bpmn:timeDuration>PT2H</bpmn:timeDuration></bpmn:timerEventDefinition>'
        '</bpmn:intermediateCatchEvent><bpmn:sequenceFlow id="a" sourceRef="start" targetRef="year"/>'
        '<bpmn:sequenceFlow id="y" sourceRef="year" targetRef="again"/>',
    ).replace("<bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b", "<bpmn:incoming>y</bpmn:incoming><bpmn:outgoing>b")
    begin(store, council, outside, waits)
    for _ in range(MOST_IN_A_ROW + 2):
        clock.advance(timedelta(hours=3))
        cases.fire_due_timers(store)
        cases.deliver_due_messages(store)

    assert count(store) > MOST_IN_A_ROW + 1
