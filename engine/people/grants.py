"""Granting roles: who holds which role, for which service, at which site."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, insert, select

from engine.errors import NotPermitted, Refused
from engine.people.actor import Actor, Grant
from engine.people.keeping import ADMINISTRATOR, keep_an_administrator
from engine.people.permissions import COUNCIL_WIDE_ROLES, ROLE_ACTIONS
from engine.people.tables import grant, service, site
from engine.people.users import check_user
from engine.people.writing import check_exist, note
from engine.store import Work


def set_grants(work: Work, user_id: int, grants: Collection[Grant], *, by: Actor) -> None:
    """Make these the grants of a user, and no others.

    Raises `NotFound`, `Refused` for an unknown role, service or site, `NotPermitted` to people who would change their
    own grants, and `Conflict` when no administrator would be left.
    """
    _check_other(work, user_id, by)
    for item in grants:
        _check(work, item, "grants.")
    _write(work, user_id, grants, by)


def add_grant(work: Work, user_id: int, wanted: Grant, *, by: Actor) -> None:
    """Give a user one more role; one they hold already stays. Raises as `set_grants` does."""
    _check_other(work, user_id, by)
    _check(work, wanted)
    held = _held(work, user_id)
    if wanted not in held:
        _write(work, user_id, held | {wanted}, by)


def remove_grant(work: Work, user_id: int, unwanted: Grant, *, by: Actor) -> None:
    """Take one role from a user; one they do not hold is no error. Raises as `set_grants` does."""
    _check_other(work, user_id, by)
    held = _held(work, user_id)
    if unwanted in held:
        _write(work, user_id, held - {unwanted}, by)


def _held(work: Work, user_id: int) -> frozenset[Grant]:
    columns = (grant.c.role, grant.c.service_id, grant.c.site_id)
    return frozenset(Grant(**row) for row in work.rows(select(*columns).where(grant.c.user_id == user_id)))


def _write(work: Work, user_id: int, grants: Collection[Grant], by: Actor) -> None:
    before = _held(work, user_id)
    wanted = sorted(set(grants), key=lambda item: (item.role, item.service_id or 0, item.site_id or 0))
    work.execute(delete(grant).where(grant.c.user_id == user_id))
    rows = [{"role": item.role, "service_id": item.service_id, "site_id": item.site_id} for item in wanted]
    if rows:
        work.execute(insert(grant).values([{"user_id": user_id, **row} for row in rows]))
    note(work, "people:grants:set", "user", user_id, by, grants=rows)
    if any(item.role == ADMINISTRATOR for item in before - set(wanted)):
        keep_an_administrator(work, by)


def _check_other(work: Work, user_id: int, by: Actor) -> None:
    if by.user_id is not None and by.user_id == user_id:
        raise NotPermitted("Nobody changes their own roles. Ask another administrator.")
    check_user(work, user_id)


def _check(work: Work, item: Grant, before: str = "") -> None:
    if item.role not in ROLE_ACTIONS:
        raise Refused.at(
            f"{before}role", f"There is no role {item.role}. Choose one of: {', '.join(sorted(ROLE_ACTIONS))}."
        )
    if item.role in COUNCIL_WIDE_ROLES and (item.service_id, item.site_id) != (None, None):
        raise Refused.at(
            f"{before}role", f"The role {item.role} is for the whole council. Leave its service and site empty."
        )
    check_exist(work, service, [item.service_id], f"{before}service_id")
    check_exist(work, site, [item.site_id], f"{before}site_id")
