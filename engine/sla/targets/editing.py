"""Adding targets, and versions of them. What was there before stays as it was; clocks that run keep theirs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from engine import people
from engine.errors import NotFound, Refused
from engine.forms import reason_given
from engine.people import Actor
from engine.sla import tables
from engine.sla.targets.checking import scope_problems, terms_problems
from engine.sla.targets.reading import TargetDetail, target_detail
from engine.sla.targets.shape import KINDS, Scope, Terms
from engine.sla.versions import Versioned, naming_problems, newest_version, write_version
from engine.store import Work

TARGET = Versioned("target", tables.target, tables.target_version)
_TARGET = tables.target.c


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
    require_reach(scope, by)
    problems = [
        *naming_problems(work, TARGET, key=key, name=name),
        *scope_problems(work, scope, published=published),
    ]
    if scope.kind in KINDS:
        problems += terms_problems(work, scope, terms)
    if problems:
        raise Refused("This target cannot be added.", tuple(problems))
    values = {**asdict(scope), "key": key, "name": name.strip(), "statutory": statutory, "published": published}
    target_id = work.sure_value(insert(tables.target).values(**values).returning(_TARGET.id))
    write_terms(work, target_id, key, 1, terms, valid_from=valid_from, reason="", by=by)
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
    found, why = checked_version(work, key, terms, reason=reason, by=by)
    newest = held_target(work, found.id, if_newest=if_newest)
    write_terms(work, found.id, key, newest + 1, terms, valid_from=valid_from, reason=why, by=by)
    return target_detail(work, key)


def checked_version(work: Work, key: str, terms: Terms, *, reason: str, by: Actor) -> tuple[TargetDetail, str]:
    """A target that `by` may give these terms, and the reason as it is kept.

    Raises `NotFound`, `NotPermitted`, `Refused` with a problem for all that is wrong.
    """
    found = target_detail(work, key)
    people.require(by, "sla:manage", service_id=found.scope.service_id)
    require_reach(found.scope, by)
    problems = terms_problems(work, found.scope, terms)
    why = reason_given(
        reason, ask="Enter why the target changes.", problems=problems, refusal="This target cannot be changed so."
    )
    return found, why


def held_target(work: Work, target_id: int, *, if_newest: int | None = None) -> int:
    """The number of the newest version of a target, held against other changes.

    `if_newest` is the one that was looked at: raises `StaleVersion` when there is another. Raises `NotFound`.
    """
    # Clocks that begin by the target meanwhile refer to its row: they are not to wait.
    held = select(_TARGET.id).where(_TARGET.id == target_id).with_for_update(key_share=True)
    if work.value(held) is None:
        raise NotFound
    return newest_version(work, TARGET, target_id, seen=if_newest)


def write_terms(
    work: Work, target_id: int, key: str, number: int, terms: Terms, *, valid_from: date, reason: str, by: Actor
) -> None:
    """Write a version that was checked, and audit it."""
    kept, facts = kept_terms(terms), {"target": key}
    write_version(work, TARGET, target_id, number, kept, valid_from=valid_from, reason=reason, by=by, facts=facts)


def kept_terms(terms: Terms) -> dict[str, Any]:
    """The columns of a version that hold its terms."""
    return {
        "goals": [asdict(goal) for goal in terms.goals],
        "conditions": {role: list(texts) for role, texts in terms.conditions.items() if texts},
        "at_risk": {"share": terms.at_risk_share, "left": terms.at_risk_left},
        "on_change": terms.on_change,
        "active": terms.active,
    }


def require_reach(scope: Scope, by: Actor) -> None:
    """Raise `Refused` unless `by` may look after targets of every service, where this one is for every service."""
    if scope.service_id is None and not people.may_everywhere(by, "sla:manage"):
        raise Refused.at("service_id", "Select the service. A target for every service is an administrator's.")
