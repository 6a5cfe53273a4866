"""Uploads that cannot be taken: one clear sentence each, and nothing stays but the audit line."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, table, text

from engine.store import Store
from tests.api.checking import assert_matches_schema, assert_problem
from tests.api.sending import DEFINITIONS, send, upload
from tests.council import Council
from tests.definitions.models import SOUND, model

BOMB = b"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><definitions>&c;</definitions>"""
DOCTYPE = b'<!DOCTYPE d SYSTEM "file:///etc/passwd">' + model(SOUND).partition(b"?>")[2]
REFUSED = {
    "an archive": (b"PK\x03\x04 this is a zip file", "archive"),
    "not XML": (b"Dear sir or madam", "not XML"),
    "half of it": (model(SOUND)[:400], "XML"),
    "not BPMN": (b"<html><body/></html>", "BPMN"),
    "a decision": (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="D"/>', "BPMN"),
    "no process": (model("pool customer"), "process"),
    "DOCTYPE": (DOCTYPE, "DOCTYPE"),
    "entity bomb": (BOMB, "DOCTYPE"),
    "wrong encoding": (b'<?xml version="1.0" encoding="UTF-8"?><definitions name="\xff\xfe"/>', "utf-8"),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?><definitions/>', "klingon"),
    "empty": (b"", "empty"),
    "only spaces": (b"  \n ", ""),
    "NUL bytes": (b"\x00" * 100, ""),
    "deep": (b"<a>" * 5000 + b"</a>" * 5000, ""),
}


@pytest.fixture
def analyst(as_user, council: Council) -> FlaskClient:
    """An analyst of the council's one service."""
    return as_user("analyst", service=council.service_id)


def counts(store: Store) -> dict[str, int]:
    """How many rows every table but the audit trail holds."""
    with store.engine.begin() as connection:
        names = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        kept = [name for name in names if name not in ("audit_entry", "people_api_token")]
        return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in kept}


def refusals(store: Store) -> list[dict[str, object]]:
    """The facts of the audit lines that refused uploads left."""
    with store.engine.begin() as connection:
        query = "SELECT facts FROM audit_entry WHERE action = 'definitions:version:refused' ORDER BY id"
        return list(connection.execute(text(query)).scalars())


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_model_is_refused_in_a_sentence_and_leaves_only_an_audit_line(
    app: Flask, analyst, council: Council, store: Store, name: str
):
    data, word = REFUSED[name]
    before = counts(store)
    refused = upload(analyst, data, council.service_id, name="temp/model.bpmn")
    assert_problem(refused, 422, word)
    assert_matches_schema(app, refused)
    assert len(refused.json["detail"]) < 300
    assert refused.json["detail"].endswith((".", ")"))
    assert counts(store) == before
    (facts,) = refusals(store)
    assert facts == {"file": "model.bpmn", "message": refused.json["detail"]}


def test_a_file_of_20_mb_is_too_large(app: Flask, analyst, council: Council, store: Store):
    before = counts(store)
    refused = upload(analyst, b"<a>" + b" " * 20_000_000 + b"</a>", council.service_id)
    assert_problem(refused, 413, "too large")
    assert_matches_schema(app, refused)
    assert counts(store) == before


def test_a_file_above_the_limit_of_a_model_is_too_large(analyst, council: Council, store: Store):
    before = counts(store)
    padding = b"<!--" + b"x" * 11_000_000 + b"-->"
    refused = upload(
        analyst, model(SOUND).replace(b"</bpmn:definitions>", padding + b"</bpmn:definitions>"), council.service_id
    )
    assert_problem(refused, 413, "large")
    assert counts(store) == before


def test_the_file_has_to_be_there_as_a_file(app: Flask, analyst, council: Council):
    service = str(council.service_id)
    missing = analyst.post(DEFINITIONS, data={"service_id": service}, content_type="multipart/form-data")
    assert_problem(missing, 422, "needed", where="file")
    assert_matches_schema(app, missing)
    as_text = analyst.post(DEFINITIONS, data={"service_id": service, "file": "x"}, content_type="multipart/form-data")
    assert_problem(as_text, 422, where="file")
    assert_problem(analyst.post(DEFINITIONS, json={"service_id": 1}), 422, "needed", where="service_id")
    assert_problem(analyst.post(DEFINITIONS), 422, where="service_id")
    assert_problem(analyst.post(DEFINITIONS, data=b"--x", content_type="multipart/form-data"), 422)


@pytest.mark.parametrize("address", [DEFINITIONS, f"{DEFINITIONS}/1/marks.csv", "/api/v1/decisions"])
def test_a_second_file_is_not_left_out_silently(analyst, council: Council, address: str):
    two = [(io.BytesIO(model(SOUND)), "a.bpmn"), (io.BytesIO(b"x"), "b.bpmn")]
    form = {"file": two} if "marks" in address else {"file": two, "service_id": str(council.service_id)}
    refused = analyst.post(address, data=form, content_type="multipart/form-data")
    assert_problem(refused, 422, "One file at a time", where="file")


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"service_id": "1", "key": "../x"}, "key"),
        ({"service_id": "one"}, "service_id"),
        ({"service_id": "0"}, "service_id"),
        ({"service_id": "1", "colour": "red"}, "colour"),
        ({"service_id": "1", "confirm_marks": "perhaps"}, "confirm_marks"),
        ({"service_id": "1", "mapping": "not json"}, "mapping"),
        ({"service_id": "1", "variant": "Not a key!"}, "variant"),
        ({"service_id": "1", "key": "a\x00b"}, "key"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_by_field(analyst, council: Council, form: dict[str, str], where: str):
    assert_problem(send(analyst, DEFINITIONS, model(SOUND), **form), 422, where=where)


def test_an_element_that_cannot_run_is_named(app: Flask, analyst, council: Council):
    text = SOUND.replace('userTask check "Check it"', 'scriptTask check "Check it" script="import os"')
    answer = upload(analyst, model(text), council.service_id)
    told = answer.json.get("errors") or answer.json["findings"]
    assert_matches_schema(app, answer)
    assert "check" in [item.get("where", item.get("element")) for item in told]


def test_a_refused_upload_of_somebody_without_the_right_says_only_that(as_user, council: Council, store: Store):
    assert_problem(upload(as_user("adviser"), b"not xml", council.service_id), 403, "definition:upload")
    assert refusals(store) == []


def test_a_linked_form_that_is_no_form_is_named(analyst, council: Council):
    text = model(SOUND).replace(b'<bpmn:userTask id="check"', b'<bpmn:userTask camunda:formRef="look" id="check"')
    files = {"file": (io.BytesIO(text), "m.bpmn"), "forms": [(io.BytesIO(b"[1, 2"), "look.form")]}
    answer = analyst.post(
        DEFINITIONS, data={"service_id": str(council.service_id), **files}, content_type="multipart/form-data"
    )
    assert answer.status_code in (201, 422), answer.text
    told = answer.json.get("errors") or answer.json["findings"]
    assert any("look" in item["message"] for item in told), answer.text
