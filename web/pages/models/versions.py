"""One version of a process: its diagram with findings, its steps, what changed; approving it and trying it out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import cases, definitions, people
from engine.definitions import VersionRow
from engine.errors import Conflict, NotPermitted, Refused
from web.files import attachment, model_file
from web.page import actor, page, see, show, work
from web.pages.models.comparison import compared
from web.pages.models.mark_forms import ManyMarks
from web.pages.models.version_view import look_at, readable
from web.said import say
from web.sent_twice import only_once

pages = Blueprint("versions", __name__)


@pages.get("/versions/<id:number>")
@page("definition:read")
def show_version(number: int) -> Response:
    """The version with its diagram, findings and steps."""
    version = readable(work(), number, by=actor())
    return show("versions/version.html", form=ManyMarks(formdata=None), chosen=(), **look_at(work(), version))


@pages.get("/versions/<id:number>/xml")
@page("definition:read")
def drawing(number: int) -> Response:
    """The model as it was uploaded, for the diagram; asked for again it is answered only when it is another."""
    readable(work(), number, by=actor())
    return model_file(definitions.original(work(), number))


@pages.get("/versions/<id:number>/original")
@page("definition:read")
def original(number: int) -> Response:
    """Download the very bytes that were uploaded."""
    version = readable(work(), number, by=actor())
    return attachment(definitions.original(work(), number), f"{version.process_key}-{version.number}-original.bpmn")


@pages.get("/versions/<id:number>/marked")
@page("definition:read")
def with_marks(number: int) -> Response:
    """Download the model with today's marks."""
    version = readable(work(), number, by=actor())
    return attachment(definitions.with_marks(work(), number), f"{version.process_key}-{version.number}.bpmn")


@pages.get("/versions/<id:number>/compare/<id:before>")
@page("definition:read")
def compare(number: int, before: int) -> Response:
    """What became of the steps, the findings and the ways from an earlier version to this one."""
    version, older = readable(work(), number, by=actor()), readable(work(), before, by=actor())
    if version.process_id != older.process_id:
        raise Refused("These are versions of two processes. Choose two versions of one process.")
    return show("versions/compare.html", **compared(work(), older, version))


@pages.post("/versions/<id:number>/approve")
@page("definition:approve", keeps=("reason",))
def approve(number: int) -> Response:
    """Let cases start on this version."""
    version = readable(work(), number, by=actor())
    try:
        definitions.approve(work(), number, actor(), reason=request.form.get("reason", ""))
    except (Refused, Conflict, NotPermitted) as error:
        return _again(version, error.message)
    return say(_to(number), f"Approved. Cases now start on version {version.number}.")


@pages.get("/versions/<id:number>/walk-through")
@page("definition:upload")
def ask_walk_through(number: int) -> Response:
    """Ask at which site the version is to be tried out."""
    version = readable(work(), number, by=actor())
    return show("versions/walk_through.html", version=version, sites=people.sites(work()), problem="")


@pages.post("/versions/<id:number>/walk-through")
@page("definition:upload", keeps=("site_id",))
def start_walk_through(number: int) -> Response:
    """Begin to try the version out."""
    version = readable(work(), number, by=actor())
    site_id = request.form.get("site_id", type=int)
    if site_id is None:
        problem = "Choose a site"
        return show("versions/walk_through.html", 422, version=version, sites=people.sites(work()), problem=problem)

    def begin() -> str:
        return f"/walk-throughs/{cases.start_walk_through(work(), version_id=number, site_id=site_id, by=actor()).id}"

    return say(see(only_once(work(), actor(), f"begin {site_id}", begin)), "The walk-through has begun.")


def _again(version: VersionRow, problem: str) -> Response:
    shown = look_at(work(), version)
    return show("versions/version.html", 422, form=ManyMarks(formdata=None), chosen=(), problem=problem, **shown)


def _to(number: int) -> Response:
    return see(f"/versions/{number}")
