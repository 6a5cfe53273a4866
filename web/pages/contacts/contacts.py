"""The contact log: its list, one contact with what is promised to the customer, and going on with it until it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import StringField

from engine import contacts, people
from engine.clock import midnight
from engine.contacts import Contact, Filters
from web import lists
from web.forms import PageForm
from web.names import names
from web.page import actor, page, see, show, work
from web.pages.contacts.begin_contact import begin_case, chosen_case
from web.pages.contacts.contact_form import CHANNELS, OUTCOMES
from web.pages.contacts.contact_log import log_of
from web.pages.contacts.contact_view import changeable, going_on, look_at_contact, readable
from web.pages.contacts.matches import Matches, find_more, typed
from web.period import day_of
from web.said import say
from web.sent_twice import only_once

pages = Blueprint("contacts", __name__)

PERIODS = {"today": ("Today", 1), "week": ("The last 7 days", 7), "month": ("The last 28 days", 28)}


class AnotherCase(PageForm):
    """What else the customer wants in the same contact."""

    own_words = StringField("What else does the customer want?", widget=GovTextInput())
    reference = StringField("Or the reference of a case", widget=GovTextInput())


@pages.get("/contacts")
@page("contact:read")
def list_contacts() -> Response:
    """The contacts the reader may read, the latest first."""
    wanted = _filters()
    found = contacts.list_contacts(work(), wanted, before=lists.after_moment(), limit=lists.ROWS + 1)
    listed = lists.page_of(found, lambda row: (row.started_at, row.id))
    return show(
        "contacts/list.html",
        listed=listed,
        log=log_of(work(), listed.rows),
        periods=[(key, words) for key, (words, _) in PERIODS.items()],
        channels=CHANNELS.items(),
    )


@pages.get("/contacts/<id:number>")
@page("contact:read")
def show_contact(number: int) -> Response:
    """One contact: what was said, what came of it, what is promised, and how to go on."""
    seen = look_at_contact(work(), readable(work(), number, actor()), by=actor())
    recorder = people.may(actor(), "contact:record", service_id=seen.contact.service_id, site_id=seen.contact.site_id)
    return show("contacts/contact.html", seen=seen, contact=seen.contact, recorder=recorder, outcomes=OUTCOMES.items())


@pages.post("/contacts/<id:number>/end")
@page("contact:record", keeps=("outcome",))
def end_contact(number: int) -> Response:
    """End a contact: the customer has been told what happens next."""
    contact = changeable(work(), number, actor())
    if contact.ended_at is not None:
        return say(see(f"/contacts/{number}"), f"Contact {contact.reference} had ended already.")
    changes: dict[str, object] = {"ended_at": work().now}
    if request.form.get("outcome") in OUTCOMES and not contacts.links_of_contact(work(), number):
        changes["outcome"] = request.form["outcome"]
    contacts.change_contact(work(), number, changes, by=actor(), row_version=contact.row_version)
    return say(see("/contacts/new"), f"Contact {contact.reference} has ended.")


@pages.get("/contacts/<id:number>/cases")
@page("contact:record")
def ask_for_another_case(number: int) -> Response:
    """Ask what else the customer wants."""
    return _asked(going_on(work(), number, actor()), AnotherCase(formdata=None), None)


@pages.post("/contacts/<id:number>/cases")
@page("contact:record", keeps=(AnotherCase,))
def add_another_case(number: int) -> Response:
    """Find what fits; or start another case in this contact, or link one there is already."""
    contact, form, sent = going_on(work(), number, actor()), AnotherCase(), request.form
    if sent.get("process"):
        key = sent["process"]
        return see(only_once(work(), actor(), key, lambda: begin_case(work(), contact, key, by=actor())))
    if sent.get("about") or sent.get("chasing"):
        contacts.touch_case(work(), contact.id, chosen_case(), by=actor())
        return see(f"/contacts/{number}")
    words, reference = typed(form.own_words.data), typed(form.reference.data)
    return _asked(contact, form, find_more(work(), contact, words, reference, by=actor()))


def _asked(contact: Contact, form: AnotherCase, matches: Matches | None) -> Response:
    return show("contacts/another_case.html", contact=contact, form=form, matches=matches, names=names(work()))


def _filters() -> Filters:
    service = lists.number("service")
    demand = lists.word("demand", (*contacts.DEMANDS, contacts.NEITHER))
    return Filters(
        scopes=people.scopes(actor(), "contact:read"),
        service_ids=None if service is None else (service,),
        channel=lists.word("channel", contacts.CHANNELS) or None,
        demand=demand or None,
        adviser_id=actor().user_id if lists.is_on("mine") else None,
        in_progress=lists.is_on("in_progress"),
        since=_since(lists.word("period", PERIODS)),
    )


def _since(period: str) -> datetime | None:
    """The midnight with which a period begins, today included."""
    if not period:
        return None
    return midnight(day_of(work().now) - timedelta(days=PERIODS[period][1] - 1))
