"""Adding targets, and versions of them. What was there before stays as it was; clocks that run keep theirs."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from engine import audit, people
from engine.errors import NotFound, Problem, Refused, StaleVersion
from engine.forms import written
from engine.people import Actor
from engine.sla import tables
from engine.sla.targets.checking import scope_problems, terms_problems
from engine.sla.targets.reading import TargetDetail, target_detail
from engine.sla.targets.shape import KINDS, Scope, Terms
from engine.store import Work

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
LONGEST = 100
_TARGET = tables.target.c
_VERSION = tables.target_version.c


def add_target(
    work: Work,
    key: str,
    name: str,
    scope: Scope,
    terms: Terms,
    *,
    valid_from: date,
    by: Actor,
    statutory: bool = False,
    published: bool = False,
) -> TargetDetail:
    """Add a target with its first version: clocks by it start from that day on, on what begins from then on.

    Raises `NotPermitted`, `Refused` with a problem for all that is wrong.
    """
    people.require(by, "sla:manage", service_id=scope.service_id)
    _check_reach(scope, by)
    problems = [*_naming_problems(work, key, name), *scope_problems(work, scope, published=published)]
    if scope.kind in KINDS:
        problems += terms_problems(work, scope, terms)
    if problems:
        raise Refused("This target cannot be added.", tuple(problems))
    values = {**asdict(scope), "key": key, "name": name.strip(), "statutory": statutory, "published": published}
    target_id = work.sure_value(insert(tables.target).values(**values).returning(_TARGET.id))
    write_version(work, target_id, key, 1, terms, valid_from=valid_from, reason="", by=by)
    return target_detail(work, key)


def add_target_version(
    work: Work,
    key: str,
    terms: Terms,
    *,
    valid_from: date,
    reason: str,
    by: Actor,
    if_newest: int | None = None,
) -> TargetDetail:
    """Let a target say something else from a day on. Clocks that run go on by the version they began with.

    `if_newest` is the number of the newest version that was looked at. Raises `NotFound`, `NotPermitted`, `Refused`,
    `StaleVersion`.
    """
    found = target_detail(work, key)
    people.require(by, "sla:manage", service_id=found.scope.service_id)
    _check_reach(found.scope, by)
    why = written("reason", "The reason", reason)
    problems = list(terms_problems(work, found.scope, terms))
    if not why:
        problems.append(Problem("reason", "Enter why the target changes."))
    if problems:
        raise Refused("This target cannot be changed so.", tuple(problems))
    if work.value(select(_TARGET.id).where(_TARGET.id == found.id).with_for_update()) is None:
        raise NotFound
    newest = work.sure_value(select(func.max(_VERSION.number)).where(_VERSION.target_id == found.id))
    if if_newest not in (None, newest):
        raise StaleVersion
    write_version(work, found.id, key, newest + 1, terms, valid_from=valid_from, reason=why, by=by)
    return target_detail(work, key)


def write_version(
    work: Work, target_id: int, key: str, number: int, terms: Terms, *, valid_from: date, reason: str, by: Actor
) -> None:
    """Write a version that was checked, and that it was written."""
    work.execute(
        insert(tables.target_version).values(
            target_id=target_id,
            number=number,
            valid_from=valid_from,
            reason=reason,
            created_by=by.user_id,
            created_at=work.now,
            **as_kept(terms),
        )
    )
    facts = {"target": key, "version": number, "valid_from": valid_from.isoformat()}
    subject = ("target", target_id)
    audit.record(work, "sla:target:changed", by=by.user_id, subject=subject, reason=reason, facts=facts)


def as_kept(terms: Terms) -> dict[str, Any]:
    """The columns of a version that hold its terms."""
    return {
        "goals": [asdict(goal) for goal in terms.goals],
        "conditions": {role: list(texts) for role, texts in terms.conditions.items() if texts},
        "at_risk": {"share": terms.at_risk_share, "left": terms.at_risk_left},
        "on_change": terms.on_change,
        "active": terms.active,
    }


def _check_reach(scope: Scope, by: Actor) -> None:
    """Raise unless `by` may look after targets of every service, where this one is for every service."""
    if scope.service_id is None and not people.may_everywhere(by, "sla:manage"):
        raise Refused.at("service_id", "Select the service. A target for every service is an administrator's.")


def _naming_problems(work: Work, key: str, name: str) -> list[Problem]:
    problems = []
    if not KEY.fullmatch(key) or len(key) > LONGEST:
        problems.append(Problem("key", "Enter a key of small letters, digits and hyphens."))
    elif work.value(select(_TARGET.id).where(_TARGET.key == key)):
        problems.append(Problem("key", f"There is a target {key!r} already. Enter another key."))
    if not name.strip() or len(name) > LONGEST:
        problems.append(Problem("name", f"Enter a name of at most {LONGEST} characters."))
    return problems
