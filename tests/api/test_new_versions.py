"""New versions over the API: what becomes of steps, their marks and transfers; variants by area."""

from __future__ import annotations

import io
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.checking import assert_matches_schema, assert_problem
from tests.api.sending import DEFINITIONS, TWO, marked, send, upload
from tests.council import Council
from tests.definitions.models import SOUND, model


@pytest.fixture
def analyst(as_user, council: Council) -> FlaskClient:
    """An analyst of the council's one service."""
    return as_user("analyst", service=council.service_id)


def test_a_new_version_keeps_marks_and_transfers_by_step_key(as_user, analyst, council: Council):
    head = as_user("head_of_service", service=council.service_id)
    first = upload(analyst, marked(), council.service_id).json
    place = {"process_id": first["process_id"], "step_key": "check", "site_id": council.site_id}
    head.post("/api/v1/transfers", json={**place, "to": "agreed"})
    second = upload(analyst, model(TWO), council.service_id).json
    assert (second["number"], [step["step_key"] for step in second["steps"]["kept"]]) == (2, ["check"])
    assert [step["step_key"] for step in second["steps"]["new"]] == ["tell"]
    marks = analyst.get(f"{DEFINITIONS}/{second['id']}/steps").json["marks"]
    assert [(mark["step_key"], mark["once_and_done"]) for mark in marks] == [("check", True)]
    (standing,) = head.get("/api/v1/transfers", query_string={"process_id": second["process_id"]}).json["items"]
    assert (standing["step_key"], standing["state"]) == ("check", "agreed")


def make_live(client: FlaskClient, **place: object) -> None:
    """Move a step the whole way."""
    for version, to in enumerate(("agreed", "trained", "pilot", "live")):
        more = {"pilot_share": 50} if to == "pilot" else {}
        moved = client.post("/api/v1/transfers", json={**place, "to": to, "row_version": version, **more})
        assert moved.status_code == 200, moved.text


RENAMED = (
    SOUND.replace("userTask check", "userTask verify").replace(": check", ": verify").replace("-> check", "-> verify")
)


def test_a_live_step_is_never_lost_without_saying_so(app: Flask, as_user, analyst, council: Council):
    first = upload(analyst, marked(), council.service_id).json
    place = {"process_id": first["process_id"], "step_key": "check", "site_id": council.site_id}
    make_live(as_user("head_of_service", service=council.service_id), **place)

    lost = upload(analyst, model(RENAMED), council.service_id)
    assert_problem(lost, 409, "“Check it” (check)", "confirm")
    assert_matches_schema(app, lost)
    listed = analyst.get(f"{DEFINITIONS}/of-process/{first['process_id']}").json["items"]
    assert len(listed) == 1

    assert_problem(upload(analyst, model(RENAMED), council.service_id, lost="other"), 409, "check")
    gone = upload(analyst, model(RENAMED), council.service_id, lost="other, check")
    assert gone.status_code == 201
    (proposal,) = gone.json["steps"]["renamed"]
    assert (proposal["element_id"], proposal["step_key"], proposal["likeness"]) == ("verify", "check", 1.0)


def test_a_renamed_step_keeps_its_key_once_the_mapping_is_confirmed(as_user, analyst, council: Council):
    first = upload(analyst, marked(), council.service_id).json
    place = {"process_id": first["process_id"], "step_key": "check", "site_id": council.site_id}
    make_live(as_user("head_of_service", service=council.service_id), **place)

    made = upload(analyst, model(RENAMED), council.service_id, mapping={"verify": "check"})
    assert (made.status_code, made.json["steps"]["lost"]) == (201, [])
    shown = analyst.get(f"{DEFINITIONS}/{made.json['id']}/steps").json
    assert [(step["element"], step["step_key"]) for step in shown["steps"]] == [("verify", "check")]
    assert shown["marks"][0]["once_and_done"]
    assert b'id="verify"' in analyst.get(f"{DEFINITIONS}/{made.json['id']}/xml").data
    assert b"bpr:mark" in analyst.get(f"{DEFINITIONS}/{made.json['id']}/xml").data


@pytest.mark.parametrize(
    ("mapping", "where"),
    [({"nobody": "check"}, "nobody"), ({"verify": "nothing"}, "verify"), ("[1]", "mapping"), ("{", "mapping"),
     ('{"verify": 1}', "mapping")],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_refused(analyst, council: Council, mapping, where: str):
    first = upload(analyst, model(SOUND), council.service_id).json
    if isinstance(mapping, str):
        refused = send(analyst, DEFINITIONS, model(RENAMED), service_id=council.service_id, mapping=mapping)
    else:
        refused = upload(analyst, model(RENAMED), council.service_id, mapping=mapping)
    assert_problem(refused, 422, where=where)
    assert len(analyst.get(f"{DEFINITIONS}/of-process/{first['process_id']}").json["items"]) == 1


def test_a_case_starts_on_the_variant_of_its_area(as_user, analyst, council: Council):
    head = as_user("head_of_service", service=council.service_id)
    adviser = as_user("adviser", teams=[council.front_team_id])
    whole = upload(analyst, model(SOUND), council.service_id).json
    east = upload(analyst, model(TWO), council.service_id, variant="east", variant_name="East", areas="east, coast")
    for version in (whole["id"], east.json["id"]):
        head.post(f"{DEFINITIONS}/{version}/approve", json={})
    assert east.json["process_id"] == whole["process_id"]
    for site_id, version in ((council.site_id, east.json["id"]), (council.other_site_id, whole["id"])):
        begun = adviser.post("/api/v1/cases", json={"process": "process", "site_id": site_id})
        assert begun.status_code == 201, begun.text
        assert adviser.get(f"/api/v1/cases/{begun.json['id']}").json["version_id"] == version


def test_an_area_belongs_to_one_variant_only(analyst, council: Council):
    upload(analyst, model(SOUND), council.service_id, variant="east", areas="east")
    taken = upload(analyst, model(TWO), council.service_id, variant="west", areas="west, east")
    assert_problem(taken, 422, "'east'", where="areas")
    assert_problem(upload(analyst, model(TWO), council.service_id, areas="west"), 422, "county-wide")


def test_an_upload_sent_again_with_its_key_is_answered_as_the_first_time(analyst, council: Council):
    answers = []
    for _ in range(2):
        form = {"service_id": str(council.service_id), "file": (io.BytesIO(model(SOUND)), "m.bpmn")}
        headers = {"Idempotency-Key": "one upload"}
        answers.append(analyst.post(DEFINITIONS, data=form, content_type="multipart/form-data", headers=headers))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    other = send(analyst, DEFINITIONS, model(TWO), service_id=council.service_id)
    assert other.json["number"] == 2


def test_two_people_who_upload_one_file_at_the_same_moment_make_one_version(as_user, council: Council):
    clients, answers, together = [as_user("analyst") for _ in range(4)], [], Barrier(4)

    def go(client: FlaskClient) -> None:
        together.wait()
        answers.append(upload(client, model(SOUND), council.service_id).json)

    threads = [Thread(target=go, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer["outcome"] for answer in answers) == ["created", "unchanged", "unchanged", "unchanged"]
    assert len({answer["id"] for answer in answers}) == 1
