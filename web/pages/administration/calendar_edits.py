"""An edit of a calendar: what it would change is shown, it is applied, and the open clocks follow it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import SubmitField

from engine import sla
from engine.errors import Conflict, EngineError, StaleVersion
from engine.sla import Replan
from web.forms import PageForm, refuse
from web.happened import changed_by
from web.page import actor, page, see, show, work
from web.pages.administration.calendar_forms import DIVISIONS, WEEK
from web.pages.administration.edit_view import progress_of
from web.pages.administration.hours import write_spans
from web.said import say

pages = Blueprint("calendar-edits", __name__)
_ADDRESS = "/administration/calendars/<key>/edits/<id:number>"


class Apply(PageForm):
    """The word that the hours are applied."""

    go = SubmitField("Apply these hours", widget=GovSubmitInput())


@pages.get(_ADDRESS)
@page("calendar:manage")
def show_edit(key: str, number: int) -> Response:
    """What an edit would change; once it is applied, how far the clocks are re-planned."""
    return _edit(_read(key, number), Apply(formdata=None))


@pages.get(f"{_ADDRESS}/progress")
@page("calendar:manage")
def show_progress(key: str, number: int) -> Response:
    """The part of an edit's page that changes while it is counted or applied."""
    return show("administration/edit_progress.html", **_progress(_read(key, number)))


@pages.post(_ADDRESS)
@page("calendar:manage")
def apply_edit(key: str, number: int) -> Response:
    """Apply an edit that was looked at."""
    run, form = _read(key, number), Apply()
    try:
        sla.apply_version(work(), run.id, by=actor())
    except (Conflict, StaleVersion) as error:
        refuse(form, _edited_since(key) if isinstance(error, StaleVersion) else error)
        return _edit(run, form, 409)
    return say(see(f"/administration/calendars/{key}/edits/{number}"), "The new hours are applied.")


def _edited_since(key: str) -> EngineError:
    changed = changed_by(work(), "calendar", sla.calendar_detail(work(), key).id, "this calendar")
    return EngineError(f"{changed} Begin again from the hours it has now.")


def _read(key: str, number: int) -> Replan:
    return sla.replan(work(), number, of=key, by=actor())


def _edit(run: Replan, form: Apply, status: int = 200) -> Response:
    return show(
        "administration/calendar_edit.html",
        status,
        form=form,
        week=[(name.title(), write_spans(spans)) for name, spans in zip(WEEK, run.hours.week, strict=True)],
        days=[(day, write_spans(special.spans), special.name) for day, special in run.hours.days.items()],
        division=DIVISIONS[run.hours.bank_holidays],
        **_progress(run),
    )


def _progress(run: Replan) -> dict[str, Any]:
    words = {"about": "Open clocks on this calendar", "doing": "Clocks re-planned", "done": "is re-planned"}
    return {**progress_of(run, f"/administration/calendars/{run.calendar}/edits/{run.id}"), **words}
