"""Who may see and work a case: those of its service and site; and, for a walk-through, the analysts who try it out."""

from __future__ import annotations

from engine import people
from engine.cases.locking import LockedCase
from engine.people import Actor


def may_see(by: Actor, *, service_id: int, site_id: int, walk_through: bool) -> bool:
    """Whether `by` may see all of a case there."""
    if tries_out(by, service_id=service_id, walk_through=walk_through):
        return True
    return people.may(by, "case:read", service_id=service_id, site_id=site_id)


def walks_through(by: Actor, case: LockedCase) -> bool:
    """Whether `by` tries the case out: then every task of it is theirs, whatever team would have it."""
    return tries_out(by, service_id=case.service_id, walk_through=case.walk_through)


def tries_out(by: Actor, *, service_id: int, walk_through: bool) -> bool:
    """Whether `by` tries out a case of this service, if it is a walk-through."""
    return walk_through and people.may(by, "definition:upload", service_id=service_id)
