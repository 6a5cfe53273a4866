"""Moving running cases to another version of their process: what goes on as what, tried out first, then done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea
from wtforms import SubmitField, TextAreaField

from engine import cases, definitions
from engine.cases import Migration, Proposed
from engine.errors import EngineError, Refused
from web import lists
from web.forms import PageForm, refuse
from web.names import names, process_names
from web.page import actor, page, see, show, work
from web.said import say

pages = Blueprint("migrations", __name__)
_ADDRESS = "/administration/migrations"


class Begin(PageForm):
    """Why the cases move, and whether that is only tried out."""

    reason = TextAreaField("Why do they move?", widget=GovTextArea())
    go = SubmitField("Try it out first", widget=GovSubmitInput())


@pages.get(_ADDRESS)
@page("case:repair")
def list_runs() -> Response:
    """The latest runs, and the process whose cases are to move."""
    process_id = lists.number("process")
    runs = cases.migrations(work(), by=actor(), before=lists.after_id(), limit=lists.ROWS + 1)
    listed = lists.page_of(runs, lambda run: (run.id,))
    return show(
        "administration/migrations.html",
        listed=listed,
        versions=_versions(process_id),
        running=cases.running_cases(work(), process_id, by=actor()) if process_id else {},
        numbers={number: _number(number) for run in listed.rows for number in (run.from_version_id, run.to_version_id)},
        processes=process_names(work()),
        process_id=process_id,
        called=names(work(), [run.by_user_id for run in listed.rows]),
    )


@pages.get(f"{_ADDRESS}/new")
@page("case:repair")
def propose() -> Response:
    """What each step of the one version goes on as in the other, as it is proposed."""
    before, after = lists.number("from"), lists.number("to")
    if before is None or after is None:
        raise Refused("Choose the version that cases run by now, and the one they are to run by.")
    return _proposal(cases.propose_mapping(work(), before, after, by=actor()), Begin())


@pages.post(f"{_ADDRESS}/new")
@page("case:repair", keeps=(Begin, "to:"))
def begin() -> Response:
    """Begin to try it out, by what the page says each step goes on as."""
    form = Begin()
    before, after = lists.number("from") or 0, lists.number("to") or 0
    proposed = cases.propose_mapping(work(), before, after, by=actor())
    mapping = {stop.element: request.form.get(f"to:{stop.element}", stop.to) for stop in proposed.stops}
    try:
        run = _begin(form, before, after, mapping, dry_run=True)
    except Refused as error:
        return _proposal(proposed, form, refuse(form, error), mapping)
    return see(f"{_ADDRESS}/{run.id}")


@pages.get(f"{_ADDRESS}/<id:number>")
@page("case:repair")
def show_run(number: int) -> Response:
    """How far a run is, with totals, and the cases that are left with why."""
    return _run(cases.migration(work(), number, by=actor()), Begin())


@pages.get(f"{_ADDRESS}/<id:number>/progress")
@page("case:repair")
def show_progress(number: int) -> Response:
    """The part of a run's page that changes while it goes on."""
    return show("administration/migration_progress.html", **_progress(cases.migration(work(), number, by=actor())))


@pages.post(f"{_ADDRESS}/<id:number>")
@page("case:repair", keeps=(Begin,))
def move(number: int) -> Response:
    """Move the cases for which a run was tried out."""
    form, tried = Begin(), cases.migration(work(), number, by=actor())
    try:
        run = _begin(form, tried.from_version_id, tried.to_version_id, tried.mapping, dry_run=False)
    except EngineError as error:
        return _run(tried, form, refuse(form, error))
    return say(see(f"{_ADDRESS}/{run.id}"), "The cases are being moved, one after the other.")


def _begin(form: Begin, before: int, after: int, mapping: Mapping[str, str], *, dry_run: bool) -> Migration:
    return cases.begin_migration(
        work(),
        from_version_id=before,
        to_version_id=after,
        mapping=mapping,
        reason=form.reason.data or "",
        by=actor(),
        dry_run=dry_run,
    )


def _proposal(proposed: Proposed, form: Begin, status: int = 200, mapping: dict[str, str] | None = None) -> Response:
    chosen = mapping or proposed.mapping
    return show("administration/migration_new.html", status, proposed=proposed, form=form, chosen=chosen)


def _run(run: Migration, form: Begin, status: int = 200) -> Response:
    return show(
        "administration/migration.html", status, form=form, called=names(work(), [run.by_user_id]), **_progress(run)
    )


def _progress(run: Migration) -> dict[str, Any]:
    return {
        "run": run,
        "before": definitions.running_version(work(), run.from_version_id),
        "after": definitions.running_version(work(), run.to_version_id),
        "left": cases.left_cases(work(), run.id, by=actor(), limit=lists.ROWS),
    }


def _versions(process_id: int | None) -> list[definitions.VersionRow]:
    """The versions of a process that cases can run by, the latest first."""
    rows = definitions.versions(work(), process_id) if process_id else []
    return [row for row in rows if row.stage == "live" and row.approved_at]


def _number(version_id: int) -> int:
    return definitions.running_version(work(), version_id).number
