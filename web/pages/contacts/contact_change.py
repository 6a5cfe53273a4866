"""Changing what was understood of a contact: the words, the demand, who and where it is about, what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request

from engine import cases, contacts
from engine.contacts import Contact, Customer, Link, Property
from engine.errors import Refused, StaleVersion
from web.forms import refuse, sent, version_seen
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.contacts.begin_contact import NotChosenYet, check_looked_for, customer_of, place_of
from web.pages.contacts.contact_form import ContactForm, called, change_form, demand_of
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
        kept = _keep(contact, form)
    except NotChosenYet:
        return _found(contact, form)
    except StaleVersion:
        return _overtaken(contact, form)
    except Refused as error:
        return _found(contact, form, refuse(form, error))
    said = (f"Contact {contact.reference} is changed.", *_of_cases(contact, kept))
    return say(see(f"/contacts/{number}"), " ".join(said))


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


def _of_cases(before: Contact, after: Contact) -> Iterator[str]:
    """What the new customer of a contact means for the cases that it began."""
    if after.customer_id in (None, before.customer_id):
        return
    customer = called(contacts.customer(work(), after.customer_id))
    for link in _began(after):
        case = cases.case(work(), link.case_id, by=actor())
        if case.customer_id == after.customer_id:
            yield f"{customer} is the customer of case {case.reference} as well."
        elif case.customer_id:
            yield f"Case {case.reference} keeps its own customer."


def _began(contact: Contact) -> list[Link]:
    return [link for link in contacts.links_of_contact(work(), contact.id) if link.kind == "started"]


def _keep(contact: Contact, form: ContactForm) -> Contact:
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
    return contacts.change_contact(work(), contact.id, changes, by=actor(), row_version=version_seen())


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
    return show(
        "contacts/change.html",
        status,
        contact=contact,
        form=form,
        matches=matches,
        row_version=read,
        began=bool(_began(contact)),
    )
