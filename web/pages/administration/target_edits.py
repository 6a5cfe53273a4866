"""Another version of a target: what it would do to the clocks that run is shown, it is saved, and they go on by it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import SubmitField

from engine import sla
from engine.errors import Conflict, EngineError, Refused, StaleVersion
from engine.sla import TargetMove
from web.forms import PageForm, refuse
from web.happened import changed_by
from web.page import actor, page, see, show, work
from web.pages.administration.edit_view import progress_of
from web.pages.administration.target_forms import ROLES
from web.pages.administration.target_view import goal_words
from web.period import day_of
from web.said import say

pages = Blueprint("target-edits", __name__)
_ADDRESS = "/administration/targets/<key>/edits/<id:number>"
_WORDS = {"about": "Clocks that run by this target", "doing": "Clocks that go on by it", "done": "goes on by it"}


class Save(PageForm):
    """The word that the version is saved, with or without the clocks that run."""

    move = SubmitField("Save, and let the clocks that run go on by it", widget=GovSubmitInput())
    keep = SubmitField("Save for new clocks alone", widget=GovSubmitInput())


@pages.get(_ADDRESS)
@page("sla:manage")
def show_edit(key: str, number: int) -> Response:
    """What a version would change; once it is saved, how far the clocks are that go on by it."""
    return _edit(_read(key, number), Save(formdata=None))


@pages.get(f"{_ADDRESS}/progress")
@page("sla:manage")
def show_progress(key: str, number: int) -> Response:
    """The part of the page that changes while it is counted or the clocks are moved."""
    return show("administration/edit_progress.html", **_progress(_read(key, number)))


@pages.post(_ADDRESS)
@page("sla:manage")
def save_edit(key: str, number: int) -> Response:
    """Save a version that was looked at."""
    run, form = _read(key, number), Save()
    try:
        saved = sla.apply_target(work(), run.id, moves_clocks=not form.keep.data, by=actor())
    except (Conflict, StaleVersion, Refused) as error:
        refuse(form, _edited_since(key) if isinstance(error, StaleVersion) else error)
        return _edit(run, form, 409)
    if saved.begins_at is None:
        told = "The new version is saved. Clocks that run keep the version they began with."
        return say(see(f"/administration/targets/{key}"), told)
    return say(see(f"/administration/targets/{key}/edits/{number}"), "The new version is saved.")


def _edited_since(key: str) -> EngineError:
    changed = changed_by(work(), "target", sla.target_detail(work(), key).id, "this target")
    return EngineError(f"{changed} Begin again from what it says now.")


def _read(key: str, number: int) -> TargetMove:
    return sla.target_move(work(), number, of=key, by=actor())


def _edit(run: TargetMove, form: Save, status: int = 200) -> Response:
    return show(
        "administration/target_edit.html",
        status,
        form=form,
        goal_words=goal_words(),
        roles=ROLES,
        today=day_of(work().now),
        **_progress(run),
    )


def _progress(run: TargetMove) -> dict[str, Any]:
    shown = progress_of(run, f"/administration/targets/{run.target}/edits/{run.id}")
    more = (
        ("Due when they were", run.same),
        ("Keep their goal, because none holds", run.kept),
        ("No longer counted", run.ended),
    )
    return {**shown, **_WORDS, "figures": (*shown["figures"], *more)}
