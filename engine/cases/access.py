"""Who may see and work a case: those of its service and site; and, for a walk-through, the analysts who try it out."""

from __future__ import annotations

from engine import people
from engine.cases.locking import LockedCase
from engine.people import Actor


def may_see(by: Actor, *, service_id: int, site_id: int, walk_through: bool) -> bool:
    """Whether `by` may see all of a case there."""
    if walk_through and people.may(by, "definition:upload", service_id=service_id):
        return True
    return people.may(by, "case:read", service_id=service_id, site_id=site_id)


def walks_through(by: Actor, case: LockedCase) -> bool:
    """Whether `by` tries the case out: then every task of it is theirs, whatever team would have it."""
    return case.walk_through and people.may(by, "definition:upload", service_id=case.service_id)
