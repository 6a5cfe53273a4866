"""The inbox over the API: one's own, and nobody else's."""

from __future__ import annotations

from flask import Flask

from engine import cases
from engine.notices import Telling, inbox
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

INBOX = "/api/v1/inbox"


def tell(store: Store, somebody, key: str = "a", **more: object) -> None:
    with unit_of_work(store) as work:
        one = Telling(somebody.user_id, key, "“Inspect it” is overdue", "Do it now.", work.now, **more)
        inbox.tell(work, [one])


def test_an_inbox_lists_what_its_person_was_told(app: Flask, store: Store, council: Council, as_actor):
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    tell(store, council.adviser, case_id=started.id, topic="clock")
    answer = as_actor(council.adviser).get(INBOX)
    assert_matches_schema(app, answer)
    (entry,) = answer.json["items"]
    assert (entry["what"], entry["do_next"]) == ("“Inspect it” is overdue", "Do it now.")
    assert (entry["reference"], entry["may_open"], entry["over"]) == (started.reference, True, False)
    assert as_actor(council.colleague).get(INBOX).json["items"] == []


def test_of_a_case_one_may_not_open_only_the_reference_is_told(store: Store, council: Council, as_actor):
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    tell(store, council.administrator, case_id=started.id, task_id=5, clock_id=6)
    (entry,) = as_actor(council.administrator).get(INBOX).json["items"]
    assert (entry["reference"], entry["may_open"]) == (started.reference, False)
    assert (entry["task_id"], entry["clock_id"]) == (None, None)
    assert "Inspect" not in entry["what"]


def test_entries_are_marked_as_read_and_as_unread(app: Flask, store: Store, council: Council, as_actor):
    tell(store, council.adviser)
    client = as_actor(council.adviser)
    (entry,) = client.get(INBOX).json["items"]
    assert client.post(f"{INBOX}/{entry['id']}/read").status_code == 204
    assert client.get(INBOX, query_string={"unread": "true"}).json["items"] == []
    assert client.get(INBOX).json["items"][0]["read_at"] is not None
    assert client.post(f"{INBOX}/{entry['id']}/unread").status_code == 204
    answer = client.post(f"{INBOX}/read", json={"up_to": entry["id"]})
    assert_matches_schema(app, answer)
    assert answer.json == {"marked": 1}


def test_nobody_marks_what_is_somebody_elses(store: Store, council: Council, as_actor):
    tell(store, council.adviser)
    (entry,) = as_actor(council.adviser).get(INBOX).json["items"]
    assert_problem(as_actor(council.colleague).post(f"{INBOX}/{entry['id']}/read"), 404)


def test_pages_follow_one_another(store: Store, council: Council, as_actor):
    for number in range(5):
        tell(store, council.adviser, str(number))
    client, seen, cursor = as_actor(council.adviser), [], ""
    while cursor is not None:
        answer = client.get(INBOX, query_string={"limit": 2, "cursor": cursor}).json
        seen += [entry["id"] for entry in answer["items"]]
        cursor = answer["next_cursor"]
    assert len(seen) == 5
    assert seen == sorted(seen, reverse=True)
