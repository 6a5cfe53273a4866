"""API tokens over the API."""

from __future__ import annotations

from flask import Flask

from tests.api.checking import assert_matches_schema, assert_problem


def test_a_token_is_shown_once_works_and_is_revoked(app: Flask, as_user):
    admin, machine = as_user("administrator"), as_user("service_account")
    issued = admin.post("/api/v1/tokens", json={"user_id": machine.user_id, "name": "web forms"})
    assert issued.status_code == 201
    assert_matches_schema(app, issued)
    header = {"Authorization": f"Bearer {issued.json['token']}"}
    assert app.test_client().get("/api/v1/me", headers=header).json["id"] == machine.user_id
    listed = admin.get("/api/v1/tokens", query_string={"user_id": machine.user_id, "limit": 1})
    assert_matches_schema(app, listed)
    assert issued.json["token"] not in listed.text
    (token,) = listed.json["items"]
    assert (token["name"], token["revoked_at"]) == ("web forms", None)
    assert admin.delete(f"/api/v1/tokens/{token['id']}").status_code == 204
    assert_problem(app.test_client().get("/api/v1/me", headers=header), 401, "revoked")
    assert admin.get("/api/v1/tokens").json["items"][0]["revoked_at"] == "2026-11-18T10:00:00+00:00"


def test_nobody_gets_a_token_to_act_as_another_person(as_user):
    admin, adviser = as_user("administrator"), as_user("adviser")
    body = {"user_id": adviser.user_id, "name": "borrowed"}
    assert_problem(admin.post("/api/v1/tokens", json=body), 403, "not to another person")
    assert_problem(adviser.post("/api/v1/tokens", json=body), 403, "token:manage")


def test_the_list_goes_on_from_its_cursor(as_user):
    admin = as_user("administrator")
    for name in ("a", "b", "c"):
        admin.post("/api/v1/tokens", json={"user_id": admin.user_id, "name": name})
    first = admin.get("/api/v1/tokens?limit=2").json
    second = admin.get("/api/v1/tokens", query_string={"limit": 2, "cursor": first["next_cursor"]}).json
    assert [item["name"] for item in first["items"] + second["items"]] == ["c", "b", "a", "test"]
    assert second["next_cursor"] is None


def test_a_token_that_is_not_there_is_not_found(as_user):
    admin = as_user("administrator")
    assert_problem(admin.delete("/api/v1/tokens/999999"), 404, "no token")
    assert_problem(admin.post("/api/v1/tokens", json={"user_id": 999999, "name": "x"}), 404, "no user")
