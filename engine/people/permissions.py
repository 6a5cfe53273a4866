"""The one table of which role may do what, and the questions asked of it.

Everything is denied that is not in the table. No role reads restricted answers by itself: `restricted_reader` is
granted as well, for a service, to the few who need them.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import NotPermitted
from engine.people.actor import Actor, Grant

_ADVISER = (
    "contact:record contact:read case:read case:start case:change task:read task:work task:hand-off "
    "definition:read transfer:read clock:read clock:pause measure:read"
)
_OFFICER = f"{_ADVISER} decision:read notice:read"
_READER = "definition:read transfer:read measure:read"

ROLE_ACTIONS: dict[str, frozenset[str]] = {
    role: frozenset(actions.split())
    for role, actions in {
        "adviser": _ADVISER,
        "senior_adviser": f"{_ADVISER} task:assign",
        "officer": _OFFICER,
        "team_leader": f"{_OFFICER} task:assign task:reassign case:repair job:read clock:extend",
        "head_of_service": (
            "definition:read definition:approve decision:read transfer:read transfer:move case:read task:read "
            "contact:read measure:read clock:read notice:read audit:read task:reassign "
            "clock:pause clock:extend sla:manage"
        ),
        "analyst": (
            "definition:read definition:upload definition:mark decision:read decision:upload transfer:read "
            "measure:read clock:read"
        ),
        "programme_board": _READER,
        "scrutiny": _READER,
        "external_reviewer": _READER,
        "administrator": (
            "people:manage token:manage audit:read calendar:manage sla:manage case:repair case:erase task:reassign "
            "definition:read decision:read transfer:read measure:read clock:read notice:read message:read job:read"
        ),
        "service_account": "contact:record case:start case:read message:send task:read job:read job:work",
        "restricted_reader": "case:read-restricted",
    }.items()
}

ACTIONS: frozenset[str] = frozenset().union(*ROLE_ACTIONS.values())

COUNCIL_WIDE_ROLES = frozenset({"administrator"})
"""Roles that cannot be limited to a service or a site."""


class LacksPermission(NotPermitted):
    """No role of yours allows it: `action`, here if you may do it `elsewhere`, otherwise anywhere."""

    def __init__(self, action: str, *, elsewhere: bool) -> None:
        where = " for this service or site" if elsewhere else ""
        super().__init__(f"You do not have the permission {action}{where}. Ask an administrator if you need it.")
        self.action = action
        self.elsewhere = elsewhere


def may(actor: Actor, action: str, *, service_id: int | None = None, site_id: int | None = None) -> bool:
    """Whether `actor` may do `action` there. Without a service (or site) the question is: for any one at all?"""
    return any(
        grant.service_id in (None, service_id if service_id is not None else grant.service_id)
        and grant.site_id in (None, site_id if site_id is not None else grant.site_id)
        for grant in _grants(actor, action)
    )


def require(actor: Actor, action: str, *, service_id: int | None = None, site_id: int | None = None) -> None:
    """Raise `NotPermitted` unless `actor` may do `action` there."""
    if not may(actor, action, service_id=service_id, site_id=site_id):
        raise LacksPermission(action, elsewhere=may(actor, action))


def may_everywhere(actor: Actor, action: str) -> bool:
    """Whether `actor` may do `action` for every service at every site."""
    return any(grant.service_id is None and grant.site_id is None for grant in _grants(actor, action))


def may_over(actor: Actor, action: str, service_id: int | None) -> bool:
    """Whether `actor` may do `action` to what is of a service; to what is of every service, when there is none."""
    return may_everywhere(actor, action) if service_id is None else may(actor, action, service_id=service_id)


def require_over(actor: Actor, action: str, service_id: int | None) -> None:
    """Raise `NotPermitted` unless `may_over`."""
    if not may_over(actor, action, service_id):
        raise LacksPermission(action, elsewhere=may(actor, action))


def scoped_services(actor: Actor, action: str, asked: int | None = None) -> frozenset[int] | None:
    """The services for which `actor` may do `action` (at some site); None means all, an empty set none.

    `asked` keeps to that one service.
    """
    found = [grant.service_id for grant in _grants(actor, action)]
    if None in found:
        return None if asked is None else frozenset({asked})
    return frozenset(number for number in found if number is not None and asked in (None, number))


def scopes(actor: Actor, action: str) -> frozenset[tuple[int | None, int | None]]:
    """Exactly where `actor` may do `action`: pairs of service and site, None standing for all of them."""
    return frozenset((grant.service_id, grant.site_id) for grant in _grants(actor, action))


def _grants(actor: Actor, action: str) -> Iterator[Grant]:
    if action not in ACTIONS:
        raise ValueError(f"There is no action {action!r} in the table of permissions.")
    if actor.user_id is None:
        yield Grant("system")
        return
    for grant in actor.grants:
        if action in ROLE_ACTIONS.get(grant.role, frozenset()):
            yield grant
