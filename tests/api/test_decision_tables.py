"""Decision tables over the API: findings, spreadsheets out and in, two files side by side, trials with reasons."""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.people import SYSTEM, create_service
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.api.sending import send
from tests.api.test_decisions import DECISIONS, fees, upload
from tests.decisions.files import decision, dmn, given, table

TABLE = "tables/fees"
OVERLAPPING = dmn(
    given("n", "number"), decision("fee", table("UNIQUE", ["n"], ["o"], [["< 5", "1"], ["> 3", "2"]]), "i:n")
)


@pytest.fixture
def service_id(store: Store) -> int:
    with unit_of_work(store) as work:
        return create_service(work, "planning", "Planning", by=SYSTEM).id


@pytest.fixture
def analyst(as_user, service_id: int) -> FlaskClient:
    return as_user("analyst", service=service_id)


@pytest.fixture
def number(analyst, service_id: int) -> int:
    """A file with one table, waiting for approval."""
    return upload(analyst, service_id, fees()).json["id"]


def test_an_upload_tells_what_was_found_and_it_is_told_again_later(app: Flask, analyst, service_id: int):
    made = upload(analyst, service_id, OVERLAPPING)
    assert_matches_schema(app, made)
    again = analyst.get(f"{DECISIONS}/{made.json['id']}/findings")
    assert_matches_schema(app, again)

    assert made.json["findings"] == again.json["findings"]
    assert [(one["rule"], one["severity"]) for one in made.json["findings"]] == [("table-overlap", "must-fix")]


def test_a_file_with_something_to_put_right_is_not_approved(analyst, as_user, service_id: int):
    number = upload(analyst, service_id, OVERLAPPING).json["id"]
    approved = as_user("head_of_service").post(f"{DECISIONS}/{number}/approve", json={})

    assert_problem(approved, 422, "Rules 1 and 2 both hold", where="the_table")


def test_the_tables_of_a_file_are_listed_with_their_rules(app: Flask, analyst, number: int):
    answer = analyst.get(f"{DECISIONS}/{number}/tables")
    assert_matches_schema(app, answer)

    (shown,) = answer.json["tables"]
    assert (shown["id"], shown["decision"], shown["policy"]) == ("fees", "The fee", "FIRST")
    assert shown["inputs"] == [{"label": "kind", "expression": "kind"}]
    assert [(rule["id"], rule["tests"], rule["outcomes"]) for rule in shown["rules"]] == [
        ("small", ['"fence"'], ["34"]),
        ("large", ["-"], ["206.5"]),
    ]


def test_a_table_goes_out_as_csv_is_edited_and_becomes_a_new_version(app: Flask, analyst, number: int):
    sheet = analyst.get(f"{DECISIONS}/{number}/{TABLE}.csv")
    assert_matches_schema(app, sheet)
    assert sheet.mimetype == "text/csv"
    assert 'filename="fees.csv"' in sheet.headers["Content-Disposition"]

    path = f"{DECISIONS}/{number}/{TABLE}.csv"
    made = send(analyst, path, sheet.data.replace(b"206.5", b"258"), "fees.csv", valid_from="2027-04-01")
    assert_matches_schema(app, made)
    assert (made.status_code, made.json["outcome"], made.json["valid_from"]) == (201, "created", "2027-04-01")
    tried = analyst.post(f"{DECISIONS}/{made.json['id']}/evaluate", json={"inputs": {"kind": "house"}})
    assert tried.json["result"] == 258
    assert analyst.get(f"{DECISIONS}/{made.json['id']}").json["items"][0]["approved_at"] is None


def test_a_table_goes_out_as_a_workbook_and_comes_in_again(app: Flask, analyst, number: int):
    path = f"{DECISIONS}/{number}/{TABLE}.xlsx"
    sheet = analyst.get(path)
    assert_matches_schema(app, sheet)
    assert send(analyst, path, sheet.data, "fees.xlsx").json["outcome"] == "unchanged"

    book = openpyxl.load_workbook(io.BytesIO(sheet.data))
    book.active["C3"] = 258
    edited = io.BytesIO()
    book.save(edited)
    made = send(analyst, path, edited.getvalue(), "fees.xlsx")
    assert_matches_schema(app, made)
    compared = analyst.get(f"{DECISIONS}/{number}/compare", query_string={"to": made.json["id"]})
    assert_matches_schema(app, compared)
    assert compared.json["tables"][0]["rules"] == [
        {"before": 2, "after": 2, "cells": [{"column": "fee", "before": "206.5", "after": "258"}]}
    ]
    assert not compared.json["same"]


def test_a_file_is_the_same_as_itself(app: Flask, analyst, number: int):
    answer = analyst.get(f"{DECISIONS}/{number}/compare", query_string={"to": number})
    assert_matches_schema(app, answer)
    assert answer.json == {"same": True, "tables": [], "parts": []}
    assert_problem(analyst.get(f"{DECISIONS}/{number}/compare", query_string={"to": 999}), 404, "999")
    assert_problem(analyst.get(f"{DECISIONS}/{number}/compare"), 422, where="to")


@pytest.mark.parametrize(
    ("kind", "data", "where"),
    [
        ("csv", b"Rule,When: kind,Then: fee,Note\nsmall,< <,34,\n", "Row 2, column “When: kind”"),
        ("csv", b"a,b\n", "Row 1"),
        ("csv", b"\xff", "line 1"),
    ],
)
def test_what_cannot_be_taken_is_named_by_row_and_column(analyst, number: int, kind, data, where):
    assert_problem(send(analyst, f"{DECISIONS}/{number}/{TABLE}.{kind}", data, "x"), 422, where=where)


def test_what_is_no_workbook_is_refused(analyst, number: int):
    assert_problem(send(analyst, f"{DECISIONS}/{number}/{TABLE}.xlsx", b"Dear sir", "x"), 422, "workbook")


def test_there_has_to_be_such_a_table(analyst, number: int):
    for kind in ("csv", "xlsx"):
        assert_problem(analyst.get(f"{DECISIONS}/{number}/tables/none.{kind}"), 404, "none")
        assert_problem(analyst.get(f"{DECISIONS}/999/{TABLE}.{kind}"), 404, "999")


def test_only_who_may_upload_decisions_may_send_a_table(as_user, service_id: int, number: int):
    reader = as_user("head_of_service", service=service_id)
    sheet = reader.get(f"{DECISIONS}/{number}/{TABLE}.csv")

    assert sheet.status_code == 200
    assert_problem(send(reader, f"{DECISIONS}/{number}/{TABLE}.csv", sheet.data, "fees.csv"), 403)


def test_a_trial_says_why_in_words(app: Flask, analyst, number: int):
    answer = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"inputs": {"kind": "fence"}})
    assert_matches_schema(app, answer)

    assert answer.json["why"] == ["The fee: 34, because kind is “fence” (Schedule 1). Rule 1."]
