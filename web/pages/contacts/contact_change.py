"""Changing what was understood of a contact: the words, the demand, who and where it is about, what came of it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import contacts
from engine.contacts import Contact, Customer, Property
from engine.errors import Refused, StaleVersion
from web.forms import refuse, sent, version_seen
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.contacts.begin_contact import NotChosenYet, check_looked_for, customer_of, place_of
from web.pages.contacts.contact_form import ContactForm, change_form, demand_of
from web.pages.contacts.contact_view import changeable
from web.pages.contacts.matches import Matches, find_who_and_where
from web.said import say
from web.unsent import as_sent

pages = Blueprint("contact_change", __name__)


@pages.get("/contacts/<id:number>/change")
@page("contact:record")
def ask(number: int) -> Response:
    """Show what was understood of a contact, to be changed."""
    contact = _changeable(number)
    return _found(contact, _form(contact))


@pages.post("/contacts/<id:number>/change")
@page("contact:record", keeps=(ContactForm,))
def change(number: int) -> Response:
    """Keep what is understood now; whoever was typed anew is looked for first."""
    contact = _changeable(number)
    form = _form(contact)
    if not sent(form):
        return _shown(contact, form, Matches(), 422)
    try:
        _keep(contact, form)
    except NotChosenYet:
        return _found(contact, form)
    except StaleVersion:
        return _overtaken(contact, form)
    except Refused as error:
        return _found(contact, form, refuse(form, error))
    answer = see(f"/contacts/{number}")
    return say(answer, f"Contact {contact.reference} is changed.")


def _changeable(number: int) -> Contact:
    contact = changeable(work(), number, actor())
    if contact.erased_at is not None:
        raise Refused(f"Contact {contact.reference} was erased, so it cannot be changed.")
    return contact


def _form(contact: Contact) -> ContactForm:
    form = change_form(contact, *_who_and_where(contact), contacts.causes(work()), given=as_sent())
    if contacts.links_of_contact(work(), contact.id):
        del form.outcome
    return form


def _who_and_where(contact: Contact) -> tuple[Customer | None, Property | None]:
    customer = contacts.customer(work(), contact.customer_id) if contact.customer_id else None
    return customer, contacts.property_by_id(work(), contact.property_id) if contact.property_id else None


def _keep(contact: Contact, form: ContactForm) -> None:
    check_looked_for(form)
    demand, cause = demand_of(form.failure_cause.data)
    changes = {
        "own_words": form.own_words.data,
        "demand": demand,
        "failure_cause": cause,
        "customer_id": customer_of(work(), form, by=actor()),
        "property_id": place_of(work(), form),
    }
    if "outcome" in form:
        changes["outcome"] = form.outcome.data
    contacts.change_contact(work(), contact.id, changes, by=actor(), row_version=version_seen())


def _overtaken(contact: Contact, form: ContactForm) -> Response:
    """The form with the person's own words, and above it who changed the contact meanwhile, and how it stands now."""
    stored = change_form(contact, *_who_and_where(contact), contacts.causes(work()), given=None)
    looked_up = ("customer_id", "property_id", "name", "phone", "email", "address", "postcode", "outcome")
    for name in looked_up if "outcome" not in form else looked_up[:-1]:
        del stored[name]
    tell_overtaken(work(), form, stored, "contact", contact.id, "this contact")
    return _found(contact, form, 409, row_version=contact.row_version)


def _found(contact: Contact, form: ContactForm, status: int = 200, *, row_version: int | None = None) -> Response:
    try:
        matches = find_who_and_where(work(), form)
    except Refused as error:
        matches, status = Matches(), refuse(form, error)
    return _shown(contact, form, matches, status, row_version=row_version)


def _shown(
    contact: Contact, form: ContactForm, matches: Matches, status: int = 200, *, row_version: int | None = None
) -> Response:
    """The page; with the version that the person has seen, or the one of which they are told now."""
    read = row_version or request.form.get("row_version", contact.row_version)
    return show("contacts/change.html", status, contact=contact, form=form, matches=matches, row_version=read)
