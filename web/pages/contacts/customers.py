"""Customers and places: found, added, and what the council has to do with each of them."""

from __future__ import annotations

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from wtforms import HiddenField, StringField, SubmitField

from engine import cases, contacts, people
from engine.cases import CaseFilter
from engine.contacts import Customer, Filters
from engine.errors import NotFound, Refused, StaleVersion
from web import lists
from web.forms import PageForm, refuse, sent, status_of, tried, version_seen
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.contacts.contact_form import addressed, called
from web.pages.contacts.contact_log import Log, log_of
from web.said import say
from web.sent_twice import only_once

pages = Blueprint("customers", __name__)

MOST_FOUND = 20
MOST_CONTACTS = 20


class FindForm(PageForm):
    """What to look for."""

    text = StringField("Find a customer or a place", widget=GovTextInput())
    find = SubmitField("Find", widget=GovSubmitInput())


class CustomerForm(PageForm):
    """What is known of a customer."""

    name = StringField("Name", widget=GovTextInput())
    phone = StringField("Telephone", widget=GovTextInput())
    email = StringField("Email", widget=GovTextInput())
    crm_reference = StringField("Reference in the customer system", widget=GovTextInput())
    row_version = HiddenField()
    save = SubmitField("Save", widget=GovSubmitInput())


_DETAILS = ("name", "phone", "email", "crm_reference")


@pages.get("/customers")
@page("contact:read")
def ask_whom() -> Response:
    """Ask for a customer or a place."""
    return show("customers/find.html", form=FindForm(formdata=None), found=None)


@pages.post("/customers")
@page("contact:read", keeps=(FindForm,))
def find() -> Response:
    """The customers and places that begin like what was typed; sent by POST, to keep names out of addresses."""
    form = FindForm()
    text = " ".join((form.text.data or "").split())
    try:
        customers = contacts.list_customers(work(), text, limit=MOST_FOUND)
        places = contacts.list_properties(work(), text, limit=MOST_FOUND)
    except Refused:
        refuse(form, Refused.at("text", "Type at least two characters."))
        return show("customers/find.html", 422, form=form, found=None)
    homes = contacts.places_of_customers(work(), [customer.id for customer in customers.rows])
    return show("customers/find.html", form=form, found=(customers, places), homes=homes)


@pages.route("/customers/new", methods=["GET", "POST"])
@page("contact:record", keeps=(CustomerForm,))
def add() -> Response:
    """Add a customer."""
    form = CustomerForm()

    def add_them() -> str:
        return f"/customers/{contacts.add_customer(work(), **_details(form), by=actor()).id}"

    address = tried(form, lambda: only_once(work(), actor(), "add", add_them))
    if address is None:
        return show("customers/details.html", status_of(form), form=form, customer=None)
    return say(see(address), "The customer is added.")


@pages.get("/customers/<id:number>")
@page("contact:read")
def show_customer(number: int) -> Response:
    """A customer, with the cases and contacts that the reader may see."""
    customer = contacts.customer(work(), number)
    found = cases.find_cases(
        work(), CaseFilter(customer_id=number), by=actor(), before=lists.after_moment(), limit=lists.ROWS + 1
    )
    return show(
        "customers/customer.html",
        customer=customer,
        called=called(customer),
        listed=lists.page_of(found, lambda row: (row.started_at, row.id)),
        log=_log(Filters(customer_id=number, scopes=people.scopes(actor(), "contact:read"))),
    )


@pages.route("/customers/<id:number>/change", methods=["GET", "POST"])
@page("contact:record", keeps=(CustomerForm,))
def change(number: int) -> Response:
    """Change what is known of a customer."""
    customer = contacts.customer(work(), number)
    if customer.erased_at is not None:
        raise NotFound("This customer was erased.")
    form = CustomerForm(obj=customer)
    if not sent(form):
        return show("customers/details.html", form=form, customer=customer)
    try:
        contacts.change_customer(work(), number, _details(form), by=actor(), row_version=version_seen())
    except StaleVersion:
        return _overtaken(customer, form)
    except Refused as error:
        return show("customers/details.html", refuse(form, error), form=form, customer=customer)
    return say(see(f"/customers/{number}"), "The customer is changed.")


@pages.get("/places/<id:number>")
@page("contact:read")
def show_place(number: int) -> Response:
    """A place, with the contacts about it that the reader may see."""
    place = contacts.property_by_id(work(), number)
    log = _log(Filters(property_id=number, scopes=people.scopes(actor(), "contact:read")))
    return show("customers/place.html", place=place, addressed=addressed(place), log=log)


def _overtaken(customer: Customer, form: CustomerForm) -> Response:
    """The form with the person's own words, and above it who changed the customer meanwhile, and how they stand now."""
    stored = CustomerForm(formdata=None, obj=customer)
    tell_overtaken(work(), form, stored, "customer", customer.id, "this customer")
    return show("customers/details.html", 409, form=form, customer=customer)


def _details(form: CustomerForm) -> dict[str, str]:
    return {name: form[name].data or "" for name in _DETAILS}


def _log(wanted: Filters) -> Log:
    return log_of(work(), contacts.list_contacts(work(), wanted, limit=MOST_CONTACTS))
