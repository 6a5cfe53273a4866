"""Decisions over the API: upload, in force by date, try with inputs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.cursors import write_cursor
from engine.people import SYSTEM, create_service
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.api.sending import send
from tests.decisions.files import decision, dmn, given, literal, service
from tests.definitions.models import SOUND, model

DECISIONS = "/api/v1/decisions"
FILES = sorted((Path(__file__).parents[2] / "processes").glob("*/*/*.dmn"))
FEE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="D" namespace="n">
  <inputData id="kind_of_work" name="kind"><variable name="kind" typeRef="string"/></inputData>
  <decision id="fee" name="The fee"><variable name="The fee"/>
    <informationRequirement id="r"><requiredInput href="#kind_of_work"/></informationRequirement>
    <decisionTable id="fees" hitPolicy="FIRST">
      <input id="i1"><inputExpression id="e1"><text>kind</text></inputExpression></input>
      <output id="o1" name="fee"/>
      <rule id="small"><description>Schedule 1</description><inputEntry id="a"><text>"fence"</text></inputEntry>
        <outputEntry id="b"><text>{small}</text></outputEntry></rule>
      <rule id="large"><inputEntry id="c"><text>-</text></inputEntry>
        <outputEntry id="f"><text>{large}</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""


def fees(small: object = 34, large: object = 206.5) -> bytes:
    """A file with one decision: what an application costs."""
    return FEE.format(small=small, large=large).encode()


@pytest.fixture
def service_id(store: Store) -> int:
    """Planning."""
    with unit_of_work(store) as work:
        return create_service(work, "planning", "Planning", by=SYSTEM).id


@pytest.fixture
def analyst(as_user, service_id: int) -> FlaskClient:
    """An analyst of planning."""
    return as_user("analyst", service=service_id)


def upload(client: FlaskClient, service_id: int, data: bytes, name: str = "fees.dmn", **form: object) -> TestResponse:
    """Upload a decision file."""
    return send(client, DECISIONS, data, name, service_id=service_id, **form)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_decisions_of_a_real_file_are_in_force_from_today(app: Flask, analyst, service_id: int, path: Path):
    made = upload(analyst, service_id, path.read_bytes(), path.name)
    assert_matches_schema(app, made)
    assert (made.status_code, made.json["outcome"], made.json["valid_from"]) == (201, "created", "2026-11-18")
    shown = analyst.get(f"{DECISIONS}/{made.json['id']}")
    assert_matches_schema(app, shown)
    assert sorted(row["key"] for row in shown.json["items"]) == sorted(made.json["decisions"])
    assert {row["file_name"] for row in shown.json["items"]} == {path.name}


def test_the_same_file_again_changes_nothing(app: Flask, analyst, service_id: int):
    first = upload(analyst, service_id, fees())
    again = upload(analyst, service_id, fees())
    assert_matches_schema(app, again)
    assert (again.status_code, again.json["outcome"], again.json["id"]) == (200, "unchanged", first.json["id"])


def test_each_file_is_listed_with_the_date_it_is_in_force_from(app: Flask, analyst, service_id: int):
    first = upload(analyst, service_id, fees(), valid_from="2026-04-01").json["id"]
    second = upload(analyst, service_id, fees(large=258), valid_from="2027-04-01").json["id"]
    listed = analyst.get(DECISIONS)
    assert_matches_schema(app, listed)
    assert [(row["valid_from"], row["version_id"], row["number"]) for row in listed.json["items"]] == [
        ("2027-04-01", second, 2),
        ("2026-04-01", first, 1),
    ]
    assert analyst.get(DECISIONS, query_string={"service_id": service_id + 1}).json["items"] == []


def test_the_list_goes_on_from_its_cursor(app: Flask, analyst, service_id: int):
    for number in range(5):
        upload(analyst, service_id, fees(large=number), valid_from=f"2026-0{1 + number // 2}-01")
    upload(analyst, service_id, fees().replace(b'decision id="fee"', b'decision id="charge"'))
    whole = analyst.get(DECISIONS).json["items"]
    assert [(row["key"], row["number"]) for row in whole] == [("charge", 1), *(("fee", n) for n in (5, 4, 3, 2, 1))]
    seen, cursor = [], ""
    while cursor is not None:
        answer = analyst.get(DECISIONS, query_string={"limit": 2, "cursor": cursor})
        assert_matches_schema(app, answer)
        seen += answer.json["items"]
        cursor = answer.json["next_cursor"]
    assert seen == whole
    for wrong in ("x", write_cursor(("fee", "soon", 1)), write_cursor((1, 2, 3))):
        assert_problem(analyst.get(DECISIONS, query_string={"cursor": wrong}), 422, where="cursor")


@pytest.mark.parametrize(
    "text", ["count(for i in 1..100000000 return i)", "for a in 1..5000, b in 1..5000 return a * b", "2 ** 1000000000"]
)
def test_a_decision_that_would_never_end_is_stopped(analyst, service_id: int, text: str):
    number = upload(analyst, service_id, fees(large=text)).json["id"]
    answer = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"inputs": {"kind": "house"}})
    assert answer.status_code in (200, 422), answer.text
    assert answer.status_code == 422 or answer.json["result"] is None


def test_a_decision_is_tried_and_says_which_rule_hit_and_why(app: Flask, analyst, service_id: int):
    number = upload(analyst, service_id, fees()).json["id"]
    small = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"decision": "fee", "inputs": {"kind": "fence"}})
    assert_matches_schema(app, small)
    assert small.json["result"] == 34
    (hit,) = small.json["rules"]
    assert (hit["decision"], hit["table"], hit["rule_id"], hit["index"], hit["note"]) == (
        "The fee", "fees", "small", 1, "Schedule 1",
    )  # fmt: skip
    assert hit["inputs"] == {"kind": "fence"}
    large = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"inputs": {"kind": "house"}}).json
    assert (large["result"], large["rules"][0]["rule_id"]) == (206.5, "large")


def test_a_decision_service_is_tried_with_what_it_takes(app: Flask, analyst, service_id: int):
    fee = decision("fee", literal("if age < 5 then 0 else base"), "i:age", "d:base")
    base = decision("base", literal("10"), type_ref="number")
    file = dmn(given("age", "number"), base, fee, service("charges", ["fee"], ["age"], ["base"]))
    number = upload(analyst, service_id, file).json["id"]

    tried = analyst.post(
        f"{DECISIONS}/{number}/evaluate", json={"decision": "charges", "inputs": {"age": 7, "base": 20}}
    )

    assert_matches_schema(app, tried)
    assert tried.json["result"] == 20


def test_evaluating_stores_nothing_and_what_is_missing_is_noted(analyst, service_id: int):
    number = upload(analyst, service_id, fees(small="kind + 1")).json["id"]
    answer = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"inputs": {"kind": "fence"}})
    assert (answer.status_code, answer.json["result"]) == (200, None)
    assert answer.json["notes"]
    empty = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"inputs": {}})
    assert empty.status_code in (200, 422)


@pytest.mark.parametrize(
    ("body", "where"),
    [({}, "inputs"), ({"inputs": []}, "inputs"), ({"inputs": {}, "x": 1}, "x"),
     ({"inputs": {}, "decision": 1}, "decision")],
)  # fmt: skip
def test_a_body_that_makes_no_sense_is_refused_by_field(analyst, service_id: int, body, where: str):
    number = upload(analyst, service_id, fees()).json["id"]
    assert_problem(analyst.post(f"{DECISIONS}/{number}/evaluate", json=body), 422, where=where)


def test_there_has_to_be_such_a_decision(analyst, service_id: int):
    number = upload(analyst, service_id, fees()).json["id"]
    refused = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"decision": "tax", "inputs": {}})
    assert refused.status_code in (404, 422)
    assert_problem(refused, refused.status_code, "tax")
    for part in ("", "/xml"):
        assert_problem(analyst.get(f"{DECISIONS}/999{part}"), 404, "999")
    assert_problem(analyst.post(f"{DECISIONS}/999/evaluate", json={"inputs": {}}), 404, "999")


def test_a_file_is_downloaded_as_it_was_uploaded_and_only_to_be_saved(app: Flask, analyst, service_id: int):
    number = upload(analyst, service_id, fees(), name="../fees <b>2026</b>; x.dmn").json["id"]
    file = analyst.get(f"{DECISIONS}/{number}/xml")
    assert_matches_schema(app, file)
    assert file.data == fees()
    assert file.headers["Content-Disposition"] == 'attachment; filename="b-2026-b-x.dmn"' or file.headers[
        "Content-Disposition"
    ].startswith('attachment; filename="')
    assert not set('"/<>;') & set(file.headers["Content-Disposition"].partition("filename=")[2][1:-1])
    assert (file.mimetype, file.headers["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"fee;206", "XML"),
        (model(SOUND), "DMN"),
        (b"<!DOCTYPE x>" + fees(), "DOCTYPE"),
        (fees().partition(b"<inputData")[0] + b"</definitions>", "decision"),
        (fees(small='import("os")+*'), "cannot be read"),
    ],
    ids=["empty", "csv", "bpmn", "doctype", "no decision", "bad FEEL"],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    app: Flask, analyst, service_id: int, data: bytes, word: str
):
    refused = upload(analyst, service_id, data)
    assert_problem(refused, 422, word)
    assert_matches_schema(app, refused)
    assert analyst.get(DECISIONS).json["items"] == []


def test_the_place_of_a_mistake_in_a_cell_is_told_with_a_caret_under_it(app: Flask, analyst, service_id: int):
    refused = upload(analyst, service_id, fees(small="1 + * 2"))
    assert_matches_schema(app, refused)
    (told,) = refused.json["errors"]
    assert (told["where"], told["line"], told["position"], told["excerpt"]) == ("b", 9, 4, "1 + * 2\n    ^")


def test_the_form_is_checked_by_field(analyst, service_id: int):
    assert_problem(upload(analyst, service_id, fees(), valid_from="tomorrow"), 422, where="valid_from")
    assert_problem(analyst.post(DECISIONS, data={"service_id": "1"}), 422, "needed", where="file")
    assert_problem(upload(analyst, service_id, b"<a>" + b" " * 20_000_000 + b"</a>"), 413, "too large")


def test_decisions_belong_to_a_service(as_user, analyst, service_id: int, store: Store):
    number = upload(analyst, service_id, fees()).json["id"]
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM).id
    stranger = as_user("analyst", service=other)
    assert stranger.get(DECISIONS).json["items"] == []
    for part in ("", "/xml"):
        assert_problem(stranger.get(f"{DECISIONS}/{number}{part}"), 403, "decision:read")
    assert_problem(stranger.post(f"{DECISIONS}/{number}/evaluate", json={"inputs": {}}), 403)
    assert_problem(upload(stranger, service_id, fees()), 403, "decision:upload")
    assert_problem(upload(stranger, other, fees()), 409, "Another service")
    assert_problem(upload(as_user("head_of_service"), service_id, fees()), 403, "decision:upload")
    assert_problem(upload(as_user("analyst"), 999, fees()), 404, "999")


def test_a_decision_is_approved_by_somebody_else(app: Flask, analyst: FlaskClient, service_id: int, as_user):
    number = upload(analyst, service_id, fees()).json["id"]
    head = as_user("head_of_service", service=service_id)
    assert_problem(analyst.post(f"{DECISIONS}/{number}/approve", json={}), 403)

    approved = head.post(f"{DECISIONS}/{number}/approve", json={"reason": "Fees order 2026"})

    assert_matches_schema(app, approved)
    assert [row["approved_by"] for row in approved.json["items"]] == [head.user_id]
    assert_problem(head.post(f"{DECISIONS}/999/approve", json={}), 404)


def test_a_decision_that_spends_too_much_is_a_problem_with_a_sentence(analyst, service_id: int):
    heavy = " + ".join(["count(for i in 1..40000 return 1)"] * 9)
    number = upload(analyst, service_id, fees(small=heavy)).json["id"]
    many = {f"n{place}": 1 for place in range(5_001)}

    tried = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"inputs": {"kind": "fence"}})
    assert_problem(tried, 422, "The decision takes too many steps")
    assert_problem(analyst.post(f"{DECISIONS}/{number}/evaluate", json={"inputs": many}), 422, "at most 5,000")
