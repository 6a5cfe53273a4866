"""The worklist: the tasks of one's teams, the most urgent first."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import cases
from web.page import actor, page, show, work
from web.pages.tasks import worklist

pages = Blueprint("tasks", __name__)


@pages.get("/tasks")
@page("task:read")
def show_worklist() -> Response:
    """The worklist with its filters."""
    listed = worklist.read(work(), actor(), worklist.find(work(), actor()))
    steps = cases.listed_steps(work(), actor().team_ids)
    return show("tasks/worklist.html", listed=listed, steps=steps, asked=request.args)


@pages.get("/tasks/rows")
@page("task:read")
def show_rows() -> Response:
    """The rows alone, for a page that brings itself up to date; 304 when nothing has changed."""
    found = worklist.find(work(), actor())
    if found.etag in request.headers.get("If-None-Match", ""):
        response = Response(status=304)
    else:
        response = show("tasks/rows.html", listed=worklist.read(work(), actor(), found))
    response.headers["ETag"] = found.etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
