"""Customers and places as a person picks one from a short list: in the order people know, with how many there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from engine.contacts.customers import Customer, customer_from, customers_like
from engine.contacts.properties import Property, properties_like, property_from
from engine.contacts.tables import contact, customer, property_
from engine.store import Work

MOST_COUNTED = 1_000
"""So many are put in order at most; whoever finds more has typed too little to choose."""
_NUMBER = r"^\d{1,9}"
_BEFORE_STREET = r"^\d+[a-z]?\s+"
Kind = TypeVar("Kind", bound=Customer | Property)


@dataclass(frozen=True, slots=True)
class ShortList(Generic[Kind]):
    """The first of those that were found, and how many there are of them all (`MOST_COUNTED` at most)."""

    rows: tuple[Kind, ...] = ()
    total: int = 0


def list_customers(work: Work, text: str, *, limit: int) -> ShortList[Customer]:
    """Customers as `find_customers` finds them, by name. Raises Refused for fewer than two characters."""
    found = select(customer).where(*customers_like(text)).limit(MOST_COUNTED).subquery()
    total = func.count().over().label("total")
    rows = work.rows(select(found, total).order_by(found.c.find_name, found.c.id).limit(limit))
    return ShortList(tuple(customer_from(row) for row in rows), rows[0]["total"] if rows else 0)


def list_properties(work: Work, text: str, *, limit: int) -> ShortList[Property]:
    """Places as `find_properties` finds them, by street and then house number: 52 before 136.

    Raises Refused for fewer than two characters.
    """
    found = select(property_).where(properties_like(text)).limit(MOST_COUNTED).subquery()
    street = func.regexp_replace(found.c.find_address, _BEFORE_STREET, "")
    number = cast(func.substring(found.c.find_address, _NUMBER), Integer)
    total = func.count().over().label("total")
    in_order = select(found, total).order_by(street, number, found.c.find_address, found.c.id)
    rows = work.rows(in_order.limit(limit))
    return ShortList(tuple(property_from(row) for row in rows), rows[0]["total"] if rows else 0)


def places_of_customers(work: Work, customer_ids: Collection[int]) -> dict[int, Property]:
    """The place that each of these customers was last in touch about, by customer, as far as one is known."""
    if not customer_ids:
        return {}
    rows = work.rows(
        select(contact.c.customer_id, property_)
        .join(property_, property_.c.id == contact.c.property_id)
        .where(contact.c.customer_id.in_(customer_ids))
        .ext(distinct_on(contact.c.customer_id))
        .order_by(contact.c.customer_id, contact.c.started_at.desc(), contact.c.id.desc())
    )
    return {row["customer_id"]: property_from(row) for row in rows}
