"""Walk-throughs: analysts try a version out, step by step."""

from __future__ import annotations

from typing import Any

from flask import Response

from api import showing
from api.auth import actor
from api.resource import Resource
from api.schemas.cases import CaseShape, NewWalkThrough, StartedShape
from api.schemas.messages import MessageBody, SentShape
from api.schemas.tasks import Answers, CompletedShape, TaskDetail
from api.work import work
from engine import cases

resource = Resource("walk-throughs", "Trying a version out: on no worklist, in no figure, under no clock.")


@resource.post(permission="definition:upload", body=NewWalkThrough, answer=StartedShape, status=201)
def start_walk_through(body: dict[str, Any]) -> Response:
    """Walk through a version, also one that is not ready to run."""
    return showing.show_started(cases.start_walk_through(work(), **body, by=actor()))


@resource.get("/<id:number>", permission="definition:upload", answer=CaseShape)
def show_walk_through(number: int) -> Response:
    """Show where a walk-through stands: its open tasks, and the messages it waits for."""
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.post("/<id:number>/skip-wait", permission="definition:upload", answer=CaseShape)
def skip_wait(number: int) -> Response:
    """Let the time it waits for have come."""
    cases.skip_wait(work(), number, by=actor())
    return showing.show_case(cases.case(work(), number, by=actor()))


@resource.get("/tasks/<id:number>", permission="definition:upload", answer=TaskDetail)
def show_step(number: int) -> Response:
    """Show a task of a walk-through with its form."""
    return showing.show_task(cases.task(work(), number, by=actor()))


@resource.post("/tasks/<id:number>/complete", permission="definition:upload", body=Answers, answer=CompletedShape)
def complete_step(number: int, body: dict[str, Any]) -> Response:
    """Complete a task of a walk-through, whatever team it would go to."""
    return showing.show_completed(cases.complete(work(), number, answers=body["answers"], by=actor()))


@resource.post("/messages", permission="definition:upload", body=MessageBody, answer=SentShape)
def send_message(body: dict[str, Any]) -> Response:
    """Give a walk-through the message it waits for."""
    return showing.show_sent(cases.send_in_walk_through(work(), cases.Letter(**body), by=actor()))
