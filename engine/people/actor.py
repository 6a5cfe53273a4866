"""Who is acting: a person or account as one request sees it, or the system itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, for one service or all (None), at one site or all (None)."""

    role: str
    service_id: int | None = None
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who may act, with all that decides what they may do.

    `user_id` is None for the system alone. `authority` is a level from 0 up; a step's mark may ask for one.
    """

    user_id: int | None
    username: str
    name: str
    grants: frozenset[Grant] = frozenset()
    team_ids: frozenset[int] = frozenset()
    skills: frozenset[str] = frozenset()
    authority: int = 0


SYSTEM = Actor(user_id=None, username="system", name="Once and Done", authority=1_000_000)
"""The product itself: the worker, and commands run on the machine. It may do everything."""
