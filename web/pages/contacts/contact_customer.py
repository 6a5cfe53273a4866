"""Who the customer of a contact is: known to the register, named by a form, or typed; kept while they are there.

Whether the need was met can be told later only of a customer (or a place) that is known.
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import HiddenField, StringField

from engine import contacts
from engine.contacts import Contact, Customer, ShortList
from engine.errors import Refused
from web.customer_answers import NamedInForm, named_in_form
from web.forms import PageForm, chosen_id, refuse
from web.page import actor, back_to, page, show, work
from web.pages.contacts.contact_form import called
from web.pages.contacts.contact_view import changeable
from web.said import say

pages = Blueprint("contact_customer", __name__)

MOST_KNOWN = 10
_SHORTEST = 2


class WhoIsIt(PageForm):
    """What is known of the customer.

    `back` is the page where the person goes on; `seen` the name for which they have seen whom the register knows.
    """

    name = StringField("Name", widget=GovTextInput())
    phone = StringField("Telephone", widget=GovTextInput())
    email = StringField("Email", widget=GovTextInput())
    back = HiddenField()
    seen = HiddenField()


@pages.get("/contacts/<id:number>/customer")
@page("contact:record")
def ask(number: int) -> Response:
    """Ask who the customer is, with what the forms of the contact say."""
    contact = changeable(work(), number, actor())
    return _shown(contact, _filled(contact, request.args.get("back", "")))


@pages.post("/contacts/<id:number>/customer")
@page("contact:record", keeps=(WhoIsIt, "known"))
def keep(number: int) -> Response:
    """Let the customer who was chosen, typed, or named by a form be the contact's, and its cases'."""
    contact, form = changeable(work(), number, actor()), WhoIsIt()
    if "name" not in request.form:
        form = _filled(contact, form.back.data)
    if contact.customer_id is not None:
        return say(_back(form, number), f"Contact {contact.reference} has its customer already.")
    if _is_open(form):
        return _shown(contact, form)
    try:
        _keep(contact, form)
    except Refused as error:
        return _shown(contact, form, refuse(form, error))
    kept = contacts.contact(work(), number).customer_id
    name = called(contacts.customer(work(), kept)) if kept else ""
    return say(_back(form, number), f"{name} is the customer of contact {contact.reference}.")


def _keep(contact: Contact, form: WhoIsIt) -> None:
    known, version = chosen_id(request.form.get("known")), contact.row_version
    if known is not None:
        chosen = contacts.customer(work(), known)
        contacts.choose_customer(work(), contact.id, chosen.id, by=actor(), row_version=version)
        return
    told = {name: str(form[name].data) for name in ("name", "phone", "email")}
    contacts.keep_customer(work(), contact.id, **told, by=actor(), row_version=version)


def _filled(contact: Contact, back: str) -> WhoIsIt:
    named = named_in_form(work(), contact, by=actor()) or NamedInForm("")
    return WhoIsIt(formdata=None, name=named.name, phone=named.phone, email=named.email, back=back)


def _is_open(form: WhoIsIt) -> bool:
    """Whether a person has to say who it is: no form names anybody, or only by a name that others have too."""
    if request.form.get("known"):
        return False
    if not form.name.data:
        return "name" not in request.form
    told_apart = form.phone.data or form.email.data or form.seen.data == form.name.data
    return not told_apart and bool(_known(form).rows)


def _known(form: WhoIsIt) -> ShortList[Customer]:
    """Whom the register knows by what is in the form."""
    text = form.name.data or form.phone.data or form.email.data or ""
    return contacts.list_customers(work(), text, limit=MOST_KNOWN) if len(text.strip()) >= _SHORTEST else ShortList()


def _back(form: WhoIsIt, number: int) -> Response:
    return back_to(form.back.data or f"/contacts/{number}")


def _shown(contact: Contact, form: WhoIsIt, status: int = 200) -> Response:
    form.seen.data = form.name.data
    known = _known(form)
    homes = contacts.places_of_customers(work(), [customer.id for customer in known.rows])
    return show("contacts/customer.html", status, contact=contact, form=form, known=known, homes=homes)
