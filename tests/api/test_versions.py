"""`If-Match`: a change names the version it was made for."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired

from api.versions import if_match
from tests.api.checking import assert_matches_schema, assert_problem


def sent(app: Flask, headers: dict[str, str]) -> int:
    with app.test_request_context("/", headers=headers):
        return if_match()


def test_the_version_is_read_from_the_header(app: Flask):
    assert sent(app, {"If-Match": '"7"'}) == 7
    with pytest.raises(PreconditionRequired):
        sent(app, {})


@pytest.mark.parametrize("header", ["", "7", "*", 'W/"7"', '"7", "8"', '"x"', '"-1"', '"9999999999"'])
def test_what_is_no_etag_of_ours_matches_nothing(app: Flask, header: str):
    with pytest.raises(PreconditionFailed):
        sent(app, {"If-Match": header})


@pytest.mark.parametrize("noun", ["services", "sites", "teams", "users"])
def test_a_thing_is_changed_only_in_the_version_that_was_read(app: Flask, as_user, noun: str):
    admin = as_user("administrator")
    new = {"username": "a", "name": "A"} if noun == "users" else {"key": "a", "name": "A"}
    made = admin.post(f"/api/v1/{noun}", json={**new, **({"kind": "front"} if noun == "teams" else {})})
    address = f"/api/v1/{noun}/{made.json['id']}"
    etag = admin.get(address).headers["ETag"]
    assert made.headers["ETag"] == etag
    assert_problem(admin.patch(address, json={"name": "B"}), 428, "If-Match")
    assert_problem(admin.patch(address, json={"name": "B"}, headers={"If-Match": "nonsense"}), 412)
    changed = admin.patch(address, json={"name": "B"}, headers={"If-Match": etag})
    assert (changed.status_code, changed.json["name"]) == (200, "B")
    assert_matches_schema(app, changed)
    stale = admin.patch(address, json={"name": "C"}, headers={"If-Match": etag})
    assert_problem(stale, 412, "changed since you read it")
    assert_matches_schema(app, stale)
    assert admin.get(address).json["name"] == "B"
    missing = admin.patch(f"/api/v1/{noun}/999999", json={"name": "C"}, headers={"If-Match": etag})
    assert_problem(missing, 404)
