"""Users over the API."""

from __future__ import annotations

from flask import Flask

from engine.people import SYSTEM, create_service, create_team
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem

NEW = {"username": "Amina", "name": "Amina Khan", "email": "a@example.org", "authority": 2}


def test_a_user_is_added_given_what_they_need_and_signs_in(app: Flask, store: Store, as_user):
    admin = as_user("administrator")
    with unit_of_work(store) as work:
        tax = create_service(work, "tax", "Tax", by=SYSTEM)
        team = create_team(work, "front", "Front", kind="front", by=SYSTEM)
    made = admin.post("/api/v1/users", json=NEW)
    address = f"/api/v1/users/{made.json['id']}"
    assert (made.status_code, made.json["username"], made.json["grants"]) == (201, "amina", [])
    steps = {
        "grants": {"grants": [{"role": "officer", "service_id": tax.id}, {"role": "adviser"}]},
        "teams": {"team_ids": [team.id]},
        "skills": {"skills": ["Welsh"]},
    }
    for part, body in steps.items():
        answer = admin.put(f"{address}/{part}", json=body)
        assert answer.status_code == 200
        assert_matches_schema(app, answer)
    assert admin.put(f"{address}/password", json={"password": "correct horse battery"}).status_code == 204
    shown = admin.get(address).json
    assert shown["grants"] == [
        {"role": "adviser", "service_id": None, "site_id": None},
        {"role": "officer", "service_id": tax.id, "site_id": None},
    ]
    assert (shown["team_ids"], shown["skills"]) == ([team.id], ["Welsh"])
    begun = app.test_client().post("/api/v1/session", json={"username": "amina", "password": "correct horse battery"})
    assert begun.json["me"]["id"] == shown["id"]


def test_what_is_known_of_a_user_never_holds_the_password(as_user):
    admin = as_user("administrator")
    made = admin.post("/api/v1/users", json=NEW).json
    admin.put(f"/api/v1/users/{made['id']}/password", json={"password": "correct horse battery"})
    for address in (f"/api/v1/users/{made['id']}", "/api/v1/users"):
        assert "argon2" not in admin.get(address).text
        assert "password" not in admin.get(address).text


def test_the_list_goes_on_from_its_cursor_and_can_be_narrowed(app: Flask, as_user):
    admin = as_user("administrator")
    for number in range(5):
        admin.post("/api/v1/users", json={"username": f"user-{number}", "name": f"Name {number}"})
    seen, cursor = [], ""
    while cursor is not None:
        answer = admin.get("/api/v1/users", query_string={"limit": 2, "cursor": cursor})
        assert_matches_schema(app, answer)
        seen += [item["username"] for item in answer.json["items"]]
        cursor = answer.json["next_cursor"]
    assert seen == ["administrator-1", *(f"user-{number}" for number in range(5))]
    found = admin.get("/api/v1/users", query_string={"words": "name 3"}).json["items"]
    assert [item["username"] for item in found] == ["user-3"]
    assert admin.get("/api/v1/users", query_string={"team_id": 7}).json["items"] == []
    found = admin.get("/api/v1/users", query_string={"role": "administrator", "active": "true"}).json["items"]
    assert [item["username"] for item in found] == ["administrator-1"]
    assert_problem(admin.get("/api/v1/users?cursor=x"), 422, "next_cursor", where="cursor")


def test_nobody_raises_themselves(as_user):
    admin = as_user("administrator")
    body = {"grants": [{"role": "administrator"}, {"role": "restricted_reader"}]}
    assert_problem(admin.put(f"/api/v1/users/{admin.user_id}/grants", json=body), 403, "another administrator")
    closing = admin.patch(f"/api/v1/users/{admin.user_id}", json={"active": False}, headers={"If-Match": '"1"'})
    assert_problem(closing, 422, where="active")


def test_roles_that_make_no_sense_are_refused_by_field(as_user):
    admin, other = as_user("administrator"), as_user("adviser")
    address = f"/api/v1/users/{other.user_id}/grants"
    assert_problem(admin.put(address, json={"grants": [{"role": "wizard"}]}), 422, where="grants.role")
    assert_problem(admin.put(address, json={"grants": [{}]}), 422, where="grants.0.role")
    assert_problem(admin.put(address, json={"grants": [{"role": "adviser", "x": 1}]}), 422, where="grants.0.x")
    assert_problem(admin.put(address, json={"grants": {}}), 422, where="grants")
    assert other.get("/api/v1/me").json["grants"] == [{"role": "adviser", "service_id": None, "site_id": None}]


def test_a_closed_account_is_out(as_user):
    admin, other = as_user("administrator"), as_user("adviser")
    address = f"/api/v1/users/{other.user_id}"
    etag = admin.get(address).headers["ETag"]
    assert admin.patch(address, json={"active": False}, headers={"If-Match": etag}).json["active"] is False
    assert_problem(other.get("/api/v1/me"), 401)


def test_a_password_that_is_too_short_is_refused_in_words(as_user):
    admin, other = as_user("administrator"), as_user("adviser")
    response = admin.put(f"/api/v1/users/{other.user_id}/password", json={"password": "short"})
    assert_problem(response, 422, "12 to 200", where="password")


def test_a_password_may_look_like_a_card_but_a_name_may_not(app: Flask, as_user):
    admin = as_user("administrator")
    assert_problem(admin.post("/api/v1/users", json={**NEW, "name": "4111 1111 1111 1111"}), 422, "card", where="name")
    made = admin.post("/api/v1/users", json=NEW).json
    secret = {"password": "4111111111111111"}
    assert admin.put(f"/api/v1/users/{made['id']}/password", json=secret).status_code == 204
    assert app.test_client().post("/api/v1/session", json={"username": "amina", **secret}).status_code == 201
