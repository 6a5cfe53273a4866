"""Who may see and work a case: those of its service and site; and, for a walk-through, the analysts who try it out.

A called case is part of the request of the first case that led to it: who may do something in that one may do it here.
"""

from __future__ import annotations

from sqlalchemy import select

from engine import people
from engine.cases import tables
from engine.cases.locking import LockedCase
from engine.people import Actor
from engine.store import Work


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


def require_of_case(work: Work, by: Actor, action: str, case: LockedCase) -> None:
    """Check that `by` may do something in a case, or in the first of those that led to it. Raises NotPermitted."""
    if not people.may(by, action, service_id=case.service_id, site_id=case.site_id) and not may_in_root(
        work, by, action, case.root_id
    ):
        people.require(by, action, service_id=case.service_id, site_id=case.site_id)


def may_in_root(work: Work, by: Actor, action: str, root_id: int | None) -> bool:
    """Whether `by` may do something in the first of the cases that led to a called one; not where there is none."""
    if root_id is None:
        return False
    columns = tables.case.c
    row = work.row(select(columns.service_id, columns.site_id).where(columns.id == root_id))
    return row is not None and people.may(by, action, service_id=row["service_id"], site_id=row["site_id"])
