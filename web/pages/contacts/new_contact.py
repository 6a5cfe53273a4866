"""A new contact: the customer's own words, what fits them, and from there to a case in as few keys as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request

from engine import contacts
from engine.errors import Refused
from web.forms import chosen_id, refuse, sent
from web.names import names
from web.page import actor, page, see, show, work
from web.pages.contacts.begin_contact import NotChosenYet, begin_case, check_looked_for, chosen_case, record
from web.pages.contacts.contact_form import CHANNEL_COOKIE, VALUE, ContactForm, contact_form, take_customer, take_place
from web.pages.contacts.matches import Matches, find_matches
from web.pages.contacts.own_sites import OwnSite, own_sites
from web.said import say
from web.sent_twice import only_once
from web.wording import iso

pages = Blueprint("new_contact", __name__)

_A_YEAR = 365 * 24 * 3600
_CHASING = "progress_chasing"


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the person goes on, and what is said there."""

    address: str
    said: str = ""


@pages.get("/contacts/new")
@page("contact:record")
def new_contact() -> Response:
    """Ask what the customer wants. A customer or a place may be given with the address, from their own pages."""
    own = own_sites(work(), actor())
    form = contact_form(contacts.causes(work()), own)
    if form.began.data:  # words that were kept from a contact for which something had been found already
        return _found(form, own)
    _take_over(form)
    return _shown(form, own, None)


@pages.post("/contacts/new")
@page("contact:record", keeps=(ContactForm,))
def go_on() -> Response:
    """Find what fits the words; or record the contact and do what the button says."""
    own = own_sites(work(), actor())
    form = contact_form(contacts.causes(work()), own)
    if not sent(form):
        return _shown(form, own, None, 422)
    try:
        way = _done(form, own)
    except NotChosenYet:
        way = None
    except Refused as error:
        return _found(form, own, refuse(form, error))
    return _gone(form, way) if way else _found(form, own)


def _take_over(form: ContactForm) -> None:
    customer_id, place_id = chosen_id(request.args.get("customer")), chosen_id(request.args.get("place"))
    take_customer(form, contacts.customer(work(), customer_id) if customer_id else None)
    take_place(form, contacts.property_by_id(work(), place_id) if place_id else None)


def _done(form: ContactForm, own: Sequence[OwnSite]) -> _Way | None:
    """Do, once, what a button of the page asks for; None when it only asks to look."""
    button = next((name for name in _BUTTONS if request.form.get(name)), "")
    if not button:
        return None
    check_looked_for(form)
    done: list[_Way] = []

    def do() -> str:
        done.append(_BUTTONS[button](form, own))
        return done[0].address

    address = only_once(work(), actor(), f"{button} {request.form[button]}", do)
    return done[0] if done else _Way(address)


def _start(form: ContactForm, own: Sequence[OwnSite]) -> _Way:
    """Record the contact and start the case."""
    contact = record(work(), form, own, by=actor())
    return _Way(begin_case(work(), contact, request.form["process"], by=actor()))


def _about(form: ContactForm, own: Sequence[OwnSite]) -> _Way:
    """Record the contact and link the case that it is about."""
    contact = record(work(), form, own, by=actor())
    contacts.touch_case(work(), contact.id, chosen_case(), by=actor())
    return _Way(f"/contacts/{contact.id}")


def _chasing(form: ContactForm, own: Sequence[OwnSite]) -> _Way:
    """As `_about`; asking what is happening is failure demand, unless the person has said otherwise."""
    offered = {choice.value for choice in form.failure_cause.choices}
    form.failure_cause.data = form.failure_cause.data or (_CHASING if _CHASING in offered else VALUE)
    return _about(form, own)


def _answered(form: ContactForm, own: Sequence[OwnSite]) -> _Way:
    """Record a contact that needs no case, and end it."""
    contact = record(work(), form, own, by=actor(), outcome=form.outcome.data, ended=True)
    return _Way("/contacts/new", f"Contact {contact.reference} is recorded and ended.")


_BUTTONS = {"process": _start, "about": _about, "chasing": _chasing, "record": _answered}


def _gone(form: ContactForm, way: _Way) -> Response:
    """Go on, and let this browser remember the channel."""
    response = see(way.address)
    response.set_cookie(
        CHANNEL_COOKIE, form.channel.data, max_age=_A_YEAR, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return say(response, way.said) if way.said else response


def _found(form: ContactForm, own: Sequence[OwnSite], status: int = 200) -> Response:
    form.began.data = form.began.data or iso(work().now)
    matches: Matches | None = None
    try:
        matches = find_matches(work(), form, by=actor())
    except Refused as error:
        status = refuse(form, error)
    return _shown(form, own, matches, status)


def _shown(form: ContactForm, own: Sequence[OwnSite], matches: Matches | None, status: int = 200) -> Response:
    called = names(work()) if matches else None
    return show("contacts/new.html", status, form=form, own_sites=own, matches=matches, names=called)
