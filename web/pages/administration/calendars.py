"""Calendars: when what is open, in versions that are never changed, and when something would be due."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import people, sla
from engine.errors import Refused, StaleVersion
from engine.sla import CalendarDetail
from web import lists
from web.forms import chosen_id, refuse, sent
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.administration.calendar_forms import WEEK, HoursForm, NewCalendarForm, filled, usual
from web.pages.administration.calendar_view import calendar_page
from web.period import day_of
from web.said import say

pages = Blueprint("calendars", __name__)


@pages.get("/administration/calendars")
@page("calendar:manage")
def list_calendars() -> Response:
    """Every calendar, and which services count their promises on it."""
    found = sla.list_calendars(work())
    return show("administration/calendars.html", calendars=found, services=people.services(work()))


@pages.route("/administration/calendars/new", methods=["GET", "POST"])
@page("calendar:manage", keeps=(NewCalendarForm,))
def add_calendar() -> Response:
    """Add a calendar with its first hours."""
    if request.method == "GET":
        return show("administration/calendar_new.html", form=usual(day_of(work().now)), week=WEEK)
    form = NewCalendarForm()
    status = 422
    if sent(form):
        key, name, zone = (form[part].data.strip() for part in ("key", "name", "zone"))
        try:
            sla.add_calendar(work(), key, name, zone, form.hours(), valid_from=form.valid_from.data, by=actor())
            return say(_to(key), f"The calendar {name} is added.")
        except Refused as error:
            status = refuse(form, error)
    return show("administration/calendar_new.html", status, form=form, week=WEEK)


@pages.get("/administration/calendars/<key>")
@page("calendar:manage")
def show_calendar(key: str) -> Response:
    """One calendar: its hours, closures, versions, and when something would be due."""
    return calendar_page(work(), key)


@pages.route("/administration/calendars/<key>/hours", methods=["GET", "POST"])
@page("calendar:manage", keeps=(HoursForm,))
def change_hours(key: str) -> Response:
    """Propose new hours for a calendar from a day on; what they would change is shown before they are applied."""
    detail = sla.calendar_detail(work(), key)
    if request.method == "GET":
        return _hours(detail, _as_proposed(key) or _as_it_is(detail))
    form = HoursForm()
    if not sent(form):
        return _hours(detail, form, 422)
    newest, starts = chosen_id(form.newest.data) or 0, form.valid_from.data
    try:
        run = sla.propose_version(
            work(), key, form.hours(), valid_from=starts, reason=form.reason.data, by=actor(), if_newest=newest
        )
    except StaleVersion:
        tell_overtaken(work(), form, _as_it_is(detail), "calendar", detail.id, "this calendar")
        return _hours(detail, form, 409)
    except Refused as error:
        return _hours(detail, form, refuse(form, error))
    return see(f"/administration/calendars/{key}/edits/{run.id}")


def _hours(detail: CalendarDetail, form: HoursForm, status: int = 200) -> Response:
    return show("administration/calendar_hours.html", status, calendar=detail, form=form, week=WEEK)


def _as_it_is(detail: CalendarDetail) -> HoursForm:
    newest = detail.versions[0]
    return filled(newest.hours, newest.number, max(detail.today, newest.valid_from))


def _as_proposed(key: str) -> HoursForm | None:
    """The hours of the edit in the address, to be changed once more."""
    number = lists.number("edit")
    if not number:
        return None
    run = sla.replan(work(), number, of=key, by=actor())
    return filled(run.hours, run.from_version, run.valid_from, run.reason)


def _to(key: str) -> Response:
    return see(f"/administration/calendars/{key}")
