"""Services, sites and teams over the API."""

from __future__ import annotations

import pytest
from flask import Flask

from engine.people import SYSTEM, change_user, create_service, create_team
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem

NEW = {
    "services": {"key": "tax", "name": "Council tax", "themes": ["money"], "default_calendar": "england-mon-fri-9-17"},
    "sites": {"key": "kendal", "name": "Kendal", "area": "south"},
    "teams": {"key": "front", "name": "Front", "kind": "front", "provider": "partner", "lanes": ["Adviser"]},
}


@pytest.mark.parametrize("noun", NEW)
def test_it_is_added_by_an_administrator_and_read_by_everybody_signed_in(app: Flask, as_user, noun: str):
    admin, reviewer = as_user("administrator"), as_user("external_reviewer")
    made = admin.post(f"/api/v1/{noun}", json=NEW[noun])
    assert made.status_code == 201
    assert NEW[noun].items() <= made.json.items()
    one = reviewer.get(f"/api/v1/{noun}/{made.json['id']}")
    everything = reviewer.get(f"/api/v1/{noun}")
    assert one.json == made.json
    assert everything.json == {"items": [made.json], "next_cursor": None}
    for answer in (made, one, everything):
        assert_matches_schema(app, answer)
    assert_problem(reviewer.post(f"/api/v1/{noun}", json=NEW[noun]), 403, "people:manage")
    assert_problem(reviewer.patch(f"/api/v1/{noun}/1", json={"name": "x"}), 403, "people:manage")


@pytest.mark.parametrize("noun", NEW)
def test_a_key_is_used_once_and_never_changes(as_user, noun: str):
    admin = as_user("administrator")
    made = admin.post(f"/api/v1/{noun}", json=NEW[noun])
    assert_problem(admin.post(f"/api/v1/{noun}", json=NEW[noun]), 422, "already a", where="key")
    address = f"/api/v1/{noun}/{made.json['id']}"
    change = admin.patch(address, json={"key": "other"}, headers={"If-Match": made.headers["ETag"]})
    assert_problem(change, 422, where="key")


def test_a_refused_change_leaves_nothing_behind(as_user):
    admin = as_user("administrator")
    made = admin.post("/api/v1/teams", json=NEW["teams"])
    address = f"/api/v1/teams/{made.json['id']}"
    etag = {"If-Match": made.headers["ETag"]}
    assert_problem(admin.patch(address, json={"name": "New", "site_id": 99}, headers=etag), 422, where="site_id")
    assert admin.get(address).json == made.json
    assert [row["action"] for row in admin.get("/api/v1/audit?action=people:team:").json["items"]] == [
        "people:team:created"
    ]


def test_those_who_assign_a_team_s_tasks_see_who_works_in_it(app: Flask, store: Store, as_user):
    with unit_of_work(store) as work:
        tax, roads = (create_service(work, key, key.title(), by=SYSTEM).id for key in ("tax", "roads"))
        team = create_team(work, "tax-office", "Tax office", kind="back", service_id=tax, by=SYSTEM).id
    leader, other = as_user("team_leader", service=tax), as_user("team_leader", service=roads)
    members = [as_user("officer", service=tax, teams=[team]) for _ in range(3)]
    with unit_of_work(store) as work:
        change_user(work, members[2].user_id, {"active": False}, by=SYSTEM, row_version=1)
    first = leader.get(f"/api/v1/teams/{team}/members?limit=1")
    assert_matches_schema(app, first)
    rest = leader.get(f"/api/v1/teams/{team}/members", query_string={"cursor": first.json["next_cursor"]})
    assert [row["id"] for row in first.json["items"] + rest.json["items"]] == [item.user_id for item in members[:2]]
    assert_problem(other.get(f"/api/v1/teams/{team}/members"), 403, "task:assign for this service")
    assert_problem(members[0].get(f"/api/v1/teams/{team}/members"), 403, "task:assign")
    assert_problem(leader.get("/api/v1/teams/999999/members"), 404, "no team")


def test_a_service_counts_on_a_calendar_there_is(as_user):
    administrator = as_user("administrator")
    body = {"key": "waste", "name": "Waste", "default_calendar": "moonlight"}
    assert_problem(administrator.post("/api/v1/services", json=body), 422, where="default_calendar")

    made = administrator.post("/api/v1/services", json={**body, "default_calendar": "england-24x7"})

    assert made.status_code == 201
    address, match = f"/api/v1/services/{made.json['id']}", {"If-Match": made.headers["ETag"]}
    wrong = administrator.patch(address, json={"default_calendar": "moonlight"}, headers=match)
    assert_problem(wrong, 422, where="default_calendar")


def test_a_team_counts_on_calendars_there_are_by_channels_there_are(app: Flask, as_user):
    administrator = as_user("administrator")
    body = {"key": "night", "name": "Night", "kind": "back", "calendar": "england-24x7"}
    body["channel_calendars"] = {"phone": "scotland-mon-fri-9-17"}
    made = administrator.post("/api/v1/teams", json=body)
    assert_matches_schema(app, made)
    assert (made.json["calendar"], made.json["channel_calendars"]) == (body["calendar"], body["channel_calendars"])
    address, match = f"/api/v1/teams/{made.json['id']}", {"If-Match": made.headers["ETag"]}
    for wrong in ({"smoke": "england-24x7"}, {"phone": "moonlight"}, {"phone": 7}):
        answer = administrator.patch(address, json={"channel_calendars": wrong}, headers=match)
        assert_problem(answer, 422, where="channel_calendars")
