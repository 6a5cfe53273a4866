"""The form of a contact: what the customer said, who and where it is about, and what was found for it.

It is one form for the whole contact. Finding changes nothing; what was typed travels with the form, never in the
address, for it may say anything about anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextInput
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired

from engine import contacts
from engine.contacts import Cause, Contact, Customer, Property
from web.forms import DayField, PageForm, choices
from web.pages.contacts.own_sites import OwnSite
from web.unsent import as_sent
from web.wording import sentence_case

CHANNEL_COOKIE = "bpr_channel"
NEW = "new"
NOBODY = "nobody"
VALUE = ""
CHANNELS = {channel: sentence_case(channel) for channel in contacts.CHANNELS}
OUTCOMES = {
    "answered": "Answered at once",
    "signposted": "Not for us: directed elsewhere, or a wrong number",
    "passed_on": "Call passed on",
    "abandoned": "Customer gave up",
}


class ContactForm(PageForm):
    """What is known of a contact while it goes on."""

    own_words = StringField(
        "What does the customer want?",
        [DataRequired("Type what the customer says, in the customer’s own words")],
        widget=GovTextInput(),
    )
    who = StringField("Customer", widget=GovTextInput())
    where = StringField("Place", widget=GovTextInput())
    channel = SelectField("Channel", choices=choices(CHANNELS), widget=GovSelect())
    failure_cause = SelectField("Why they are in touch", widget=GovSelect())
    site_id = SelectField("Site", coerce=int, widget=GovSelect())
    outcome = SelectField("What came of it", choices=choices(OUTCOMES), widget=GovSelect())
    customer_id = RadioField("Who is it?", validate_choice=False)
    property_id = RadioField("Which place is it?", validate_choice=False)
    name = StringField("Name", widget=GovTextInput())
    phone = StringField("Telephone", widget=GovTextInput())
    email = StringField("Email", widget=GovTextInput())
    address = StringField("Address", widget=GovTextInput())
    postcode = StringField("Postcode", widget=GovTextInput())
    who_found = HiddenField()
    where_found = HiddenField()
    began = HiddenField()
    received_on = DayField("On which day did it come? (optional)", description="Such as 27 3 2027")
    received_at = StringField(
        "At what time? (optional)", widget=GovTextInput(), description="Left empty: from the beginning of that day"
    )


def contact_form(causes: Sequence[Cause], sites: Sequence[OwnSite]) -> ContactForm:
    """The form as it was sent; one that was not sent has the channel that this browser used last."""
    given = as_sent()
    form = ContactForm(formdata=given)
    form.failure_cause.choices = choices(demands(causes))
    form.site_id.choices = choices({one.site_id: one.name for one in sites})
    if "channel" not in (given or ()):
        used = request.cookies.get(CHANNEL_COOKIE, "")
        form.channel.data = used if used in contacts.CHANNELS else "phone"
    for name, usual in (("failure_cause", VALUE), ("outcome", "answered")):
        if name not in (given or ()):
            form[name].data = usual
    if "site_id" not in (given or ()):
        form.site_id.data = sites[0].site_id if sites else None
    return form


def change_form(
    contact: Contact,
    customer: Customer | None,
    place: Property | None,
    causes: Sequence[Cause],
    *,
    given: MultiDict[str, str] | None,
) -> ContactForm:
    """The form with what was understood of a contact; or as it was sent, if something was `given`."""
    form = ContactForm(formdata=given)
    for name in ("channel", "site_id", "began", "received_on", "received_at"):
        del form[name]
    form.failure_cause.choices = choices(demands(causes, contact.failure_cause))
    if given is not None:
        return form
    form.own_words.data, form.failure_cause.data = contact.own_words, contact.failure_cause
    form.outcome.data = contact.outcome
    take_customer(form, customer)
    take_place(form, place)
    return form


def take_customer(form: ContactForm, customer: Customer | None) -> None:
    """Let `customer` be the one who is chosen."""
    if customer is not None:
        form.who.data = form.who_found.data = called(customer)
        form.customer_id.data = str(customer.id)


def take_place(form: ContactForm, place: Property | None) -> None:
    """Let `place` be the one that is chosen."""
    if place is not None:
        form.where.data = form.where_found.data = addressed(place)
        form.property_id.data = str(place.id)


def called(customer: Customer) -> str:
    """What a customer is called: by name, else by what else is known."""
    known = (customer.name, customer.phone, customer.email, customer.crm_reference)
    return next((text for text in known if text), "Customer without a name")


def addressed(place: Property) -> str:
    """Where a place is: its address, else its number."""
    return place.address or place.uprn or place.usrn or "Place without an address"


def demands(causes: Sequence[Cause], chosen: str = "") -> dict[str, str]:
    """A request, which is value demand, then each cause of failure demand still offered (or `chosen` before)."""
    offered = [cause for cause in causes if cause.active or cause.key == chosen]
    return {VALUE: "Asks for something"} | {cause.key: cause.label for cause in offered}


def demand_of(failure_cause: str) -> tuple[str, str]:
    """Demand and cause of a contact, from what was chosen."""
    return ("failure" if failure_cause else "value", failure_cause)


@dataclass(frozen=True, slots=True)
class Label:
    """How demand and outcome of a contact are said."""

    demand: str
    outcome: str


_CAME_OF_IT = OUTCOMES | {"case_started": "Case started", "case_updated": "About a case there was"}


def label(contact: Contact, causes: Sequence[Cause]) -> Label:
    """The words for how `contact` was understood."""
    named = {cause.key: cause.label for cause in causes}
    cause = named.get(contact.failure_cause, contact.failure_cause)
    if contact.demand == "failure":
        return Label(f"Failure demand: {cause}", _CAME_OF_IT[contact.outcome])
    demand = "Neither value nor failure" if contact.outcome == contacts.NOT_OURS else "Value demand"
    return Label(demand, _CAME_OF_IT[contact.outcome])
