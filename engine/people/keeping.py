"""A council never locks itself out: somebody who may manage people is always left."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.errors import Conflict
from engine.people.actor import Actor
from engine.people.tables import grant, user
from engine.store import Work

ADMINISTRATOR = "administrator"
_ONE_AT_A_TIME = 7_021_003


def keep_an_administrator(work: Work, by: Actor) -> None:
    """Raise Conflict when no open account of an administrator is left after what `by` has just changed.

    One after the other: of two administrators who close each other's accounts at once, the second is refused. The
    system itself is not: whoever runs commands on the machine can add an administrator.
    """
    if by.user_id is None:
        return
    work.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    left = select(user.c.id).join(grant, grant.c.user_id == user.c.id)
    if work.value(left.where(user.c.active, grant.c.role == ADMINISTRATOR).limit(1)) is None:
        raise Conflict("No administrator would be left. Make somebody else an administrator first.")
