"""Say whose case it is once somebody has told it: a case may begin before the customer is known, or for another."""

from __future__ import annotations

from sqlalchemy import or_, update

from engine import audit, people
from engine.cases import tables
from engine.cases.locking import lock_case
from engine.cases.reading import matter_of
from engine.people import Actor
from engine.store import Work

_CHANGED = "case:customer:changed"
_FORMER = "former_customer"
"""What the record of a change is about; what happened to the customer themself is kept apart from it."""
_MOST_CHANGES = 1_000


def name_customer(work: Work, case_id: int, customer_id: int, *, by: Actor, instead_of: int | None = None) -> bool:
    """Let a case without a customer, or with the one `instead_of`, be this one's; whether it was changed.

    One with any other customer, or erased, stays as it is. The cases that it led to by calls become theirs with it.
    The caller has checked that the customer exists. Raises NotFound, NotPermitted.
    """
    case, columns = lock_case(work, case_id), tables.case.c
    former, _ = matter_of(work, case_id)
    if former == customer_id or former not in (None, instead_of):
        return False
    people.require(by, "case:change", service_id=case.service_id, site_id=case.site_id)
    there = (or_(columns.id == case_id, columns.root_id == case_id), columns.erased_at.is_(None))
    if work.value(update(tables.case).where(*there).values(customer_id=customer_id).returning(columns.id)) is None:
        return False
    if former is None:
        audit.record(work, "case:customer:named", by=by.user_id, subject=("case", case_id), case_id=case_id)
    else:
        audit.record(work, _CHANGED, by=by.user_id, subject=(_FORMER, former), case_id=case_id)
    return True


def former_customers(work: Work, case_id: int) -> frozenset[int]:
    """Whose case it was held to be before its customer was changed."""
    changes = audit.entries(work, case_id=case_id, action=_CHANGED, limit=_MOST_CHANGES)
    return frozenset(one.subject[1] for one in changes if one.subject)
