"""Customers over the API."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.casework import CARD, pages
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

ADDRESS = "/api/v1/customers"
ANN = {"name": "Ann Smith", "phone": "07700 900123", "email": "ann@example.com", "crm_reference": "CRM-77"}


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


def test_a_customer_is_added_found_and_changed(app: Flask, adviser):
    made = adviser.post(ADDRESS, json=ANN)
    assert made.status_code == 201
    assert_matches_schema(app, made)
    address = f"{ADDRESS}/{made.json['id']}"
    shown = adviser.get(address)
    assert_matches_schema(app, shown)
    assert shown.json == made.json
    for text in ("ann sm", "smith", "+44 7700 900", "ann@ex", "CRM-77"):
        found = adviser.get(ADDRESS, query_string={"text": text})
        assert_matches_schema(app, found)
        assert [item["id"] for item in found.json["items"]] == [made.json["id"]], text

    changed = adviser.patch(address, json={"phone": "01632 960001"}, headers={"If-Match": shown.headers["ETag"]})
    assert_matches_schema(app, changed)
    assert (changed.json["phone"], changed.json["name"]) == ("01632 960001", "Ann Smith")
    stale = adviser.patch(address, json={"name": "Ann Jones"}, headers={"If-Match": shown.headers["ETag"]})
    assert_problem(stale, 412, "changed since")
    assert_problem(adviser.patch(address, json={"name": "Ann Jones"}), 428, "If-Match")
    assert adviser.get(address).json == changed.json


def test_customers_are_found_page_by_page(app: Flask, adviser):
    empty = adviser.get(f"{ADDRESS}?text=smith")
    assert_matches_schema(app, empty)
    assert empty.json == {"items": [], "next_cursor": None}
    made = [adviser.post(ADDRESS, json={"name": f"Ann Smith {number}"}).json["id"] for number in range(5)]
    assert [item["id"] for item in pages(adviser, ADDRESS, text="ann")] == made
    for wild in ("%%", "__", "a\\", "'; --", "é" * 2):
        assert adviser.get(ADDRESS, query_string={"text": wild}).json["items"] == []


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": CARD}, "name"),
        ({"name": "Ann 4111-1111-1111-1111"}, "name"),
        ({"name": "A\x00nn"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": 1}, "name"),
        ({"name": None}, "name"),
        ({"phone": "call me"}, "phone"),
        ({"phone": "4111111111111111"}, "phone"),
        ({"email": "ann"}, "email"),
        ({"email": "4111111111111111@example.com"}, "email"),
        ({"crm_reference": CARD}, "crm_reference"),
        ({"find_name": "x"}, "find_name"),
        ({"typename": "x"}, "typename"),
    ],
)
def test_what_no_customer_has_is_refused_by_field(adviser, wrong, where: str):
    assert_problem(adviser.post(ADDRESS, json=wrong), 422, where=where)
    made = adviser.post(ADDRESS, json=ANN).json
    if wrong and wrong.get("name") != " ":
        answer = adviser.patch(f"{ADDRESS}/{made['id']}", json=wrong, headers={"If-Match": '"1"'})
        assert_problem(answer, 422, where=where)
    assert adviser.get(f"{ADDRESS}/{made['id']}").json == made
    assert_problem(adviser.get(f"{ADDRESS}/{made['id'] + 1}"), 404, "no customer")


@pytest.mark.parametrize("query", ["", "text=a", "text=%20%20%20", "text=%00%00", "text=ann&limit=x", "text=ann&x=1"])
def test_a_search_that_makes_no_sense_is_refused(adviser, query: str):
    assert_problem(adviser.get(f"{ADDRESS}?{query}"), 422)


def test_a_cursor_of_another_list_is_refused(adviser):
    assert_problem(adviser.get(f"{ADDRESS}?text=ann&cursor=W10"), 422, where="cursor")


def test_customers_are_for_those_who_take_contacts(council: Council, adviser, as_user):
    made = adviser.post(ADDRESS, json=ANN).json
    for role in ("analyst", "scrutiny", "administrator"):
        assert_problem(as_user(role).get(f"{ADDRESS}/{made['id']}"), 403, "contact:read")
        assert_problem(as_user(role).post(ADDRESS, json=ANN), 403, "contact:record")
    assert_problem(adviser.get(f"{ADDRESS}/999"), 404, "no customer 999")
    missing = adviser.patch(f"{ADDRESS}/999", json={"name": "x"}, headers={"If-Match": '"1"'})
    assert_problem(missing, 404, "no customer 999")
