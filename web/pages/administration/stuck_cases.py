"""The stuck cases to repair, each with why: tried again one by one, those that are ticked, or all of a version."""

from __future__ import annotations

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField

from engine import cases, definitions
from engine.cases import Retried
from engine.errors import Refused
from web import lists
from web.forms import PageForm, chosen_id, refuse
from web.names import names, process_names
from web.page import actor, page, see, show, work
from web.said import say
from web.stuck import Failure, explain
from web.wording import plural

pages = Blueprint("stuck_cases", __name__)


class TryAgain(PageForm):
    """What was mended, before several cases are tried again."""

    reason = TextAreaField("What was mended?", widget=GovTextArea())


@pages.get("/administration/stuck")
@page("case:repair")
def list_stuck() -> Response:
    """The stuck cases that the reader may repair, the longest stuck first, each with why; of one version if asked."""
    return _show(TryAgain())


@pages.post("/administration/stuck")
@page("case:repair", keeps=(TryAgain,))
def try_again() -> Response:
    """Try again the cases that are ticked, or every one of a version."""
    form, version_id = TryAgain(), chosen_id(request.form.get("version"))
    chosen = [number for text in request.form.getlist("case") if (number := chosen_id(text))]
    try:
        done = cases.retry_many(
            work(), by=actor(), reason=form.reason.data or "", case_ids=chosen, version_id=version_id
        )
    except Refused as error:
        about_cases = any(one.where == "case_ids" for one in error.problems)
        return _show(form, refuse(form, Refused(error.message) if about_cases else error), chosen)
    return say(see(lists.address()), _said(done))


def _show(form: TryAgain, status: int = 200, chosen: list[int] | None = None) -> Response:
    version_id = lists.number("version")
    found = cases.stuck(work(), by=actor(), version_id=version_id, after=lists.after_moment(), limit=lists.ROWS + 1)
    listed = lists.page_of(found, lambda row: (row.stuck_since, row.incident_id))
    failures = [Failure(row.version_id, row.element, row.cause, row.stuck_since) for row in listed.rows]
    versions = cases.stuck_versions(work(), by=actor()) if listed.rows else []
    return show(
        "administration/stuck.html",
        status,
        form=form,
        listed=listed,
        chosen=chosen or [],
        explained=explain(work(), failures),
        versions=[(one, definitions.running_version(work(), one.version_id)) for one in versions],
        version_id=version_id,
        processes=process_names(work()) if listed.rows else {},
        called=names(work(), [row.owner_id for row in listed.rows]),
    )


def _said(done: Retried) -> str:
    """What came of it, with honest totals."""
    tried = done.went_on + done.still_stuck
    words = [f"Tried {plural(tried, 'case')} again: {done.went_on} went on, {done.still_stuck} still stuck."]
    if done.refused:
        words.append(f"{plural(len(done.refused), 'case')} could not be tried: {next(iter(done.refused.values()))}")
    if done.no_longer:
        words.append(f"{plural(done.no_longer, 'case was', 'cases were')} not stuck any more.")
    if done.left:
        words.append("There are more of this version: go on with the next.")
    return " ".join(words)
