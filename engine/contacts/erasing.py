"""Forgetting who contacted us about a case, while keeping that there was a contact, by which channel and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select, update

from engine import audit, cases
from engine.contacts.tables import contact, customer, link, property_
from engine.people import Actor
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Erased:
    """How many contacts were made anonymous, and which customers' details were blanked."""

    contacts: int
    customer_ids: frozenset[int]


def erase_for_case(
    work: Work,
    case_id: int,
    *,
    by: Actor,
    customer_ids: Collection[int] = (),
    former_ids: Collection[int] = (),
    property_ids: Collection[int] = (),
) -> Erased:
    """Blank the words of every contact of a case and take customer and place off them.

    The customers of those contacts, and `customer_ids` (those the case itself names), lose their details as well unless
    another open case needs them. So do those whom the case named before (`former_ids`) when no other case or contact
    names them: who was taken for somebody else keeps what their own cases need. A place known by an address alone loses
    it (`property_ids` are those the case itself names) when no other contact is about it; what has a UPRN or USRN is
    public reference data and stays.
    """
    of_case = select(link.c.contact_id).where(link.c.case_id == case_id)
    rows = work.rows(select(contact.c.customer_id, contact.c.property_id).where(contact.c.id.in_(of_case)))
    people = {row["customer_id"] for row in rows if row["customer_id"]} | set(customer_ids)
    blank = {"own_words": "", "crm_reference": "", "customer_id": None, "property_id": None}
    statement = update(contact).where(contact.c.id.in_(of_case), contact.c.erased_at.is_(None))
    values = {**blank, "erased_at": work.now, "row_version": contact.c.row_version + 1}
    contacts = work.execute(statement.values(values)).rowcount
    gone = frozenset(number for number in sorted(people) if not cases.customer_has_open_case(work, number))
    gone |= _unnamed(work, former_ids)
    _blank_customers(work, gone)
    _blank_addresses(work, {row["property_id"] for row in rows if row["property_id"]} | set(property_ids))
    facts = {"contacts": contacts, "customers": len(gone)}
    audit.record(work, "contacts:contact:erased", by=by.user_id, case_id=case_id, facts=facts)
    return Erased(contacts, gone)


def _unnamed(work: Work, customer_ids: Collection[int]) -> frozenset[int]:
    """Those of the customers whom no contact and no case names any more."""
    of_contacts = select(contact.c.customer_id).where(contact.c.customer_id.in_(customer_ids)).distinct()
    named = {row["customer_id"] for row in work.rows(of_contacts)} if customer_ids else set()
    return frozenset(
        number for number in customer_ids if number not in named and not cases.customer_has_case(work, number)
    )


def _blank_customers(work: Work, customer_ids: Collection[int]) -> None:
    if not customer_ids:
        return
    texts = ("name", "phone", "email", "crm_reference", "find_name", "find_last", "find_phone", "find_email")
    statement = update(customer).where(customer.c.id.in_(customer_ids), customer.c.erased_at.is_(None))
    blank = dict.fromkeys(texts, "")
    work.execute(statement.values(**blank, erased_at=work.now, row_version=customer.c.row_version + 1))


def _blank_addresses(work: Work, property_ids: Collection[int]) -> None:
    if not property_ids:
        return
    unreferenced = ~exists().where(contact.c.property_id == property_.c.id)
    statement = update(property_).where(property_.c.id.in_(property_ids), unreferenced)
    statement = statement.where(property_.c.uprn.is_(None), property_.c.usrn.is_(None))
    work.execute(statement.values(address="", postcode="", find_address="", find_postcode=""))
