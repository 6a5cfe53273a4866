"""What measures count, as subqueries to compose. None of them holds what a customer said or who the customer is."""

from __future__ import annotations

from sqlalchemy import Subquery, and_, func, select

from engine.contacts.tables import call_count, contact, link

_EVENT = (
    contact.c.id.label("contact_id"),
    contact.c.started_at,
    contact.c.ended_at,
    contact.c.channel,
    contact.c.demand,
    contact.c.failure_cause,
    contact.c.outcome,
    contact.c.service_id,
    contact.c.process_id,
    contact.c.site_id,
    contact.c.team_id,
    contact.c.repeat_of_id,
    contact.c.repeat_measurable,
)


def contacts() -> Subquery:
    """One row for each contact, with `cases_begun`: how many cases it started (0, 1 or more)."""
    begun = (
        select(func.count()).select_from(link).where(link.c.contact_id == contact.c.id, link.c.kind == "started")
    ).scalar_subquery()
    return select(*_EVENT, begun.label("cases_begun")).subquery("contacts")


def begun_cases() -> Subquery:
    """One row for each case that a contact began (`case_id`), with that contact's columns."""
    started = and_(link.c.contact_id == contact.c.id, link.c.kind == "started")
    return select(link.c.case_id, *_EVENT).select_from(contact.join(link, started)).subquery("begun_cases")


def case_contacts() -> Subquery:
    """One row for each contact of a case (`case_id`, `kind` started or touched), with that contact's columns."""
    return select(link.c.case_id, link.c.kind, *_EVENT).select_from(contact.join(link)).subquery("case_contacts")


def calls() -> Subquery:
    """One row for each imported count of calls: `day`, `starts_at`, `minutes`, `line`, `site_id`, `office`, `calls`."""
    columns = ("day", "starts_at", "minutes", "line", "site_id", "office", "calls", "source")
    return select(*(call_count.c[name] for name in columns)).subquery("calls")
