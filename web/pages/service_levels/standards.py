"""Service standards: what is asked, how far it was attained, and the work behind every figure."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, Response

from engine import people, standards
from engine.errors import Refused, StaleVersion
from engine.people import LacksPermission
from engine.standards import Standard
from web.forms import choices, chosen_id, refuse, sent
from web.names import calendar_names, names
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.service_levels.measured import read_subject, services_for, subject_words, subjects
from web.pages.service_levels.standard_forms import NewStandardForm, PromiseForm
from web.pages.service_levels.standard_view import (
    list_address,
    promise_today,
    rows_of,
    share_words,
    standard_page,
)
from web.period import day_of
from web.said import say

pages = Blueprint("standards", __name__)


@pages.get("/service-levels/standards")
@page("measure:read")
def list_standards() -> Response:
    """Every standard with what was attained in the last month and year."""
    services = services_for("measure:read")
    found = [one for one in standards.standards(work()) if one.subject.service_id in (None, *services)]
    offered = subjects(services)
    return show(
        "service_levels/standards.html",
        rows=rows_of(found),
        about={one.key: subject_words(one.subject, offered) for one in found},
        share_words=share_words,
    )


@pages.route("/service-levels/standards/new", methods=["GET", "POST"])
@page("sla:manage", keeps=(NewStandardForm,))
def add_standard() -> Response:
    """Add a standard with what it asks first."""
    form = NewStandardForm(valid_from=day_of(work().now))
    form.offer()
    form.about.choices = choices(_may_be_set())
    status = 200
    if form.is_submitted():
        status = 422
        if sent(form):
            try:
                found = _add(form)
                return say(_to(found.key), f"The standard {found.name} is added.")
            except Refused as error:
                status = refuse(form, error)
    return show("service_levels/standard_new.html", status, form=form)


@pages.get("/service-levels/standards/<key>")
@page("measure:read")
def show_standard(key: str) -> Response:
    """One standard: its attainment by month and team, the work behind it, and what it asked when."""
    found, known = standards.standard(work(), key), names(work())
    if found.subject.service_id not in (None, *services_for("measure:read")):
        raise LacksPermission("measure:read", elsewhere=True)
    return show(
        "service_levels/standard.html",
        standard=found,
        may_change=people.may_over(actor(), "sla:manage", found.subject.service_id),
        about=subject_words(found.subject, subjects(services_for("measure:read"))),
        names=known,
        share_words=share_words,
        list_address=list_address,
        calendars=calendar_names(work()),
        writers=names(work(), {version.created_by for version in found.versions}),
        **standard_page(found, known),
    )


@pages.route("/service-levels/standards/<key>/change", methods=["GET", "POST"])
@page("sla:manage", keeps=(PromiseForm,))
def change_standard(key: str) -> Response:
    """Ask something else from a day on. What was asked before stays as it was."""
    found = standards.standard(work(), key)
    people.require_over(actor(), "sla:manage", found.subject.service_id)
    now = _as_it_is(found)
    form = PromiseForm()
    form.offer()
    if not form.is_submitted():
        return _change(found, now)
    if not sent(form):
        return _change(found, form, 422)
    try:
        standards.change_standard(
            work(),
            key,
            form.promise(),
            valid_from=form.valid_from.data,
            reason=form.reason.data,
            by=actor(),
            if_newest=chosen_id(form.newest.data) or 0,
        )
    except StaleVersion:
        tell_overtaken(work(), form, now, "standard", found.id, "this standard")
        return _change(found, form, 409)
    except Refused as error:
        return _change(found, form, refuse(form, error))
    return say(_to(key), "What it asks is saved. Work that ended before that day is judged as it was.")


def _may_be_set() -> dict[str, str]:
    """What this person may set standards for, in words by what a form sends for it."""
    return {
        about: words
        for about, words in subjects(services_for("sla:manage")).items()
        if people.may_over(actor(), "sla:manage", read_subject(about).service_id)
    }


def _add(form: NewStandardForm) -> Standard:
    return standards.add_standard(
        work(),
        form.key.data.strip(),
        form.name.data.strip(),
        read_subject(form.about.data),
        form.promise(),
        valid_from=form.valid_from.data,
        by=actor(),
    )


def _as_it_is(found: Standard) -> PromiseForm:
    promise = promise_today(found)
    asked = {"share": Decimal(f"{promise.share.normalize():f}"), "target": promise.target, "calendar": promise.calendar}
    form = PromiseForm(
        formdata=None, data={**asked, "newest": found.versions[0].number, "valid_from": day_of(work().now)}
    )
    form.offer()
    return form


def _change(found: Standard, form: PromiseForm, status: int = 200) -> Response:
    return show("service_levels/standard_change.html", status, standard=found, form=form)


def _to(key: str) -> Response:
    return see(f"/service-levels/standards/{key}")
