"""Reading contacts: one, lists, those of a case, and the one that a new contact repeats."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, or_, select, tuple_

from engine.contacts.shapes import Contact, Filters, Link
from engine.contacts.tables import contact as table
from engine.contacts.tables import link
from engine.contacts.words import NEITHER, NOT_OURS, REPEAT_DAYS
from engine.errors import NotFound
from engine.people import Actor, in_scopes
from engine.references import read_reference
from engine.store import Work

Cursor = tuple[datetime, int]
_MAY_STILL_BE_THERE = timedelta(hours=8)


def contact_from(row: RowMapping) -> Contact:
    """A contact from a row of its table."""
    return Contact(**row)


def contact(work: Work, contact_id: int) -> Contact:
    """One contact. Raises NotFound."""
    row = work.row(select(table).where(table.c.id == contact_id))
    if row is None:
        raise NotFound(f"There is no contact {contact_id}.")
    return contact_from(row)


def find_contact(work: Work, reference: str) -> Contact | None:
    """The contact with this reference, however it is typed, or None."""
    row = work.row(select(table).where(table.c.reference == read_reference(reference)))
    return None if row is None else contact_from(row)


def list_contacts(
    work: Work, filters: Filters | None = None, *, before: Cursor | None = None, limit: int = 50
) -> tuple[Contact, ...]:
    """Contacts, the latest first. `before` is the `started_at` and id of the last row of the page before."""
    conditions = _conditions(filters or Filters())
    if before is not None:
        conditions.append(tuple_(table.c.started_at, table.c.id) < before)
    statement = select(table).where(*conditions).order_by(table.c.started_at.desc(), table.c.id.desc()).limit(limit)
    return tuple(contact_from(row) for row in work.rows(statement))


def contacts_of_case(work: Work, case_id: int) -> tuple[tuple[Contact, Link], ...]:
    """The contacts that started or touched a case, oldest first."""
    links = (link.c.case_id, link.c.kind, link.c.linked_at)
    statement = select(table, *links).join(link).where(link.c.case_id == case_id)
    found = []
    for row in work.rows(statement.order_by(table.c.started_at, table.c.id)):
        one = Contact(**{name: row[name] for name in Contact.__dataclass_fields__})
        found.append((one, Link(one.id, row["case_id"], row["kind"], row["linked_at"])))
    return tuple(found)


def find_open_contact(work: Work, case_id: int, *, by: Actor) -> Contact | None:
    """The latest contact about a case that `by` began within a working day and has not ended, or None.

    One begun before that was left open, and its customer is not there any more.
    """
    conditions = (table.c.adviser_id == by.user_id, table.c.ended_at.is_(None), table.c.erased_at.is_(None))
    began = table.c.started_at > work.now - _MAY_STILL_BE_THERE
    statement = select(table).join(link).where(link.c.case_id == case_id, *conditions, began)
    row = work.row(statement.order_by(table.c.started_at.desc(), table.c.id.desc()).limit(1))
    return None if row is None else contact_from(row)


def links_of_contact(work: Work, contact_id: int) -> tuple[Link, ...]:
    """The cases that a contact started or touched, in the order in which it did."""
    statement = select(link).where(link.c.contact_id == contact_id).order_by(link.c.linked_at, link.c.case_id)
    return tuple(Link(**row) for row in work.rows(statement))


def find_repeat(
    work: Work, *, customer_id: int | None, property_id: int | None, process_id: int | None, before: datetime
) -> Contact | None:
    """The latest contact about the process, by the customer or about the property, in the 28 days up to `before`."""
    found = same_matter(customer_id, property_id, process_id, before)
    repeated = None if found is None else work.value(found)
    return None if repeated is None else contact(work, repeated)


def same_matter(
    customer_id: int | None, property_id: int | None, process_id: int | None, before: datetime
) -> Select[Any] | None:
    """The id of the latest contact that one at `before` would repeat; None when that cannot be known."""
    earlier = table.alias("earlier")
    same = [
        column == value
        for column, value in ((earlier.c.customer_id, customer_id), (earlier.c.property_id, property_id))
        if value is not None
    ]
    if process_id is None or not same:
        return None
    in_time = (earlier.c.started_at >= before - timedelta(days=REPEAT_DAYS), earlier.c.started_at < before)
    return (
        select(earlier.c.id)
        .where(or_(*same), earlier.c.process_id == process_id, *in_time)
        .order_by(earlier.c.started_at.desc(), earlier.c.id.desc())
        .limit(1)
    )


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    among = ((table.c.service_id, filters.service_ids), (table.c.site_id, filters.site_ids))
    conditions: list[ColumnElement[bool]] = [column.in_(list(wanted)) for column, wanted in among if wanted is not None]
    for name in ("process_id", "team_id", "adviser_id", "customer_id", "property_id", "channel"):
        wanted = getattr(filters, name)
        if wanted is not None:
            conditions.append(table.c[name] == wanted)
    if filters.demand is not None:
        conditions += _of_demand(filters.demand)
    if filters.in_progress:
        conditions.append(table.c.ended_at.is_(None))
    if filters.scopes is not None:
        conditions.append(in_scopes(filters.scopes, table.c.service_id, table.c.site_id))
    if filters.since is not None:
        conditions.append(table.c.started_at >= filters.since)
    if filters.until is not None:
        conditions.append(table.c.started_at < filters.until)
    return conditions


def _of_demand(demand: str) -> list[ColumnElement[bool]]:
    """Value demand without what was not for this council, that alone (neither), or failure demand."""
    if demand == "failure":
        return [table.c.demand == demand]
    ours = table.c.outcome == NOT_OURS if demand == NEITHER else table.c.outcome != NOT_OURS
    return [table.c.demand == "value", ours]
