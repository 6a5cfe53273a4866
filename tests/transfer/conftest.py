"""A council with one process, two sites, a front-office team, a head of service and an analyst."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engine.definitions import deploy
from engine.people import SYSTEM, Actor, create_service, create_site, create_team, create_user
from engine.store import Store, Work, unit_of_work
from engine.transfer import Standing, move

STEP = "check-evidence"
MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:tests" id="defs">
  <bpmn:process id="{process}" name="Report a fault" isExecutable="true">
    <bpmn:startEvent id="start"/>
    <bpmn:userTask id="check-evidence" name="Check the evidence"/>
    <bpmn:userTask id="inspect" name="Inspect it"/>
    <bpmn:userTask id="repair" name="Repair it"/>
    <bpmn:endEvent id="end"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="check-evidence"/>
    <bpmn:sequenceFlow id="f2" sourceRef="check-evidence" targetRef="inspect"/>
    <bpmn:sequenceFlow id="f3" sourceRef="inspect" targetRef="repair"/>
    <bpmn:sequenceFlow id="f4" sourceRef="repair" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>
"""
PATH = ("agreed", "trained", "pilot", "live")


@dataclass(frozen=True, slots=True)
class Council:
    """Ids to move steps with, and a short way to move one."""

    store: Store
    process_id: int
    other_process_id: int
    site_id: int
    other_site_id: int
    team_id: int
    head: Actor
    analyst: Actor

    def move(self, to: str, *, work: Work | None = None, **changes: Any) -> Standing:
        """Move the step, by the head of service unless told otherwise, in a unit of work of its own or in `work`."""
        asked = {"process_id": self.process_id, "step_key": STEP, "site_id": self.site_id, "by": self.head} | changes
        if work is not None:
            return move(work, to=to, **asked)
        with unit_of_work(self.store) as own:
            return move(own, to=to, **asked)

    def move_to(self, state: str, **place: Any) -> Standing:
        """Walk the whole way to `state`, one move after the other. The pilot is half of the cases."""
        version = 0
        for to in PATH[: PATH.index(state) + 1]:
            share = {"pilot_share": 50} if to == "pilot" else {}
            standing = self.move(to, row_version=version, **share, **place)
            version = standing.row_version
        return standing

    def place(self, **changes: Any) -> dict[str, Any]:
        """The process, step and site most tests use."""
        return {"process_id": self.process_id, "step_key": STEP, "site_id": self.site_id} | changes


def _actor(work: Work, username: str) -> Actor:
    user = create_user(work, username, username.title(), by=SYSTEM)
    return Actor(user_id=user.id, username=username, name=user.name)


@pytest.fixture
def council(store: Store) -> Council:
    """One council, freshly set up."""
    with unit_of_work(store) as work:
        service = create_service(work, "highways", "Highways", by=SYSTEM)
        site = create_site(work, "salisbury", "Salisbury", by=SYSTEM)
        other = create_site(work, "devizes", "Devizes", by=SYSTEM)
        team = create_team(work, "salisbury-front", "Salisbury hub", kind="front", site_id=site.id, by=SYSTEM)
        processes = [
            deploy(work, MODEL.format(process=key).encode(), service_id=service.id, by=SYSTEM).process_id
            for key in ("pothole", "street-light")
        ]
        return Council(store, *processes, site.id, other.id, team.id, _actor(work, "head"), _actor(work, "analyst"))


@pytest.fixture
def reading_from(store: Store) -> Callable[..., Any]:
    """Call a reading function of the room in a unit of work of its own."""

    def call(function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        with unit_of_work(store) as work:
            return function(work, *args, **named)

    return call
