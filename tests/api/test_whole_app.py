"""What holds for every route, whoever adds one: a permission, a documentation, one kind of error, no traceback."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from api.auth import PUBLIC, SIGNED_IN, permission_of
from api.openapi import document, operations
from engine.people import ACTIONS, Grant
from tests.api.checking import assert_matches_schema, assert_problem, template

ID = ("path", "integer")
EVERY_ROLE = [Grant(role) for role in ("head_of_service", "analyst", "team_leader", "administrator", "service_account")]


def routes(app: Flask) -> set[tuple[str, str, str | None]]:
    """The routes for programs; those of the pages are in `tests/web/test_routes.py`."""
    return {
        (method, rule.rule, permission_of(app.view_functions[rule.endpoint]))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api", "/healthz", "/readyz", "/metrics"))
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }


def address(rule: str) -> str:
    return re.sub(r"<[^>]+>", "999999", rule)


def described(app: Flask) -> dict[tuple[str, str], dict]:
    with app.app_context():
        return {(method, path): item for method, path, item in operations(document())}


def test_every_route_and_its_permission_are_written_down(app: Flask, declared_routes):
    assert routes(app) == declared_routes


def test_every_route_has_a_permission_that_exists(app: Flask):
    assert not [route for route in routes(app) if route[2] not in ACTIONS | {PUBLIC, SIGNED_IN}]


def test_nothing_below_the_api_is_public_but_signing_in_and_the_document(app: Flask):
    found = {(method, rule) for method, rule, held in routes(app) if held == PUBLIC and rule.startswith("/api/v1")}
    assert found == {("POST", "/api/v1/session"), ("GET", "/api/v1/openapi.json")}


def test_the_document_holds_exactly_the_routes_with_their_permissions(app: Flask):
    api = {
        (method, template(rule)): held
        for method, rule, held in routes(app)
        if rule.startswith("/api/v1") and not rule.endswith(".json")
    }
    assert {key: item["x-permission"] for key, item in described(app).items()} == api


def test_every_operation_is_described_and_its_names_are_unique(app: Flask):
    found = described(app)
    assert not [key for key, item in found.items() if not item.get("summary")]
    assert len({item["operationId"] for item in found.values()}) == len(found)
    for key, item in found.items():
        assert all(parameter.get("description") for parameter in item["parameters"]), key


def test_every_field_is_described(app: Flask):
    with app.app_context():
        schemas = document()["components"]["schemas"]
    for name, schema in schemas.items():
        missing = [field for field, inner in schema.get("properties", {}).items() if "description" not in inner]
        assert not missing, f"{name}: {missing}"


def test_references_in_the_document_lead_somewhere(app: Flask, client: FlaskClient):
    text = client.get("/api/v1/openapi.json").text
    with app.app_context():
        schemas = document()["components"]["schemas"]
    assert document_version(client) == "3.1.0"
    for name in re.findall(r'"\$ref":"#/components/schemas/([^"]+)"', text):
        assert name in schemas


def document_version(client: FlaskClient) -> str:
    return client.get("/api/v1/openapi.json").json["openapi"]


def test_nobody_gets_in_without_signing_in(app: Flask, client: FlaskClient):
    for method, rule, held in routes(app):
        if held != PUBLIC:
            assert_problem(client.open(address(rule), method=method), 401)


def test_nobody_without_the_permission_gets_in(app: Flask, as_user):
    outsider = as_user("restricted_reader")
    for method, rule, held in routes(app):
        if held in ACTIONS - {"case:read-restricted"}:
            assert_problem(outsider.open(address(rule), method=method), 403, held)


def test_every_list_answers_as_documented_also_when_it_is_empty(app: Flask, as_user):
    everybody = as_user("restricted_reader", also=EVERY_ROLE)
    for method, path in described(app):
        if method == "GET" and "{" not in path:
            response = everybody.get(path)
            assert response.status_code in {200, 422}, (path, response.text)
            assert_matches_schema(app, response)


def test_every_list_refuses_a_query_it_does_not_know(app: Flask, as_user):
    everybody = as_user("restricted_reader", also=EVERY_ROLE)
    for (method, path), item in described(app).items():
        if method == "GET" and "{" not in path and any(part["in"] == "query" for part in item["parameters"]):
            assert_problem(everybody.get(path, query_string={"nonsense": "1"}), 422, "no such field", where="nonsense")


def test_every_thing_that_is_not_there_is_not_found(app: Flask, as_user):
    everybody = as_user("restricted_reader", also=EVERY_ROLE)
    for (method, path), item in described(app).items():
        shape = [part for part in item["parameters"] if part["required"]]
        if method == "GET" and shape and all((part["in"], part["schema"]["type"]) == ID for part in shape):
            assert_problem(everybody.get(re.sub(r"\{[^}]+\}", "999999", path)), 404)


@pytest.mark.parametrize("body", [b"", b"[]", b'"x"', b"1", b"{", b"\xff", b"NaN", b"[" * 100_000, b'{"nonsense": 1}'])
def test_every_body_that_makes_no_sense_is_refused_in_one_way(app: Flask, as_user, body: bytes):
    everybody = as_user("restricted_reader", also=EVERY_ROLE)
    for (method, path), item in described(app).items():
        if "application/json" in item.get("requestBody", {}).get("content", {}):
            response = everybody.open(
                re.sub(r"\{[^}]+\}", "999999", path), method=method, data=body, content_type="application/json"
            )
            assert response.status_code in {400, 401, 403, 404, 409, 422, 428}, (method, path, response.text)
            assert_problem(response, response.status_code)
            assert_matches_schema(app, response)


def test_every_body_of_another_kind_is_refused(app: Flask, as_user):
    everybody = as_user("restricted_reader", also=EVERY_ROLE)
    for (method, path), item in described(app).items():
        if "application/json" in item.get("requestBody", {}).get("content", {}):
            response = everybody.open(
                re.sub(r"\{[^}]+\}", "999999", path), method=method, data=b"a=1", content_type="text/plain"
            )
            assert_problem(response, 415)


def test_every_address_refuses_methods_it_does_not_take(app: Flask, as_user):
    everybody = as_user("restricted_reader", also=EVERY_ROLE)
    taken: dict[str, set[str]] = {}
    for method, rule, _ in routes(app):
        taken.setdefault(rule, set()).add(method)
    for rule, methods in taken.items():
        other = next(method for method in ("DELETE", "PUT", "PATCH", "POST") if method not in methods)
        response = everybody.open(address(rule), method=other)
        assert_problem(response, 405)
        assert set(response.headers["Allow"].split(", ")) >= methods


def test_every_answer_carries_the_headers_that_protect_a_browser(app: Flask, client: FlaskClient):
    for _, rule, _ in routes(app):
        headers = client.get(address(rule)).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Referrer-Policy"] == "no-referrer"
