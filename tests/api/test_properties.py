"""Properties over the API."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.casework import CARD, pages
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

ADDRESS = "/api/v1/properties"
HOUSE = {"uprn": "010012345678", "usrn": "12345678", "address": "7 Mill Lane", "postcode": "sp1 1aa", "area": "east"}


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


def test_a_property_is_kept_once_by_its_uprn(app: Flask, adviser):
    made = adviser.post(ADDRESS, json=HOUSE)
    assert made.status_code == 201
    assert_matches_schema(app, made)
    assert made.json == {**HOUSE, "id": made.json["id"], "postcode": "SP1 1AA"}
    again = adviser.post(ADDRESS, json={"uprn": HOUSE["uprn"], "address": "8 Mill Lane"})
    assert_matches_schema(app, again)
    assert again.json == {**made.json, "address": "8 Mill Lane"}
    shown = adviser.get(f"{ADDRESS}/{made.json['id']}")
    assert_matches_schema(app, shown)
    assert shown.json == again.json


def test_properties_are_found_page_by_page(app: Flask, adviser):
    empty = adviser.get(f"{ADDRESS}?text=mill")
    assert_matches_schema(app, empty)
    assert empty.json == {"items": [], "next_cursor": None}
    made = [adviser.post(ADDRESS, json={"address": f"{number} Mill Lane"}).json["id"] for number in range(10, 15)]
    assert [item["id"] for item in pages(adviser, ADDRESS, text="12 mill")] == [made[2]]
    house = adviser.post(ADDRESS, json=HOUSE).json["id"]
    for text in ("010012345678", "12345678", "sp11", "SP1 1AA", "7 mill"):
        assert [item["id"] for item in pages(adviser, ADDRESS, text=text)] == [house], text


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"uprn": "1" * 13}, "uprn"),
        ({"uprn": "12a"}, "uprn"),
        ({"uprn": 12}, "uprn"),
        ({"uprn": "١٢"}, "uprn"),
        ({"usrn": "123456789"}, "usrn"),
        ({"address": CARD}, "address"),
        ({"address": "x" * 301}, "address"),
        ({"address": "a\x00"}, "address"),
        ({"address": None}, "address"),
        ({"postcode": "x" * 11}, "postcode"),
        ({"area": "x" * 101}, "area"),
        ({"find_address": "x"}, "find_address"),
        ({"__class__": "x"}, "__class__"),
    ],
)
def test_what_no_property_has_is_refused_by_field(adviser, wrong, where: str):
    assert_problem(adviser.post(ADDRESS, json={**HOUSE, **wrong}), 422, where=where)
    assert pages(adviser, ADDRESS, text="7 mill") == []


def test_a_property_without_any_place_is_refused(adviser):
    assert_problem(adviser.post(ADDRESS, json={"area": "east"}), 422, "which place", where="uprn")


def test_properties_that_are_not_there_or_not_open_to_you(council: Council, adviser, as_user):
    assert_problem(adviser.get(f"{ADDRESS}/999"), 404, "no property 999")
    assert_problem(adviser.get(f"{ADDRESS}?text=m"), 422, where="text")
    assert_problem(adviser.get(f"{ADDRESS}?text=mill&cursor=W10"), 422, where="cursor")
    assert_problem(as_user("analyst").get(f"{ADDRESS}?text=mill"), 403, "contact:read")
    assert_problem(as_user("analyst").post(ADDRESS, json=HOUSE), 403, "contact:record")
