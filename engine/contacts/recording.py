"""Recording a contact, changing what was understood of it, and linking it to cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Executable, RowMapping, ScalarSelect, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip
from sqlalchemy.exc import IntegrityError

from engine import audit, people
from engine.contacts.causes import check_cause
from engine.contacts.reading import contact_from, same_matter
from engine.contacts.shapes import Contact, NewContact
from engine.contacts.tables import contact as table
from engine.contacts.tables import link
from engine.contacts.words import CHANNELS, DEMANDS, OUTCOMES, LinkKind
from engine.errors import Conflict, NotFound, Problem, Refused, refuse_stale
from engine.forms import Field, clean
from engine.people import Actor
from engine.references import new_reference
from engine.sla import Logged, calendar_of, measure_contact
from engine.store import Work

WORDS_LIMIT = 2_000
CHANGEABLE = frozenset(field.name for field in fields(NewContact)) - {"channel", "started_at", "site_id", "team_id"}
_TEXTS = (
    Field("own_words", "What the customer said", "long_text", maximum=Decimal(WORDS_LIMIT), sensitivity="personal"),
    Field("crm_reference", "The reference in the customer system", "text", maximum=Decimal(100)),
)
_CLOCKS_APART = timedelta(minutes=5)
_REFERENCES = ("service_id", "process_id", "site_id", "team_id", "customer_id", "property_id")


def record(work: Work, new: NewContact, *, by: Actor) -> Contact:
    """Record a contact and answer it with its reference. The caller has checked the permission `contact:record`.

    Raises Refused with a problem for each field that cannot be taken, card-like numbers among them.
    """
    new = _checked(work, new)
    values: dict[str, Any] = {field.name: getattr(new, field.name) for field in fields(new)}
    values |= {
        "adviser_id": by.user_id,
        "repeat_of_id": _repeat(new.customer_id, new.property_id, new.process_id, new.started_at or work.now),
        "repeat_measurable": new.customer_id is not None or new.property_id is not None,
        "row_version": 1,
    }
    contact = contact_from(_insert(work, values))
    _measure(work, contact, by=by)
    _note(work, "contacts:contact:recorded", contact, by=by)
    return contact


def change_contact(work: Work, contact_id: int, changes: Mapping[str, Any], *, by: Actor, row_version: int) -> Contact:
    """Change what was understood of a contact: any of `CHANGEABLE`. Which channel it came by, where and when, stays.

    Its cases stay as they are. Raises NotFound, StaleVersion, Refused (also once erased).
    """
    unknown = sorted(set(changes) - CHANGEABLE)
    if unknown:
        raise Refused("That cannot be changed on a contact.", tuple(Problem(key, "Leave it out.") for key in unknown))
    before = _locked(work, contact_id, row_version)
    as_new = NewContact(**{field.name: getattr(before, field.name) for field in fields(NewContact)})
    after = _checked(work, replace(as_new, **changes))
    values: dict[str, Any] = {name: getattr(after, name) for name in CHANGEABLE}
    values["repeat_measurable"] = after.customer_id is not None or after.property_id is not None
    values["repeat_of_id"] = _repeat(after.customer_id, after.property_id, after.process_id, before.started_at)
    statement = update(table).where(table.c.id == contact_id).values(values | {"row_version": row_version + 1})
    contact = contact_from(_write(work, statement.returning(table)))
    _measure(work, contact, by=by)
    _note(work, "contacts:contact:changed", contact, by=by, changed=sorted(changes))
    return contact


def link_case(work: Work, contact_id: int, case_id: int, kind: LinkKind, *, by: Actor) -> None:
    """Say that a contact started or touched a case. Saying it again changes nothing.

    The caller has checked that the case exists. Raises Refused when the contact does not, or when another contact
    started the case.
    """
    values = {"contact_id": contact_id, "case_id": case_id, "kind": kind, "linked_at": work.now}
    again = insert_or_skip(link).values(values).on_conflict_do_nothing(index_elements=["contact_id", "case_id"])
    try:
        added = work.value(again.returning(link.c.case_id))
    except IntegrityError as error:
        started = "uq_contact_link_started" in str(error.orig)
        message = "Another contact started this case already." if started else f"There is no contact {contact_id}."
        raise Refused(message) from None
    if added is not None:
        subject = ("contact", contact_id)
        facts = {"kind": kind}
        audit.record(work, "contacts:contact:linked", by=by.user_id, subject=subject, case_id=case_id, facts=facts)


def _measure(work: Work, contact: Contact, *, by: Actor) -> None:
    """Begin, and once it is closed meet, what the council's targets measure of a contact."""
    known = {"channel": contact.channel, "demand": contact.demand, "outcome": contact.outcome}
    logged = Logged(
        contact_id=contact.id,
        channel=contact.channel,
        service_id=contact.service_id,
        team_id=contact.team_id,
        started_at=contact.started_at,
        ended_at=contact.ended_at,
        calendar=lambda: _calendar_of(work, contact),
        known=known,
    )
    measure_contact(work, logged, by=by.user_id)


def _calendar_of(work: Work, contact: Contact) -> str:
    """The calendar of the team that took a contact, for its channel, else that of the service it is about."""
    directory = people.team_directory(work, contact.service_id, contact.site_id)
    team = next((one for one in directory.teams if one.id == contact.team_id), None)
    return calendar_of(directory, team, contact.channel)


def _checked(work: Work, new: NewContact) -> NewContact:
    problems = [
        Problem(name, f"Use one of: {', '.join(words)}.")
        for name, words in (("channel", CHANNELS), ("demand", DEMANDS), ("outcome", OUTCOMES))
        if getattr(new, name) not in words
    ]
    started_at = new.started_at or work.now
    ended_at = _ended(started_at, new.ended_at)
    problems += _time_problems(started_at, ended_at, work.now)
    if not new.own_words.strip() and new.outcome != "abandoned":
        problems.append(Problem("own_words", "Write what the customer said, in the customer's own words."))
    if problems:
        raise Refused("The contact cannot be recorded as it is.", tuple(problems))
    check_cause(work, new.demand, new.failure_cause)
    texts = clean(_TEXTS, {field.key: getattr(new, field.key) for field in _TEXTS})
    return replace(
        new,
        own_words=str(texts["own_words"] or ""),
        crm_reference=str(texts["crm_reference"] or ""),
        started_at=started_at,
        ended_at=ended_at,
    )


def _ended(started_at: datetime, ended_at: datetime | None) -> datetime | None:
    """When it ended. Programs that tell whole seconds would let a short contact end before it started."""
    return started_at if ended_at == started_at.replace(microsecond=0) else ended_at


def _time_problems(started_at: datetime, ended_at: datetime | None, now: datetime) -> list[Problem]:
    problems = [
        Problem(name, "This moment is still to come. Give one that has passed.")
        for name, moment in (("started_at", started_at), ("ended_at", ended_at))
        if moment is not None and moment > now + _CLOCKS_APART
    ]
    if ended_at is not None and ended_at < started_at:
        problems.append(Problem("ended_at", "A contact ends after it starts. Give a later moment."))
    return problems


def _repeat(
    customer_id: int | None, property_id: int | None, process_id: int | None, started_at: datetime
) -> ScalarSelect[int] | None:
    found = same_matter(customer_id, property_id, process_id, started_at)
    return None if found is None else found.scalar_subquery()


def _insert(work: Work, values: dict[str, Any]) -> RowMapping:
    for _ in range(5):
        statement = insert_or_skip(table).values(**values, reference=new_reference())
        try:
            row = work.row(statement.on_conflict_do_nothing(index_elements=["reference"]).returning(table))
        except IntegrityError as error:
            raise _unknown(error) from None
        if row is not None:
            return row
    raise Conflict("No free reference was found for the contact. Record it again.")


def _write(work: Work, statement: Executable) -> RowMapping:
    try:
        row = work.row(statement)
    except IntegrityError as error:
        raise _unknown(error) from None
    if row is None:
        raise Conflict
    return row


def _locked(work: Work, contact_id: int, row_version: int) -> Contact:
    row = work.row(select(table).where(table.c.id == contact_id).with_for_update())
    if row is None:
        raise NotFound(f"There is no contact {contact_id}.")
    if row["erased_at"] is not None:
        raise Refused(f"Contact {row['reference']} was erased, so it cannot be changed.")
    refuse_stale(row_version, row["row_version"])
    return contact_from(row)


def _unknown(error: IntegrityError) -> Refused:
    column = next((name for name in _REFERENCES if f"({name})" in str(error.orig)), "contact")
    return Refused(
        f"There is no such {column.removesuffix('_id')}.", (Problem(column, "Give the id of one that exists."),)
    )


def _note(work: Work, action: str, contact: Contact, *, by: Actor, **more: object) -> None:
    facts = {
        "reference": contact.reference,
        "channel": contact.channel,
        "demand": contact.demand,
        "outcome": contact.outcome,
        **more,
    }
    audit.record(work, action, by=by.user_id, subject=("contact", contact.id), facts=facts)
