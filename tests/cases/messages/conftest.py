"""A council whose process waits for the message “Parts arrived”, and another system that sends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import cases
from engine.cases import Letter, Sent, Started
from engine.people import Actor
from engine.store import Store, unit_of_work
from tests.council import MODEL, Council, found_council, person

WAITING = MODEL.replace(
    '<bpmn:timerEventDefinition id="two_days"><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition>',
    '<bpmn:messageEventDefinition id="wait" messageRef="parts"/>',
).replace('<bpmn:process id="report"', '<bpmn:message id="parts" name="Parts arrived"/><bpmn:process id="report"')

Begin = Callable[..., Started]
Until = Callable[[int], None]
Send = Callable[..., Sent]


@pytest.fixture
def council(store: Store) -> Council:
    """A process that waits for the message “Parts arrived” after the inspection."""
    return found_council(store, WAITING)


@pytest.fixture
def outside(store: Store, council: Council) -> Actor:
    """Another system."""
    with unit_of_work(store) as work:
        return person(work, "depot", "service_account", service_id=council.service_id)


@pytest.fixture
def go_on(store: Store, council: Council) -> Callable[..., None]:
    """Complete the one open task of a case, by the adviser or the officer, whose team has it."""

    def complete(case_id: int, **answers: object) -> None:
        with unit_of_work(store) as work:
            (task,) = cases.case(work, case_id, by=council.officer).open_tasks
            by = council.officer if task.team_id == council.back_team_id else council.adviser
            cases.complete(work, task.id, answers=answers, by=by)

    return complete


@pytest.fixture
def waiting(store: Store, council: Council, go_on: Callable[..., None]) -> Begin:
    """A case that was brought to where it waits for the message."""

    def begin(depth: int = 50, **answers: object) -> Started:
        with unit_of_work(store) as work:
            started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        go_on(started.id, depth=depth, **answers)
        go_on(started.id, finding="hole")
        return started

    return begin


@pytest.fixture
def send(store: Store, outside: Actor) -> Send:
    """Send “Parts arrived” from outside."""

    def deliver(by: Actor | None = None, name: str = "Parts arrived", **letter: Any) -> Sent:
        more = {"wait": letter.pop("wait")} if "wait" in letter else {}
        with unit_of_work(store) as work:
            return cases.send_message(work, Letter(name, **letter), by=by or outside, **more)

    return deliver
