"""POST /messages: delivered now or kept, once for each Idempotency-Key; and the list of messages."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases, definitions
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.api.casework import begin, case, complete, open_task, pages
from tests.api.checking import assert_matches_schema, assert_problem
from tests.cases.messages.conftest import WAITING
from tests.cases.messages.test_signals import LISTENING
from tests.cases.messages.test_starting import EITHER
from tests.council import Council, found_council

ADDRESS = "/api/v1/messages"
ROOT = Path(__file__).parents[2]
AsUser = Callable[..., FlaskClient]


@pytest.fixture
def council(store: Store) -> Council:
    """A process that waits for the message “Parts arrived”."""
    return found_council(store, WAITING)


@pytest.fixture
def depot(as_user: AsUser, council: Council) -> FlaskClient:
    """Another system."""
    return as_user("service_account", service=council.service_id)


@pytest.fixture
def wait(as_user: AsUser, council: Council) -> Callable[..., int]:
    """A case that waits for the message."""
    adviser = as_user("adviser", teams=[council.front_team_id])
    officer = as_user("officer", service=council.service_id, teams=[council.back_team_id])

    def bring(case_id: int | None = None, depth: int = 50) -> int:
        number = case_id or begin(adviser, council)
        complete(adviser, open_task(adviser, number), depth=depth)
        complete(officer, open_task(officer, number), finding="hole")
        return number

    return bring


def test_a_message_for_a_case_that_waits_is_delivered_at_once(
    app: Flask, depot: FlaskClient, wait: Callable[..., int], as_user: AsUser
):
    number = wait()

    answer = depot.post(ADDRESS, json={"name": "Parts arrived", "keys": {"depth": 50}, "payload": {"lorry": "7"}})

    assert_matches_schema(app, answer)
    assert (answer.status_code, answer.json["delivered"], answer.json["case_id"]) == (200, True, number)
    assert answer.json["status"] == "open"


def test_a_message_that_comes_first_is_kept_and_says_until_when(
    app: Flask, store: Store, depot: FlaskClient, wait: Callable[..., int], as_user: AsUser, council: Council
):
    body = {"name": "Parts arrived", "keys": {"depth": 50}, "wait_hours": 48}

    answer = depot.post(ADDRESS, json=body)

    assert_matches_schema(app, answer)
    assert (answer.status_code, answer.json["delivered"]) == (202, False)
    assert answer.json["expires_at"].startswith("2026-11-20T10:00")
    number = wait()
    cases.deliver_due_messages(store)
    reader = as_user("officer", service=council.service_id)
    assert case(reader, number)["next_action"] == "Repair it"


def test_twins_with_one_key_at_the_same_moment_are_one_message(
    app: Flask, store: Store, depot: FlaskClient, as_user: AsUser
):
    header = {"Authorization": depot.environ_base["HTTP_AUTHORIZATION"], "Idempotency-Key": "lorry 7"}
    start, answers = threading.Barrier(2), []

    def send() -> None:
        start.wait(10)
        body = {"name": "Parts arrived", "keys": {"depth": 50}}
        answers.append(app.test_client().post(ADDRESS, json=body, headers=header))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json["message_id"] for answer in answers}) == 1
    assert len(pages(as_user("administrator"), ADDRESS)) == 1


def test_bad_messages_say_what_is_wrong_with_them(depot: FlaskClient, wait: Callable[..., int]):
    wait(), wait()
    known = {"name": "Parts arrived", "keys": {"depth": 50}}

    assert_problem(depot.post(ADDRESS, json={"keys": {"depth": 50}}), 422, where="name")
    assert_problem(depot.post(ADDRESS, json={**known, "name": "Parts lost"}), 404, "No process listens")
    assert_problem(depot.post(ADDRESS, json={"name": "Parts arrived"}), 422, "which case", where="keys")
    assert_problem(depot.post(ADDRESS, json=known), 409, "2 cases wait")
    assert_problem(depot.post(ADDRESS, json={**known, "keys": {"depth": [50]}}), 422, where="keys.depth")
    assert_problem(
        depot.post(ADDRESS, json={**known, "payload": {"typename": 1}}), 422, "may not be used", where="payload"
    )
    assert_problem(depot.post(ADDRESS, json={**known, "payload": {"__class__": 1}}), 422, "may not be used")
    assert_problem(depot.post(ADDRESS, json={**known, "payload": {"a": {"b": "\0"}}}), 422, where="payload.a.b")
    assert_problem(depot.post(ADDRESS, json={**known, "keys": {"__class__": 1}}), 422, "may not be used", where="keys")
    big = {f"part{number}": "x" * 90_000 for number in range(3)}
    assert_problem(depot.post(ADDRESS, json={**known, "payload": big}), 413, "200,000 bytes")
    assert_problem(depot.post(ADDRESS, json={**known, "wait_hours": 0}), 422, where="wait_hours")
    assert_problem(depot.post(ADDRESS, json={**known, "reference": "ABCD-2345"}), 404, "no case with the reference")


def test_every_example_of_the_page_for_other_systems_does_what_it_says(
    store: Store, depot: FlaskClient, wait: Callable[..., int], as_user: AsUser, council: Council
):
    with unit_of_work(store) as work:
        for key, xml in (("storm", LISTENING), ("web", EITHER)):
            deployed = definitions.deploy(work, xml.encode(), service_id=council.service_id, by=SYSTEM, key=key)
            definitions.approve(work, deployed.version_id, SYSTEM)
    reader = as_user("officer", service=council.service_id)
    reference = case(reader, wait())["reference"]
    wait(depth=60)
    examples = re.findall(r"```json\n(.+?)\n```", (ROOT / "docs/messages.md").read_text("utf-8"), re.DOTALL)

    answers = [depot.post(ADDRESS, json=json.loads(text.replace("{reference}", reference))) for text in examples]

    assert [answer.status_code for answer in answers] == [200, 200, 202, 202, 200]
    assert answers[0].json["reference"] == reference


def test_a_signal_says_how_many_it_is_for(app: Flask, store: Store, depot: FlaskClient, council: Council):
    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, LISTENING.encode(), service_id=council.service_id, by=SYSTEM, key="storm")
        definitions.approve(work, deployed.version_id, SYSTEM)

    answer = depot.post(ADDRESS, json={"kind": "signal", "name": "Storm over"})

    assert_matches_schema(app, answer)
    assert (answer.status_code, answer.json["reached"], answer.json["case_id"]) == (202, 0, None)
    keyed = {"kind": "signal", "name": "Storm over", "keys": {"depth": 1}}
    assert_problem(depot.post(ADDRESS, json=keyed), 422, "for all who wait", where="keys")


def test_administrators_list_what_waits_and_why(app: Flask, depot: FlaskClient, as_user: AsUser):
    for depth in (1, 2, 3):
        depot.post(ADDRESS, json={"name": "Parts arrived", "keys": {"depth": depth}, "payload": {"lorry": "7"}})
    admin = as_user("administrator")

    answer = admin.get(f"{ADDRESS}?status=waiting")

    assert_matches_schema(app, answer)
    assert [item["keys"] for item in answer.json["items"]] == [["depth"]] * 3
    assert "lorry" not in answer.text, "what a message carries is nobody's to read there"
    assert len(pages(admin, ADDRESS, status="waiting")) == 3
    assert admin.get(f"{ADDRESS}?status=expired").json["items"] == []
    assert_problem(depot.get(ADDRESS), 403, "message:read")
