"""From what was asked to a recorded contact: its customer, its place, and the case it starts or is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from flask import request
from wtforms import Field

from engine import cases, contacts, definitions, people
from engine.cases import Started
from engine.contacts import Contact, NewContact
from engine.definitions import RunningVersion
from engine.errors import Refused
from engine.people import Actor
from engine.store import Work
from web.forms import chosen_id
from web.moment_field import moment_from
from web.pages.contacts.contact_form import NEW, NOBODY, ContactForm, demand_of
from web.pages.contacts.matches import typed
from web.pages.contacts.own_sites import OwnSite

_LONGEST = timedelta(hours=8)
_DAY_BEGINS = "0:00"


class NotChosenYet(Refused):
    """What was typed has changed since it was looked for. Look at what was found now, and go on."""


def check_looked_for(form: ContactForm) -> None:
    """Raise NotChosenYet when the customer or the place that was typed has not been looked for."""
    for field, looked_for in ((form.who, form.who_found), (form.where, form.where_found)):
        if typed(field.data) not in ("", looked_for.data):
            raise NotChosenYet


def record(
    work: Work,
    form: ContactForm,
    sites: Sequence[OwnSite],
    *,
    by: Actor,
    outcome: str = "answered",
    ended: bool = False,
) -> Contact:
    """Record the contact of the form, ended at once if so. Raises Refused, NotPermitted."""
    people.require(by, "contact:record", site_id=form.site_id.data)
    demand, cause = demand_of(form.failure_cause.data)
    new = NewContact(
        channel=form.channel.data,
        own_words=form.own_words.data,
        demand=demand,
        failure_cause=cause,
        outcome=outcome,
        site_id=form.site_id.data,
        team_id=next((one.team_id for one in sites if one.site_id == form.site_id.data), None),
        customer_id=customer_of(work, form, by=by),
        property_id=place_of(work, form),
        started_at=_received(form, work.now) or _began(form, work.now),
        ended_at=work.now if ended else None,
    )
    return contacts.record(work, new, by=by)


def begin_case(work: Work, contact: Contact, process_key: str, *, by: Actor) -> str:
    """Start a case in a contact; answer the address where the person goes on.

    That is the first task if it is theirs, else the contact; or, while the process asks for answers before it starts,
    the page that asks for them. Raises what `contacts.start_case` raises.
    """
    if start_version(work, contact, process_key).start_fields:
        return f"/contacts/{contact.id}/start/{quote(process_key, safe='')}"
    return first_task(work, contacts.start_case(work, contact.id, process_key=process_key, by=by), contact, by=by)


def chosen_case() -> int:
    """The case of the button that says what the contact is about. Raises Refused for one that no page offers."""
    return chosen_id(request.form.get("about") or request.form.get("chasing")) or 0


def start_version(work: Work, contact: Contact, process_key: str) -> RunningVersion:
    """The version on which a case of this contact starts. Raises NotFound."""
    area = contacts.property_by_id(work, contact.property_id).area if contact.property_id else ""
    return definitions.live_version(work, process_key, area=area, site_id=contact.site_id)


def first_task(work: Work, started: Started, contact: Contact, *, by: Actor) -> str:
    """The address of the first task of a new case if it is this person's, else of the contact.

    They hold the task from then on, so that no colleague takes it while the customer is still there.
    """
    task_id = cases.next_task_for(work, started.id, by=by)
    if task_id is None:
        return f"/contacts/{contact.id}"
    cases.claim(work, task_id, by=by)
    return f"/tasks/{task_id}?contact={contact.id}"


def customer_of(work: Work, form: ContactForm, *, by: Actor) -> int | None:
    """The customer who was chosen, added now if new; None for nobody. Raises Refused, NotFound."""
    chosen = _chosen(form.who, form.customer_id, "Select who the customer is, or that you do not record it.")
    if chosen is None:
        return None
    if chosen == NEW:
        details = {name: form[name].data or "" for name in ("name", "phone", "email")}
        return contacts.add_customer(work, **details, by=by).id
    return contacts.customer(work, chosen_id(chosen) or 0).id


def place_of(work: Work, form: ContactForm) -> int | None:
    """The place that was chosen, kept now if new; None for none. Raises Refused, NotFound."""
    chosen = _chosen(form.where, form.property_id, "Select which place it is about, or that you do not record it.")
    if chosen is None:
        return None
    if chosen == NEW:
        wanted = typed(form.where.data)
        uprn = wanted if wanted.isdigit() else ""
        address = "" if form.address.data == uprn else form.address.data or ""
        return contacts.keep_property(work, uprn=uprn, address=address, postcode=form.postcode.data or "").id
    return contacts.property_by_id(work, chosen_id(chosen) or 0).id


def _chosen(looked_for: Field, offered: Field, ask: str) -> str | None:
    """What was chosen of what was found: an id, or to add a new one; None for nobody. Raises Refused with `ask`."""
    chosen: str | None = offered.data
    if not typed(looked_for.data) or chosen == NOBODY:
        return None
    if chosen is None:
        raise Refused.at(offered.short_name, ask)
    return chosen


def _received(form: ContactForm, now: datetime) -> datetime | None:
    """When it came, if that was earlier than now. Raises Refused for what is still to come."""
    received = moment_from(form.received_on.data, form.received_at.data or "", where="received_at", usual=_DAY_BEGINS)
    if received is not None and received > now:
        raise Refused.at("received_on", "Nothing can be received in the future. Enter a day and time that have passed.")
    return received


def _began(form: ContactForm, now: datetime) -> datetime:
    """When the customer's words were first sent; now, if that cannot be."""
    try:
        began = datetime.fromisoformat(form.began.data or "")
    except ValueError:
        return now
    return began if began.tzinfo is not None and now - _LONGEST <= began <= now else now
