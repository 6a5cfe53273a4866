"""The contact log, and the cases that contacts begin."""

from __future__ import annotations

from typing import Any

from flask import Response

from api import showing
from api.auth import actor
from api.cursors import read_moment_cursor
from api.replies import empty_reply, page, reply
from api.resource import Resource
from api.schemas.cases import StartedShape
from api.schemas.contacts import (
    CaseOfContact,
    CauseShape,
    ContactChanges,
    ContactQuery,
    ContactShape,
    NewContactBody,
    TouchedCase,
)
from api.schemas.fields import page_of
from api.versions import if_match
from api.work import work
from engine import contacts, people
from engine.contacts import Contact, Filters, NewContact

resource = Resource("contacts", "Calls, visits, emails and letters, and the cases they begin.")


@resource.get(permission="contact:read", query=ContactQuery, answer=page_of(ContactShape))
def list_contacts(query: dict[str, Any]) -> Response:
    """List contacts, the latest first."""
    wanted = {name: query[name] for name in ("customer_id", "channel", "demand")}
    services, sites = (None if query[name] is None else (query[name],) for name in ("service_id", "site_id"))
    limit, before = query["limit"], read_moment_cursor(query["cursor"])
    scopes = people.scopes(actor(), "contact:read")
    filters = Filters(scopes=scopes, service_ids=services, site_ids=sites, **wanted)
    found = contacts.list_contacts(work(), filters, before=before, limit=limit + 1)
    return page(found, limit, lambda contact: (contact.started_at, contact.id))


@resource.post(permission="contact:record", body=NewContactBody, answer=ContactShape, status=201)
def record_contact(body: dict[str, Any]) -> Response:
    """Record a contact: the customer's own words first. It gets a reference."""
    people.require(actor(), "contact:record", service_id=body.get("service_id"), site_id=body.get("site_id"))
    return _reply(contacts.record(work(), NewContact(**body), by=actor()), 201)


@resource.get("/causes", permission="contact:read", answer=page_of(CauseShape))
def list_causes() -> Response:
    """List the causes of failure demand."""
    found = contacts.causes(work())
    return page(found, len(found), lambda cause: (cause.key,))


@resource.get("/<id:number>", permission="contact:read", answer=ContactShape)
def show_contact(number: int) -> Response:
    """Show one contact."""
    return _reply(_readable(number))


@resource.patch("/<id:number>", permission="contact:record", body=ContactChanges, answer=ContactShape, if_match=True)
def change_contact(number: int, body: dict[str, Any]) -> Response:
    """Change what was understood of a contact, or end it. A new customer is that of the cases it began as well."""
    contact = _readable(number)
    contacts.require_open_to(contact, "contact:record", actor())
    return _reply(contacts.change_contact(work(), number, body, by=actor(), row_version=if_match()))


@resource.post("/<id:number>/cases", permission="case:start", body=CaseOfContact, answer=StartedShape, status=201)
def start_case(number: int, body: dict[str, Any]) -> Response:
    """Start a case for what the customer asked in this contact; it takes the contact's customer, property and site."""
    started = contacts.start_case(
        work(), number, process_key=body["process"], site_id=body["site_id"], answers=body["answers"], by=actor()
    )
    return showing.show_started(started)


@resource.post("/<id:number>/touched", permission="contact:record", body=TouchedCase, status=204)
def touch_case(number: int, body: dict[str, Any]) -> Response:
    """Say that this contact was about a case that there is already: a chase, or news."""
    contacts.touch_case(work(), number, body["case_id"], by=actor())
    return empty_reply()


def _readable(number: int) -> Contact:
    contact = contacts.contact(work(), number)
    contacts.require_open_to(contact, "contact:read", actor())
    return contact


def _reply(contact: Contact, status: int = 200) -> Response:
    return reply(contact, status, version=contact.row_version)
