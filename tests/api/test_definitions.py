"""Definitions over the API: upload, look, mark, approve, compare."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.people import SYSTEM, Grant, create_service
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.api.sending import DEFINITIONS, TWO, marked, send, upload
from tests.council import MODEL, Council
from tests.definitions.models import SOUND, model

MODELS = sorted((Path(__file__).parents[2] / "processes").glob("*/*/*.bpmn"))


@pytest.fixture
def analyst(as_user, council: Council) -> FlaskClient:
    """An analyst of the council's one service."""
    return as_user("analyst", service=council.service_id)


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_a_real_model_becomes_a_version_ready_to_run(app: Flask, analyst, council: Council, path: Path):
    made = upload(analyst, path.read_bytes(), council.service_id, name=path.name)
    assert_matches_schema(app, made)
    assert (made.status_code, made.json["outcome"], made.json["stage"], made.json["number"]) == (
        201, "created", "live", 1,
    )  # fmt: skip
    shown = analyst.get(f"{DEFINITIONS}/{made.json['id']}")
    assert_matches_schema(app, shown)
    assert (shown.json["file_name"], shown.json["uploaded_by"]) == (path.name, analyst.user_id)
    assert shown.json["approved_at"] is None
    steps = analyst.get(f"{DEFINITIONS}/{made.json['id']}/steps")
    assert_matches_schema(app, steps)
    assert len(steps.json["steps"]) >= 8
    assert [step["element"] for step in made.json["steps"]["new"]] == [step["element"] for step in steps.json["steps"]]


def test_a_finding_names_its_element_and_says_what_to_do(app: Flask, analyst, council: Council):
    made = upload(analyst, model(SOUND.replace("diagram", "") + '\nuserTask lost "Lost"'), council.service_id)
    assert made.status_code == 201
    assert_matches_schema(app, made)
    found = {finding["element"]: finding for finding in made.json["findings"]}
    assert found["lost"]["line"] > 1
    assert found["lost"]["name"] == "Lost"
    assert found["lost"]["message"]


def test_the_same_bytes_again_make_no_second_version(app: Flask, analyst, council: Council):
    first = upload(analyst, model(SOUND), council.service_id)
    again = upload(analyst, model(SOUND), council.service_id)
    assert_matches_schema(app, again)
    assert (again.status_code, again.json["outcome"], again.json["id"]) == (200, "unchanged", first.json["id"])
    listed = analyst.get(f"{DEFINITIONS}/of-process/{first.json['process_id']}")
    assert_matches_schema(app, listed)
    assert [version["number"] for version in listed.json["items"]] == [1]


def test_an_upload_that_differs_only_in_marks_shows_them_and_makes_them_once_confirmed(
    app: Flask, analyst, council: Council
):
    first = upload(analyst, model(SOUND), council.service_id)
    shown = upload(analyst, marked(), council.service_id)
    assert_matches_schema(app, shown)
    assert (shown.status_code, shown.json["outcome"], shown.json["marks_applied"]) == (200, "marks", False)
    (change,) = shown.json["mark_changes"]
    assert (change["step_key"], change["before"]) == ("check", None)
    assert change["fields_changed"] == ["once_and_done", "target"]
    assert analyst.get(f"{DEFINITIONS}/{first.json['id']}/steps").json["marks"] == []

    confirmed = upload(analyst, marked(), council.service_id, confirm_marks="true")
    assert (confirmed.json["outcome"], confirmed.json["marks_applied"]) == ("marks", True)
    (mark,) = analyst.get(f"{DEFINITIONS}/{first.json['id']}/steps").json["marks"]
    assert (mark["once_and_done"], mark["target"], mark["valid_from"]) == (
        True, "2 working days", "2026-11-18T10:00:00+00:00",
    )  # fmt: skip
    assert upload(analyst, marked(), council.service_id).json["outcome"] == "unchanged"


def test_marks_changed_since_they_were_shown_are_not_overwritten_unseen(app: Flask, analyst, council: Council):
    address = f"{DEFINITIONS}/{upload(analyst, model(SOUND), council.service_id).json['id']}"
    shown = upload(analyst, marked(), council.service_id).json["mark_changes"]
    seen = json.dumps({change["step_key"]: change["before_version"] for change in shown})
    analyst.patch(f"{address}/steps/check", json={"target": "5 working days"})

    late = upload(analyst, marked(), council.service_id, confirm_marks="true", marks_seen=seen)
    assert_problem(late, 412)
    (mark,) = analyst.get(f"{address}/steps").json["marks"]
    assert mark["target"] == "5 working days"
    now = json.dumps({"check": mark["row_version"]})
    assert upload(analyst, marked(), council.service_id, confirm_marks="true", marks_seen=now).json["marks_applied"]


@pytest.mark.parametrize("seen", ["no", "[]", '{"check": "1"}', '{"check": true}'])
def test_versions_that_cannot_be_read_are_refused(analyst, council: Council, seen: str):
    answer = upload(analyst, marked(), council.service_id, confirm_marks="true", marks_seen=seen)
    assert_problem(answer, 422)
    assert "such as" in answer.get_data(as_text=True)


def test_a_download_carries_the_marks_and_restores_them_and_the_original_stays_as_it_was(
    app: Flask, analyst, council: Council
):
    data = model(SOUND)
    address = f"{DEFINITIONS}/{upload(analyst, data, council.service_id).json['id']}"
    wording = 'We come to you, "at once" & <soon>'
    analyst.patch(f"{address}/steps/check", json={"once_and_done": True, "customer_wording": wording})
    file = analyst.get(f"{address}/xml")
    assert_matches_schema(app, file)
    assert b"bpr:mark" in file.data
    analyst.patch(f"{address}/steps/check", json={"once_and_done": False, "customer_wording": ""})

    restored = upload(analyst, file.data, council.service_id, confirm_marks="true")
    assert (restored.json["outcome"], restored.json["marks_applied"]) == ("marks", True)
    (mark,) = analyst.get(f"{address}/steps").json["marks"]
    assert (mark["once_and_done"], mark["customer_wording"]) == (True, wording)
    original = analyst.get(f"{address}/original")
    assert_matches_schema(app, original)
    assert original.data == data


def test_of_two_who_change_the_mark_that_both_have_seen_the_second_is_told(app: Flask, analyst, council: Council):
    address = f"{DEFINITIONS}/{upload(analyst, model(SOUND), council.service_id).json['id']}/steps"
    first = analyst.patch(f"{address}/check", json={"guidance": "one"}, headers={"If-Match": '"0"'})
    assert first.status_code == 200
    second = analyst.patch(f"{address}/check", json={"guidance": "two"}, headers={"If-Match": '"0"'})
    assert_problem(second, 412, "has changed since you read it")
    steps = analyst.get(address)
    assert_matches_schema(app, steps)
    (mark,) = steps.json["marks"]
    assert (mark["guidance"], f'"{mark["row_version"]}"') == ("one", first.headers["ETag"])
    again = analyst.patch(f"{address}/check", json={"guidance": "two"}, headers={"If-Match": first.headers["ETag"]})
    assert again.status_code == 200


@pytest.mark.parametrize("part", ["xml", "original", "marks.csv"])
def test_what_is_sent_out_is_a_file_to_save_never_a_page(analyst, council: Council, part: str):
    number = upload(analyst, model(SOUND), council.service_id, key="check-it.2").json["id"]
    file = analyst.get(f"{DEFINITIONS}/{number}/{part}")
    assert file.status_code == 200
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    names = {"xml": "check-it.2-1.bpmn", "original": "check-it.2-1-original.bpmn", "marks.csv": "check-it.2-marks.csv"}
    assert file.headers["Content-Disposition"] == f'attachment; filename="{names[part]}"'
    assert file.mimetype == ("text/csv" if part == "marks.csv" else "application/octet-stream")


def test_marks_go_out_and_in_as_a_sheet(app: Flask, analyst, council: Council):
    address = f"{DEFINITIONS}/{upload(analyst, model(TWO), council.service_id).json['id']}"
    sheet = analyst.get(f"{address}/marks.csv")
    assert_matches_schema(app, sheet)
    filled = b"step_key,once_and_done,target\r\ncheck,yes,2 working days\r\ntell,no,\r\n"
    taken = send(analyst, f"{address}/marks.csv", filled, reason="Workshop of 3 November")
    assert_matches_schema(app, taken)
    assert [(change["step_key"], change["fields_changed"]) for change in taken.json["changes"]] == [
        ("check", ["once_and_done", "target"])
    ]
    assert "check,Check it,Planning,yes" in analyst.get(f"{address}/marks.csv").text
    again = send(analyst, f"{address}/marks.csv", analyst.get(f"{address}/marks.csv").data)
    assert again.json == {"changes": []}


@pytest.mark.parametrize(
    ("sheet", "where", "word"),
    [
        (b"step_key,target\r\ncheck,2 working days\r\nnobody,\r\n", "line 3", "no step 'nobody'"),
        (b"step_key,target\r\ncheck,soon\r\n", "line 2", "soon"),
        (b"step_key,target\r\ncheck\r\n", "line 2", "1 cells"),
        (b"step_key,must_stay\r\ncheck,yes\r\n", "line 2", "duty"),
        (b"step,target\r\n", "line 1", "step_key"),
        (b"step_key,target\r\ncheck,\xff\xfe\r\n", "line 2", "UTF-8"),
        (b"", "line 1", "step_key"),
    ],
)
def test_a_sheet_that_cannot_be_taken_names_the_line_and_changes_nothing(
    analyst, council: Council, sheet: bytes, where: str, word: str
):
    address = f"{DEFINITIONS}/{upload(analyst, model(SOUND), council.service_id).json['id']}"
    assert_problem(send(analyst, f"{address}/marks.csv", sheet), 422, word, where=where)
    assert analyst.get(f"{address}/steps").json["marks"] == []


@pytest.mark.parametrize("danger", ["=", "+", "-", "@"])
def test_a_cell_that_a_spreadsheet_would_run_is_only_text(analyst, council: Council, danger: str):
    name = f"{danger}1+HYPERLINK(1)"
    text = model(SOUND.replace("Check it", name))
    address = f"{DEFINITIONS}/{upload(analyst, text, council.service_id).json['id']}"
    analyst.patch(f"{address}/steps/check", json={"guidance": f"{danger}2"})
    sheet = analyst.get(f"{address}/marks.csv").text
    assert f",'{name}," in sheet
    assert f",'{danger}2," in sheet
    assert send(analyst, f"{address}/marks.csv", sheet.encode()).json == {"changes": []}


def test_a_step_is_marked_and_the_rest_of_its_mark_stays(app: Flask, analyst, council: Council):
    address = f"{DEFINITIONS}/{upload(analyst, marked(), council.service_id).json['id']}/steps/check"
    changed = analyst.patch(address, json={"guidance": "Look twice.", "reason": "It was missed"})
    assert_matches_schema(app, changed)
    (change,) = changed.json["changes"]
    assert change["fields_changed"] == ["guidance"]
    assert (change["after"]["once_and_done"], change["after"]["target"]) == (True, "2 working days")
    assert analyst.patch(address, json={"guidance": "Look twice."}).json == {"changes": []}


def test_a_step_that_must_stay_needs_a_duty_its_owner_and_a_review_date(analyst, council: Council):
    address = f"{DEFINITIONS}/{upload(analyst, model(SOUND), council.service_id).json['id']}/steps/check"
    refused = analyst.patch(address, json={"must_stay": True})
    for value in ("duty", "duty_owner", "review_on"):
        assert_problem(refused, 422, where=f"check.{value}")
    whole = {"must_stay": True, "duty": "Highways Act 1980, section 41", "duty_owner": "Head of highways"}
    assert_problem(analyst.patch(address, json={**whole, "review_on": "2026-11-17"}), 422, "passed")
    assert analyst.patch(address, json={**whole, "review_on": "2027-11-18"}).status_code == 200
    assert_problem(analyst.patch(address, json={"once_and_done": True}), 422, "Choose one")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"target": "soon"}, "check.target"),
        ({"once_and_done": "yes"}, "once_and_done"),
        ({"channels": ["pigeon"]}, "channels.0"),
        ({"review_on": "tomorrow"}, "review_on"),
        ({"colour": "red"}, "colour"),
        ({"authority": -1}, "authority"),
        ({"guidance": "a\x00b"}, "guidance"),
        ({"guidance": "a\x01b"}, "check.guidance"),
        ({"guidance": "a\ufffeb"}, "check.guidance"),
        ({"guidance": "4111 1111 1111 1111"}, "guidance"),
    ],
)
def test_a_mark_that_makes_no_sense_is_refused_by_value(analyst, council: Council, body, where: str):
    address = f"{DEFINITIONS}/{upload(analyst, model(SOUND), council.service_id).json['id']}/steps/check"
    assert_problem(analyst.patch(address, json=body), 422, where=where)


def test_there_has_to_be_such_a_step_and_such_a_version(analyst, council: Council):
    number = upload(analyst, model(SOUND), council.service_id).json["id"]
    assert_problem(analyst.patch(f"{DEFINITIONS}/{number}/steps/nobody", json={}), 422, "no step 'nobody'")
    for part in ("", "/xml", "/original", "/steps", "/marks.csv", f"/compare?to={number}"):
        assert_problem(analyst.get(f"{DEFINITIONS}/999{part}"), 404, "999")
    assert_problem(analyst.get(f"{DEFINITIONS}/{number}/compare?to=999"), 404, "999")
    assert_problem(analyst.get(f"{DEFINITIONS}/of-process/999"), 404, "999")


def test_whoever_uploaded_a_version_does_not_approve_it(app: Flask, as_user, analyst, council: Council):
    both = as_user("analyst", also=[Grant("head_of_service")])
    number = upload(both, model(SOUND), council.service_id).json["id"]
    assert_problem(both.post(f"{DEFINITIONS}/{number}/approve", json={}), 403, "somebody else")
    assert_problem(analyst.post(f"{DEFINITIONS}/{number}/approve", json={}), 403, "definition:approve")
    head = as_user("head_of_service", service=council.service_id)
    approved = head.post(f"{DEFINITIONS}/{number}/approve", json={"reason": "Walked through on 12 November"})
    assert_matches_schema(app, approved)
    assert approved.json["approved_by"] == head.user_id
    again = as_user("head_of_service", service=council.service_id).post(f"{DEFINITIONS}/{number}/approve", json={})
    assert (again.status_code, again.json["approved_by"]) == (200, head.user_id)


def test_a_version_for_walk_through_only_is_not_approved(as_user, analyst, council: Council):
    made = upload(analyst, model(SOUND + '\nuserTask lost "Lost"'), council.service_id).json
    assert made["stage"] == "check"
    head = as_user("head_of_service", service=council.service_id)
    assert_problem(head.post(f"{DEFINITIONS}/{made['id']}/approve", json={}), 409, "walk-through only")


def test_two_versions_are_compared_step_by_step(app: Flask, analyst, council: Council):
    first = upload(analyst, model(SOUND), council.service_id).json["id"]
    second = upload(analyst, model(TWO), council.service_id).json["id"]
    ahead = analyst.get(f"{DEFINITIONS}/{first}/compare?to={second}")
    assert_matches_schema(app, ahead)
    assert [step["step_key"] for step in ahead.json["new"]] == ["tell"]
    back = analyst.get(f"{DEFINITIONS}/{second}/compare?to={first}").json
    assert [step["step_key"] for step in back["lost"]] == ["tell"]


def test_a_kept_step_that_changed_is_told_as_it_was_and_as_it_is(app: Flask, analyst, council: Council):
    later = SOUND.replace("lane Planning: check", "lane Customer_services: check").replace(
        '"Check it"', '"Look at it" documentation="Look twice." field="size:string"'
    )
    first = upload(analyst, model(SOUND), council.service_id).json["id"]
    made = upload(analyst, model(later), council.service_id)
    assert_matches_schema(app, made)

    compared = analyst.get(f"{DEFINITIONS}/{first}/compare?to={made.json['id']}")

    assert_matches_schema(app, compared)
    (change,) = compared.json["changed"]
    assert made.json["steps"]["changed"] == [change]
    assert change["fields_changed"] == ["name", "lane", "documentation", "form"]
    assert [change[when]["name"] for when in ("before", "after")] == ["Check it", "Look at it"]
    assert [[field["key"] for field in change[when]["form"]] for when in ("before", "after")] == [[], ["size"]]
    assert [step["step_key"] for step in compared.json["kept"]] == ["check"]


def test_a_step_drawn_as_before_is_not_told_as_changed(analyst, council: Council):
    first = upload(analyst, model(SOUND), council.service_id).json["id"]
    second = upload(analyst, model(TWO), council.service_id).json["id"]
    assert analyst.get(f"{DEFINITIONS}/{first}/compare?to={second}").json["changed"] == []


def test_versions_of_two_processes_are_not_compared(analyst, council: Council):
    number = upload(analyst, model(SOUND), council.service_id).json["id"]
    refused = analyst.get(f"{DEFINITIONS}/{number}/compare?to={council.version_id}")
    assert_problem(refused, 422, "another process", where="to")
    for wrong in ("", "?to=x", "?to=0"):
        assert_problem(analyst.get(f"{DEFINITIONS}/{number}/compare{wrong}"), 422, where="to")


def test_guidance_and_wording_reach_open_tasks_at_once(as_user, analyst, council: Council):
    adviser = as_user("adviser", teams=[council.front_team_id])
    adviser.post("/api/v1/cases", json={"process": "report", "site_id": council.site_id})
    (task,) = adviser.get("/api/v1/tasks").json["items"]
    words = {"guidance": "Ask for the nearest house number.", "customer_wording": "We will look at it."}
    analyst.patch(f"{DEFINITIONS}/{council.version_id}/steps/take", json=words)
    shown = adviser.get(f"/api/v1/tasks/{task['id']}").json
    assert {name: shown[name] for name in words} == words


def test_a_linked_form_is_uploaded_beside_the_model(analyst, council: Council):
    form = b'{"id": "look", "type": "default", "components": [{"key": "size", "type": "number", "label": "How big?"}]}'
    text = model(SOUND).replace(b'<bpmn:userTask id="check"', b'<bpmn:userTask camunda:formRef="look" id="check"')
    files = {"file": (io.BytesIO(text), "m.bpmn"), "forms": [(io.BytesIO(form), "look.form")]}
    made = analyst.post(
        DEFINITIONS, data={"service_id": str(council.service_id), **files}, content_type="multipart/form-data"
    )
    assert made.status_code == 201, made.text
    (step,) = analyst.get(f"{DEFINITIONS}/{made.json['id']}/steps").json["steps"]
    assert [field["key"] for field in step["form"]] == ["size"]


def test_only_an_analyst_of_the_service_uploads_and_marks(as_user, analyst, council: Council, store: Store):
    number = upload(analyst, model(SOUND), council.service_id).json["id"]
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM)
    stranger = as_user("analyst", service=other.id)
    assert_problem(upload(stranger, model(SOUND), council.service_id), 403)
    for part in ("", "/xml", "/original", "/steps", "/marks.csv"):
        assert_problem(stranger.get(f"{DEFINITIONS}/{number}{part}"), 403)
    assert_problem(stranger.patch(f"{DEFINITIONS}/{number}/steps/check", json={"guidance": "x"}), 403)
    assert_problem(send(stranger, f"{DEFINITIONS}/{number}/marks.csv", b"step_key\r\n"), 403)
    adviser = as_user("adviser")
    assert_problem(upload(adviser, model(SOUND), council.service_id), 403, "definition:upload")
    assert_problem(upload(as_user("analyst"), model(SOUND), 999), 404, "999")


def test_a_case_model_of_the_council_downloads_as_it_was_deployed(analyst, council: Council):
    assert analyst.get(f"{DEFINITIONS}/{council.version_id}/original").data == MODEL.encode()
