"""What a target is called, and whether the law sets its time or customers are promised it: for clocks still to begin.

A clock carries its name, and what it was begun as, with it, so what has been measured and promised stays as it was.
"""

from __future__ import annotations

from sqlalchemy import update

from engine import audit, people
from engine.errors import StaleVersion
from engine.forms import reason_given
from engine.people import Actor
from engine.sla import tables
from engine.sla.targets.checking import promise_problems
from engine.sla.targets.editing import held_target, require_reach
from engine.sla.targets.reading import TargetDetail, target_detail
from engine.sla.versions import name_problems
from engine.store import Work

_TARGET = tables.target.c


def rename_target(
    work: Work,
    key: str,
    name: str,
    *,
    statutory: bool,
    published: bool,
    reason: str,
    by: Actor,
    if_naming: str | None = None,
) -> TargetDetail:
    """Call a target something else, and say whether the law sets its time and whether customers are promised it.

    It holds for clocks that begin from now on. `if_naming` is the `naming` that was looked at. Raises `NotFound`,
    `NotPermitted`, `StaleVersion` when it has another one since, and `Refused` with a problem for all that is wrong.
    """
    found = target_detail(work, key)
    people.require(by, "sla:manage", service_id=found.scope.service_id)
    require_reach(found.scope, by)
    problems = (*name_problems(name), *promise_problems(found.scope, published=published))
    why = reason_given(
        reason, ask="Enter why it changes.", problems=problems, refusal="This target cannot be changed so."
    )
    held_target(work, found.id)
    found = target_detail(work, key)
    if if_naming not in (None, found.naming):
        raise StaleVersion
    called = name.strip()
    values = {"name": called, "statutory": statutory, "published": published}
    work.execute(update(tables.target).where(_TARGET.id == found.id).values(values))
    was = {"name": found.name, "statutory": found.statutory, "published": found.published}
    facts = {"target": key, "name": called, "changed": sorted(one for one in values if values[one] != was[one])}
    audit.record(work, "sla:target:renamed", by=by.user_id, subject=("target", found.id), reason=why, facts=facts)
    return target_detail(work, key)
