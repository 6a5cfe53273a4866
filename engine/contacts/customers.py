"""The people who contact the council, as far as they say who they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, RowMapping, insert, or_, select, update

from engine import audit
from engine.contacts.looking_up import begins, fold
from engine.contacts.tables import customer as table
from engine.errors import NotFound, Problem, Refused, refuse_stale
from engine.forms import Field, clean
from engine.people import Actor
from engine.store import Work

_FIELDS = (
    Field("name", "The name", "text", maximum=Decimal(200), sensitivity="personal"),
    Field("phone", "The telephone number", "phone", sensitivity="personal"),
    Field("email", "The e-mail address", "email", sensitivity="personal"),
    Field("crm_reference", "The reference in the customer system", "text", maximum=Decimal(100)),
)
_SHOWN = ("id", "name", "phone", "email", "crm_reference", "created_at", "erased_at", "row_version")


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer. Any of the texts may be empty; `crm_reference` is the customer's id in another system."""

    id: int
    name: str
    phone: str
    email: str
    crm_reference: str
    created_at: datetime
    erased_at: datetime | None
    row_version: int


def add_customer(
    work: Work, *, name: str = "", phone: str = "", email: str = "", crm_reference: str = "", by: Actor
) -> Customer:
    """Keep a customer. Raises Refused when nothing is given, or a value cannot be what it says."""
    values = _checked({"name": name, "phone": phone, "email": email, "crm_reference": crm_reference})
    statement = insert(table).values(**values, **_keys(values), created_at=work.now, row_version=1)
    added = customer_from(work.execute(statement.returning(table)).mappings().one())
    audit.record(work, "contacts:customer:added", by=by.user_id, subject=("customer", added.id))
    return added


def change_customer(
    work: Work, customer_id: int, changes: Mapping[str, str], *, by: Actor, row_version: int
) -> Customer:
    """Change name, phone, email or crm_reference. Raises NotFound, StaleVersion, Refused."""
    row = work.row(select(table).where(table.c.id == customer_id).with_for_update())
    if row is None or row["erased_at"] is not None:
        raise NotFound(f"There is no customer {customer_id}.")
    refuse_stale(row_version, row["row_version"])
    values = _checked({field.key: row[field.key] for field in _FIELDS} | dict(changes))
    statement = update(table).where(table.c.id == customer_id)
    statement = statement.values(**values, **_keys(values), row_version=row_version + 1)
    changed = customer_from(work.execute(statement.returning(table)).mappings().one())
    facts = {"changed": sorted(changes)}
    audit.record(work, "contacts:customer:changed", by=by.user_id, subject=("customer", customer_id), facts=facts)
    return changed


def customer(work: Work, customer_id: int) -> Customer:
    """One customer. Raises NotFound."""
    row = work.row(select(table).where(table.c.id == customer_id))
    if row is None:
        raise NotFound(f"There is no customer {customer_id}.")
    return customer_from(row)


def find_customers(work: Work, text: str, *, after_id: int = 0, limit: int = 20) -> tuple[Customer, ...]:
    """Customers whose e-mail address, telephone number or name (first or last name first) begins with `text`, by id.

    What is looked for follows from what was typed. A reference of another system is found when it is typed in full.
    Raises Refused for fewer than two characters.
    """
    statement = select(table).where(*customers_like(text), table.c.id > after_id)
    return tuple(customer_from(row) for row in work.rows(statement.order_by(table.c.id).limit(limit)))


def customers_like(text: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions under which a customer is found for `text`. Raises Refused for fewer than two characters."""
    wanted = " ".join(text.split())
    if len(wanted) < 2:
        raise Refused("Type at least two characters of the name, telephone number or e-mail address.")
    return or_(_begins(wanted), table.c.crm_reference == wanted), table.c.erased_at.is_(None)


def _begins(wanted: str) -> ColumnElement[bool]:
    if "@" in wanted:
        return begins(table.c.find_email, wanted.lower())
    digits = phone_digits(wanted)
    if len(digits) >= 4 and not re.search(r"[^\W\d_]", wanted):
        return begins(table.c.find_phone, digits)
    name = fold(wanted)
    return or_(begins(table.c.find_name, name), begins(table.c.find_last, name))


def phone_digits(text: str) -> str:
    """The digits of a telephone number as dialled in the United Kingdom: +44 7700 900123 is 07700900123."""
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+44"):
        return "0" + digits[2:].removeprefix("0")
    return "0" + digits[4:].removeprefix("0") if digits.startswith("0044") else digits


def _checked(values: Mapping[str, str]) -> dict[str, str]:
    cleaned = {key: str(value or "") for key, value in clean(_FIELDS, values).items()}
    if not any(cleaned.values()):
        raise Refused(
            "Give at least one of name, telephone number, e-mail address and customer reference.",
            (Problem("name", "Give a name, or another way to know the customer again."),),
        )
    return cleaned


def _keys(values: Mapping[str, str]) -> dict[str, str]:
    words = fold(values["name"]).split()
    return {
        "find_name": " ".join(words),
        "find_last": " ".join(words[-1:] + words[:-1]),
        "find_phone": phone_digits(values["phone"]),
        "find_email": values["email"].lower(),
    }


def customer_from(row: RowMapping) -> Customer:
    """The customer that a row of the table holds."""
    return Customer(**{name: row[name] for name in _SHOWN})
