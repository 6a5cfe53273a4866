"""Say whose case it is once somebody has told it: a case may begin before the customer is known."""

from __future__ import annotations

from sqlalchemy import update

from engine import audit, people
from engine.cases import tables
from engine.cases.locking import lock_case
from engine.people import Actor
from engine.store import Work


def name_customer(work: Work, case_id: int, customer_id: int, *, by: Actor) -> bool:
    """Let a case without a customer be this one's; whether it was. One with a customer, or erased, stays as it is.

    The caller has checked that the customer exists. Raises NotFound, NotPermitted.
    """
    case, columns = lock_case(work, case_id), tables.case.c
    people.require(by, "case:change", service_id=case.service_id, site_id=case.site_id)
    unknown = (columns.id == case_id, columns.customer_id.is_(None), columns.erased_at.is_(None))
    named = update(tables.case).where(*unknown).values(customer_id=customer_id).returning(columns.id)
    if work.value(named) is None:
        return False
    audit.record(work, "case:customer:named", by=by.user_id, subject=("case", case_id), case_id=case_id)
    return True
