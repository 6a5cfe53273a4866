"""Steps of casework over the API that tests share."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.council import Council

Json = dict[str, Any]
CARD = "4111 1111 1111 1111"


def contact(client: FlaskClient, council: Council, **changes: object) -> Json:
    """A recorded call at Eastgate."""
    body = {"channel": "phone", "own_words": "A hole in our road", "site_id": council.site_id, **changes}
    answer = client.post("/api/v1/contacts", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json)


def begin(client: FlaskClient, council: Council, **changes: object) -> int:
    """The id of a case that a call began."""
    called = contact(client, council, **changes)
    answer = client.post(f"/api/v1/contacts/{called['id']}/cases", json={"process": "report"})
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])


def case(client: FlaskClient, case_id: int) -> Json:
    """The case as its page shows it."""
    answer = client.get(f"/api/v1/cases/{case_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def open_task(client: FlaskClient, case_id: int) -> int:
    """The id of the one open task of a case."""
    (found,) = [task["id"] for task in case(client, case_id)["tasks"] if task["status"] in ("open", "claimed")]
    return int(found)


def complete(client: FlaskClient, task_id: int, **answers: object) -> Json:
    """What came of completing a task."""
    answer = client.post(f"/api/v1/tasks/{task_id}/complete", json={"answers": answers})
    assert answer.status_code == 200, answer.text
    return dict(answer.json)


def timeline(client: FlaskClient, case_id: int) -> list[str]:
    """What happened to a case, the oldest first."""
    answer = client.get(f"/api/v1/cases/{case_id}/timeline?limit=200")
    return [item["action"] for item in reversed(answer.json["items"])]


def pages(client: FlaskClient, address: str, limit: int = 2, **query: object) -> list[Json]:
    """All rows of a list, fetched page by page."""
    seen: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = client.get(address, query_string={**query, "limit": limit, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        assert len(answer.json["items"]) <= limit
        seen += answer.json["items"]
        cursor = answer.json["next_cursor"]
    return seen
