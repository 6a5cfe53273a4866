"""How many there are: accounts, tokens, and people in each team."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from engine.people.tables import api_token, grant, membership, user
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Headcount:
    """Open and closed accounts; of the open ones those that hold no role; and tokens that were not revoked."""

    open: int
    closed: int
    without_role: int
    tokens: int


def headcount(work: Work) -> Headcount:
    """How many accounts and tokens there are, in one statement."""
    role = select(grant.c.id).where(grant.c.user_id == user.c.id).exists()
    tokens = select(func.count()).select_from(api_token).where(api_token.c.revoked_at.is_(None)).scalar_subquery()
    row = work.row(
        select(
            func.count().filter(user.c.active).label("open"),
            func.count().filter(~user.c.active).label("closed"),
            func.count().filter(user.c.active, ~role).label("without_role"),
            tokens.label("tokens"),
        ).select_from(user)
    )
    return Headcount(**(row or {}))


def team_sizes(work: Work) -> dict[int, int]:
    """How many open accounts each team has, by its id; teams without any are left out."""
    counted = (
        select(membership.c.team_id, func.count().label("members"))
        .join(user, user.c.id == membership.c.user_id)
        .where(user.c.active)
        .group_by(membership.c.team_id)
    )
    return {row["team_id"]: row["members"] for row in work.rows(counted)}
