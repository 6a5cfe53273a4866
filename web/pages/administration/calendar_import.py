"""Closures from a file: what it would close is shown in the form of new hours, which is then looked at and applied."""

from __future__ import annotations

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSubmitInput
from wtforms import FileField, SubmitField

from engine import sla
from engine.errors import Refused, TooLarge
from web.files import one_file, sent_files
from web.forms import PageForm, refuse, sent
from web.page import page, show, work
from web.pages.administration.calendar_forms import WEEK, filled

pages = Blueprint("calendar-import", __name__)


class Import(PageForm):
    """The file."""

    file = FileField(
        "Calendar file",
        [one_file("Choose one file that ends with .ics", ("ics",))],
        widget=GovFileInput(),
        description="In the format iCalendar, 300 kB at most. Its whole-day events are read, for five years ahead.",
    )
    go = SubmitField("Read it", widget=GovSubmitInput())


@pages.route("/administration/calendars/<key>/import", methods=["GET", "POST"])
@page("calendar:manage")
def import_closures(key: str) -> Response:
    """Choose a file, and see the days it closes in the form of new hours. Nothing is kept of it."""
    detail, form = sla.calendar_detail(work(), key), Import()
    if request.method == "GET" or not sent(form):
        status = 200 if request.method == "GET" else 422
        return show("administration/calendar_import.html", status, calendar=detail, form=form)
    try:
        found = sla.read_closures(sent_files("file")[0].read(), today=detail.today)
    except (Refused, TooLarge) as error:
        return show("administration/calendar_import.html", refuse(form, error), calendar=detail, form=form)
    newest = detail.versions[0]
    hours, added = sla.close_days(sla.calendar_for(work(), key), newest.hours, found.days)
    return show(
        "administration/calendar_hours.html",
        calendar=detail,
        form=filled(hours, newest.number, max(detail.today, newest.valid_from), "Closures from a calendar file"),
        week=WEEK,
        found=[(day, name, day in added) for day, name in found.days.items()],
        left_out=found.left_out,
    )
