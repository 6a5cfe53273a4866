"""Who and where, in a word each: what lists that know a customer or a property only by id show of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, literal, select, union_all

from engine.contacts.tables import customer, property_
from engine.store import Work

_KINDS = ("who", "where")


@dataclass(frozen=True, slots=True)
class WhoAndWhere:
    """Names of customers and addresses of properties by id. Those without one, or erased, are left out."""

    customers: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)

    def words(self, customer_id: int | None, property_id: int | None) -> str:
        """The customer; else the place; empty when neither is known."""
        return self.customers.get(customer_id or 0) or self.places.get(property_id or 0, "")


def who_and_where(
    work: Work, customer_ids: Collection[int | None], property_ids: Collection[int | None]
) -> WhoAndWhere:
    """What these customers and properties are called, in one statement. The caller has checked who may read it."""
    people, places = ({one for one in ids if one is not None} for ids in (customer_ids, property_ids))
    if not people and not places:
        return WhoAndWhere()
    who, where = customer.c, property_.c
    called = func.coalesce(func.nullif(who.name, ""), func.nullif(who.phone, ""), who.email)
    rows = work.rows(
        union_all(
            select(literal("who").label("kind"), who.id, called.label("words")).where(who.id.in_(people)),
            select(literal("where"), where.id, where.address).where(where.id.in_(places)),
        )
    )
    known = {kind: {row["id"]: row["words"] for row in rows if row["kind"] == kind and row["words"]} for kind in _KINDS}
    return WhoAndWhere(known["who"], known["where"])
