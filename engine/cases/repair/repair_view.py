"""What whoever repairs a case needs to see of it, without its answers: who may repair may not always read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine import people
from engine.cases import tables
from engine.cases.access import may_in_root
from engine.cases.calls.reading import Calls, calls_of_case
from engine.cases.repair.suspending import Suspension, suspension
from engine.cases.statuses import ENDED, OPEN_TASK, SUSPENDED
from engine.errors import NotFound
from engine.people import Actor
from engine.store import Work

_CASE = tables.case.c
_OWN = ("id", "reference", "service_id", "site_id", "process_id", "version_id", "walk_through", "status", "next_action")


@dataclass(frozen=True, slots=True)
class RepairView:
    """A case for whoever repairs it. `open_tasks` are the names of what waits for a person.

    `started` is false for one that got stuck before it came to wait anywhere. `calls` are the cases that it has called,
    and the one that called it.
    """

    id: int
    reference: str
    service_id: int
    site_id: int
    process_id: int
    version_id: int
    walk_through: bool
    status: str
    next_action: str
    row_version: int
    started: bool
    open_tasks: tuple[str, ...]
    suspension: Suspension | None
    calls: Calls

    @property
    def ended(self) -> bool:
        """Whether nothing of it can be repaired any more."""
        return self.status in ENDED


def repair_view(work: Work, case_id: int, *, by: Actor) -> RepairView:
    """The case as far as a repair needs it. Raises NotFound, NotPermitted."""
    state, task = tables.state.c, tables.task.c
    row = work.row(
        select(
            *(_CASE[name] for name in _OWN), _CASE.root_id, state.row_version, state.state.is_not(None).label("started")
        )
        .join(tables.state, state.case_id == _CASE.id)
        .where(_CASE.id == case_id)
    )
    if row is None:
        raise NotFound(f"There is no case {case_id}.")
    if not may_in_root(work, by, "case:repair", row["root_id"]):
        people.require(by, "case:repair", service_id=row["service_id"], site_id=row["site_id"])
    waiting = select(task.name).where(task.case_id == case_id, task.status.in_(OPEN_TASK)).order_by(task.id)
    return RepairView(
        **{name: value for name, value in row.items() if name != "root_id"},
        open_tasks=tuple(work.connection.scalars(waiting)),
        suspension=suspension(work, case_id) if row["status"] == SUSPENDED else None,
        calls=calls_of_case(work, case_id),
    )
