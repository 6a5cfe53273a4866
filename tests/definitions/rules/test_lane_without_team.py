"""lane-without-team: A team takes the work of every lane."""

from __future__ import annotations

import pytest

from engine import definitions, people
from engine.definitions import Finding
from engine.people import SYSTEM, Team
from engine.store import Store, unit_of_work
from tests.definitions.models import model

RULE = "lane-without-team"

MODEL = """
lane Callers: take tell
lane Machines: look
startEvent start
userTask take "Take it"
scriptTask look "Look it up" script="{found: true}"
userTask tell "Tell them"
endEvent end
start -> take -> look -> tell -> end
"""


@pytest.fixture
def service(store: Store) -> int:
    with unit_of_work(store) as work:
        return people.create_service(work, "planning", "Planning", by=SYSTEM).id


def team(store: Store, name: str, lanes: list[str], *, kind: str = "back", service_id: int | None = None) -> Team:
    with unit_of_work(store) as work:
        return people.create_team(work, name.lower(), name, kind=kind, service_id=service_id, lanes=lanes, by=SYSTEM)


def findings_of(store: Store, service_id: int) -> list[Finding]:
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, model(MODEL), service_id=service_id, by=SYSTEM)
        return [one for one in deployed.findings if one.rule == RULE]


def test_it_names_the_lane_who_gets_its_steps_and_the_lanes_that_are_taken(store, service):
    team(store, "Validation", ["Plans"], service_id=service)
    team(store, "Counter", ["Customer services"], kind="front")

    (found,) = findings_of(store, service)

    assert (found.name, found.element, found.severity) == ("Callers", "take", "warning")
    assert "No team takes the lane “Callers”. Its 2 steps go to Validation, in the back office." in found.message
    assert "“Customer services” (front office), “Plans” (back office)" in found.message
    assert "Administration, Teams" in found.message


def test_a_service_without_any_team_is_told_that_nobody_gets_the_steps(store, service):
    (found,) = findings_of(store, service)

    assert "go to nobody: the service has no back office" in found.message
    assert "No team of this service takes any lane yet" in found.message


def test_lanes_of_another_service_s_teams_are_not_taken(store, service):
    with unit_of_work(store) as work:
        other = people.create_service(work, "waste", "Waste", by=SYSTEM).id
    team(store, "Rounds", ["Callers"], service_id=other)

    (found,) = findings_of(store, service)

    assert "Rounds" not in found.message


def test_it_is_silent_when_a_team_takes_every_lane_with_work_of_people(store, service):
    team(store, "Counter", ["CALLERS "], kind="front")

    assert findings_of(store, service) == []
