"""Tasks: worklist, claim, release, draft, complete, hand off."""

from __future__ import annotations

from typing import Any

from flask import Response

from api import showing
from api.auth import actor
from api.cursors import read_due_cursor
from api.replies import empty_reply, page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.repair import Reassign, ReassignedShape
from api.schemas.tasks import (
    Answers,
    CompletedShape,
    Draft,
    HandOffState,
    HandOver,
    Holder,
    TaskDetail,
    TaskQuery,
    TaskShape,
    TaskVersion,
)
from api.versions import sent_version
from api.work import work
from engine import cases, contacts
from engine.cases import Position, TaskFilter
from engine.errors import NotPermitted

resource = Resource("tasks", "Work of cases that waits for a person.")


@resource.get(permission="task:read", query=TaskQuery, answer=page_of(TaskShape))
def list_tasks(query: dict[str, Any]) -> Response:
    """List the open tasks of your teams, the most urgent first."""
    limit, after = query["limit"], read_due_cursor(query["cursor"])
    position = None if after is None else Position(*after)
    found = cases.find_tasks(work(), _wanted(query), by=actor(), after=position, limit=limit + 1)
    return page(found, limit, lambda row: (row.due_at or "", row.id))


@resource.get("/<id:number>", permission="task:read", answer=TaskDetail)
def show_task(number: int) -> Response:
    """Show a task with its form, guidance, customer wording, and your draft."""
    return showing.show_task(cases.task(work(), number, by=actor()))


@resource.post("/<id:number>/claim", permission="task:work", answer=TaskVersion, if_match="optional")
def claim_task(number: int) -> Response:
    """Take a task; a hand-off that waits with it is accepted."""
    return _version(number, cases.claim(work(), number, by=actor(), if_version=sent_version()))


@resource.post("/<id:number>/release", permission="task:work", answer=TaskVersion, if_match="optional")
def release_task(number: int) -> Response:
    """Put a task back on its team's list."""
    return _version(number, cases.release(work(), number, by=actor(), if_version=sent_version()))


@resource.post("/<id:number>/assign", permission="task:assign", body=Holder, answer=TaskVersion, if_match="optional")
def assign_task(number: int, body: dict[str, Any]) -> Response:
    """Give a task to a member of its team."""
    version = cases.assign(work(), number, user_id=body["user_id"], by=actor(), if_version=sent_version())
    return _version(number, version)


@resource.put("/<id:number>/draft", permission="task:work", body=Draft, status=204)
def keep_draft(number: int, body: dict[str, Any]) -> Response:
    """Keep unfinished answers on the server, for you alone."""
    cases.save_draft(work(), number, body["answers"], by=actor())
    return empty_reply()


@resource.post(
    "/<id:number>/complete", permission="task:work", body=Answers, answer=CompletedShape, if_match="optional"
)
def complete_task(number: int, body: dict[str, Any]) -> Response:
    """Complete a task with its answers. The answer says what happens next, by whom and by when."""
    completed = cases.complete(
        work(),
        number,
        answers=body["answers"],
        contact_id=body["contact_id"],
        check_contact=contacts.require_contact,
        by=actor(),
        if_version=sent_version(),
    )
    return showing.show_completed(completed)


@resource.post(
    "/<id:number>/hand-off",
    permission="task:hand-off",
    body=HandOver,
    answer=HandOffState,
    status=201,
    if_match="optional",
)
def hand_over_task(number: int, body: dict[str, Any]) -> Response:
    """Hand a task over to another team, with a reason; it waits there to be accepted."""
    made = cases.hand_over(
        work(), number, to_team_id=body["to_team_id"], reason=body["reason"], by=actor(), if_version=sent_version()
    )
    return reply(made, 201)


@resource.post("/reassign", permission="task:reassign", body=Reassign, answer=ReassignedShape)
def reassign_tasks(body: dict[str, Any]) -> Response:
    """Give tasks to somebody else, at most 100 at once. A task that cannot go stays as it is; the others go."""
    done = cases.reassign(work(), by=actor(), **body)
    return reply({"given": done.given, "left": [{"id": number, "why": why} for number, why in done.left.items()]})


def _wanted(query: dict[str, Any]) -> TaskFilter:
    teams = actor().team_ids
    if query["team_id"] is not None:
        if query["team_id"] not in teams:
            raise NotPermitted("You are not in this team. Ask for the list of one of your own.")
        teams = frozenset({query["team_id"]})
    names = (
        "service_id",
        "site_id",
        "process_id",
        "step_key",
        "once_and_done",
        "mine",
        "unclaimed",
        "claimed_by",
        "owner_id",
        "at_risk",
        "priority",
    )
    due_before = work().now if query["overdue"] else None
    return TaskFilter(teams, **{name: query[name] for name in names}, due_before=due_before)


def _version(number: int, row_version: int) -> Response:
    return reply({"id": number, "row_version": row_version}, version=row_version)
