"""What comes in wrong over the API is told in a sentence and changes nothing; what comes in right stays as it came."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from engine import definitions
from engine.definitions import Confirmation
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.api.casework import begin, case, complete, open_task, timeline
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council
from tests.jobs import HEAD

MESSAGES = "/api/v1/messages"
NEWS = [f"{name} news" for name in ("first", "second")]
PICKING = {
    "id": "picking",
    "type": "default",
    "components": [
        {"type": "checklist", "key": "picked", "label": "Which?", "values": [{"value": v, "label": v} for v in "abc"]}
    ],
}
LISTENING = (
    HEAD
    + "".join(f'<bpmn:message id="m{number}" name="{name}"/>' for number, name in enumerate(NEWS))
    + """
  <bpmn:process id="report" name="Report a defect" isExecutable="true">
    <bpmn:laneSet id="lanes"><bpmn:lane id="front" name="Customer services">
      <bpmn:flowNodeRef>take</bpmn:flowNodeRef><bpmn:flowNodeRef>show</bpmn:flowNodeRef>
    </bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start"/>
    <bpmn:userTask id="take" name="Take it" camunda:formRef="picking"/>
    <bpmn:intermediateCatchEvent id="c0" name="First"><bpmn:messageEventDefinition id="d0" messageRef="m0"/>
    </bpmn:intermediateCatchEvent>
    <bpmn:intermediateCatchEvent id="c1" name="Second"><bpmn:messageEventDefinition id="d1" messageRef="m1"/>
    </bpmn:intermediateCatchEvent>
    <bpmn:serviceTask id="show" name="Show it"><bpmn:extensionElements><zeebe:taskDefinition type="show"/>
      <zeebe:ioMapping><zeebe:input source="=value" target="value"/><zeebe:input source="=picked" target="picked"/>
      </zeebe:ioMapping></bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:endEvent id="end" name="Shown"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="take"/>
    <bpmn:sequenceFlow id="f2" sourceRef="take" targetRef="c0"/>
    <bpmn:sequenceFlow id="f3" sourceRef="c0" targetRef="c1"/>
    <bpmn:sequenceFlow id="f4" sourceRef="c1" targetRef="show"/>
    <bpmn:sequenceFlow id="f5" sourceRef="show" targetRef="end"/>
  </bpmn:process></bpmn:definitions>"""
)


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def program(council: Council, as_user) -> FlaskClient:
    return as_user("service_account")


@pytest.fixture
def waiting(store: Store, council: Council, adviser: FlaskClient) -> int:
    """A case whose adviser picked a and b, and that waits for the first news."""
    with unit_of_work(store) as work:
        made = definitions.deploy(
            work,
            LISTENING.encode(),
            service_id=council.service_id,
            by=SYSTEM,
            confirm=Confirmation(marks=True, lost=frozenset({"inspect", "repair", "tell"})),
            forms={"picking": json.dumps(PICKING).encode()},
        )
        definitions.approve(work, made.version_id, SYSTEM)
    case_id = begin(adviser, council)
    complete(adviser, open_task(adviser, case_id), picked=["a", "b"])
    return case_id


def tell(client: FlaskClient, number: int, reference: str, **payload: object) -> Any:
    return client.post(MESSAGES, json={"name": NEWS[number], "reference": reference, "payload": payload})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1, 2, 3], [3, 1]),
        ([1], []),
        ({"a": {"b": [1, 2]}, "c": 1}, {"a": {"b": [2]}}),
        ("x", None),
        ([[1], [2]], [[2]]),
    ],
)
def test_a_value_that_comes_again_replaces_the_one_before_whole(
    adviser: FlaskClient, program: FlaskClient, waiting: int, before: object, after: object
):
    reference = case(adviser, waiting)["reference"]
    assert tell(program, 0, reference, value=before).status_code == 200
    assert tell(program, 1, reference, value=after).status_code == 200

    (job,) = program.post("/api/v1/jobs/fetch", json={"worker": "w", "topics": ["show"]}).json["items"]
    assert job["inputs"]["value"] == after


def test_what_comes_later_leaves_the_record_of_an_earlier_task_as_it_was_given(
    adviser: FlaskClient, program: FlaskClient, waiting: int
):
    reference = case(adviser, waiting)["reference"]
    before = adviser.get(f"/api/v1/cases/{waiting}/answers").json
    tell(program, 0, reference, picked=["c"], value={"deep": [1]})
    tell(program, 1, reference, value={"deep": [2]})

    (job,) = program.post("/api/v1/jobs/fetch", json={"worker": "w", "topics": ["show"]}).json["items"]
    assert job["inputs"] == {"picked": ["c"], "value": {"deep": [2]}}, "the case goes by what came last"
    assert before["items"][0]["answers"] == {"picked": ["a", "b"]}
    assert adviser.get(f"/api/v1/cases/{waiting}/answers").json == before


@pytest.mark.parametrize(
    ("letter", "status", "words"),
    [
        ({"name": "no news"}, 404, "No process listens"),
        ({"reference": "ABCD-2345"}, 404, "no case with the reference"),
        ({"payload": {"typename": "UUID"}}, 422, "may not be used"),
        ({"payload": {"__class__": "x"}}, 422, "may not be used"),
        ({"payload": {"value": [{"typename": 1}]}}, 422, "may not be used"),
        ({"payload": {"value": {"__init__": {}}}}, 422, "may not be used"),
        ({"payload": {f"part{number}": "x" * 90_000 for number in range(3)}}, 413, "200,000 bytes"),
        ({"payload": [1, 2]}, 422, ""),
    ],
)
def test_a_message_that_cannot_be_taken_is_refused_and_the_case_goes_on_waiting(
    adviser: FlaskClient, program: FlaskClient, waiting: int, letter: dict[str, object], status: int, words: str
):
    before = case(adviser, waiting)
    body = {"name": NEWS[0], "reference": before["reference"], **letter}
    assert_problem(program.post(MESSAGES, json=body), status, words)
    assert (case(adviser, waiting), "case:message:delivered" in timeline(adviser, waiting)) == (before, False)


def test_a_message_with_keys_of_no_case_reaches_none(adviser: FlaskClient, program: FlaskClient, waiting: int):
    before = case(adviser, waiting)
    sent = program.post(MESSAGES, json={"name": NEWS[0], "keys": {"case_number": "17"}})
    assert (sent.status_code, sent.json["delivered"]) == (202, False)
    assert case(adviser, waiting) == before


def test_a_task_that_is_unknown_done_or_of_another_version_changes_nothing(council: Council, adviser: FlaskClient):
    case_id = begin(adviser, council)
    task_id = open_task(adviser, case_id)
    before = case(adviser, case_id)
    for number in (999_999, 2**31):
        unknown = adviser.post(f"/api/v1/tasks/{number}/complete", json={"answers": {"depth": 5}})
        assert_problem(unknown, 404, "There is no")
    stale = adviser.post(
        f"/api/v1/tasks/{task_id}/complete", json={"answers": {"depth": 5}}, headers={"If-Match": '"99"'}
    )
    assert_problem(stale, 412, "changed")
    assert case(adviser, case_id) == before
    complete(adviser, task_id, depth=5)
    assert_problem(adviser.post(f"/api/v1/tasks/{task_id}/complete", json={"answers": {"depth": 5}}), 409)


DOCUMENTS = [b"nonsense", b"[]", b'{"format": 99, "scopes": []}', b'{"format": 1, "scopes": []}', b'{"format": 1}']


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_case_whose_state_cannot_be_loaded_is_stuck_and_keeps_all_it_has(
    app: Flask, store: Store, council: Council, as_actor, adviser: FlaskClient, document: bytes
):
    administrator, case_id = as_actor(council.administrator), begin(adviser, council)
    kept = spoil(store, case_id, document)

    done = adviser.post(f"/api/v1/tasks/{open_task(adviser, case_id)}/complete", json={"answers": {"depth": 50}})

    assert (done.status_code, done.json["status"]) == (200, "stuck"), "what was answered is kept"
    assert_matches_schema(app, done)
    shown = case(adviser, case_id)
    assert "state document" in shown["incident"]["cause"]
    assert adviser.get(f"/api/v1/cases/{case_id}/answers").json["items"][0]["answers"]["depth"] == 50
    spoil(store, case_id, kept)
    retried = administrator.post(f"/api/v1/cases/{case_id}/retry", json={"reason": "The document was put back"})
    assert retried.status_code == 200
    assert case(adviser, case_id)["status"] == "open"
    assert [task["name"] for task in case(adviser, case_id)["tasks"]] == ["Take the report", "Inspect it"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_repair_of_a_case_whose_state_cannot_be_loaded_fails_unexpectedly(
    store: Store, council: Council, as_actor, adviser: FlaskClient, document: bytes
):
    leader, case_id = as_actor(council.leader), begin(adviser, council)
    task_id = open_task(adviser, case_id)
    complete(adviser, task_id, depth=50)
    address = f"/api/v1/cases/{case_id}"
    spoil(store, case_id, document)

    for path, body in (
        ("move", {"token": "x", "to": "tell"}),
        ("data", {"values": {"depth": 60}}),
    ):
        answer = leader.post(f"{address}/{path}", json={**body, "reason": "It hangs"})
        assert_problem(answer, answer.status_code)
        assert answer.status_code in (409, 422), (path, answer.text)
    places = leader.get(f"{address}/places")
    assert_problem(places, 422, "state document")
    assert leader.post(f"{address}/suspend", json={"reason": "It hangs"}).status_code == 200
    assert leader.post(f"{address}/resume", json={"reason": "On we go"}).json["status"] == "stuck"
    back = leader.post(f"{address}/go-back", json={"task_id": task_id, "reason": "As it stood before"})
    assert (back.status_code, back.json["status"]) == (200, "open"), "how it stood before is kept apart"
    complete(adviser, open_task(adviser, case_id), depth=50)
    assert case(adviser, case_id)["next_action"] == "Inspect it"


def spoil(store: Store, case_id: int, document: bytes) -> bytes:
    """Put another state document in the place of a case's; the one that it had."""
    with unit_of_work(store) as work:
        kept = work.value(text("SELECT state FROM case_state WHERE case_id = :case").bindparams(case=case_id))
        put = text("UPDATE case_state SET state = :document WHERE case_id = :case")
        work.execute(put.bindparams(document=document, case=case_id))
    return bytes(kept)
