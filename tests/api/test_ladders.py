"""Ladders of escalation over the API."""

from __future__ import annotations

from flask import Flask

from engine import people
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

LADDERS = "/api/v1/ladders"
OWNER = {"when": "share", "share": 75, "who": "owner"}
HEAD = {"when": "breach", "who": "head_of_service", "email": True, "in_hours": True}
BODY = {"rungs": [OWNER, HEAD], "reason": "Agreed by the board"}


def test_a_ladder_is_set_and_listed(app: Flask, council: Council, as_actor):
    client = as_actor(council.administrator)
    answer = client.put(f"{LADDERS}/council", json=BODY)
    assert_matches_schema(app, answer)
    assert answer.json == {"number": 1}
    answer = client.get(LADDERS)
    assert_matches_schema(app, answer)
    (ladder,) = answer.json["items"]
    assert (ladder["service_id"], ladder["in_force"]) == (None, 1)
    (version,) = ladder["versions"]
    assert (version["reason"], version["tells_customer"]) == ("Agreed by the board", True)
    assert version["rungs"] == [
        {**OWNER, "amount": "", "email": False, "in_hours": False},
        {**HEAD, "share": 0, "amount": ""},
    ]
    assert ladder["open_clocks"] == {"clocks": 0, "replanned": 0, "finished_at": None}


def test_heads_of_service_set_their_own_ladder_and_see_no_other_services(store: Store, council: Council, as_actor):
    with unit_of_work(store) as work:
        other = people.create_service(work, "parks", "Parks", by=SYSTEM)
    admin, head = as_actor(council.administrator), as_actor(council.head)
    for address in ("council", f"services/{other.id}", f"services/{council.service_id}"):
        assert admin.put(f"{LADDERS}/{address}", json=BODY).status_code == 200
    assert [one["service_id"] for one in head.get(LADDERS).json["items"]] == [None, council.service_id]
    assert head.put(f"{LADDERS}/services/{council.service_id}", json=BODY).json == {"number": 2}
    assert_problem(head.put(f"{LADDERS}/services/{other.id}", json=BODY), 403)
    assert_problem(head.put(f"{LADDERS}/council", json=BODY), 403)


def test_a_version_that_came_meanwhile_is_not_overwritten_unseen(council: Council, as_actor):
    client = as_actor(council.administrator)
    assert client.put(f"{LADDERS}/council", json=BODY, headers={"If-Match": '"0"'}).headers["ETag"] == '"1"'
    assert_problem(client.put(f"{LADDERS}/council", json=BODY, headers={"If-Match": '"0"'}), 412)


def test_what_cannot_be_a_ladder_is_refused_with_its_place(council: Council, as_actor):
    client = as_actor(council.administrator)
    wrong = {"rungs": [OWNER, {"when": "left", "who": "owner", "amount": "soon"}], "reason": "So"}
    answer = client.put(f"{LADDERS}/council", json=wrong)
    assert_problem(answer, 422)
    assert "rungs.1.amount" in answer.text
    assert_problem(client.put(f"{LADDERS}/services/999", json=BODY), 404)
