"""What figures are counted from: rows of cases, tasks and hand-offs as subqueries, walk-throughs left out.

A called case is part of the case that led to it: it is none of the cases, and its work is that case's.

Each function answers a subquery that `engine.measures` composes; nothing here is read yet when it is called.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Subquery, Table, func, select

from engine.cases import tables
from engine.sla.facts import promised_by

_CASE = tables.case.c
_TASK = tables.task.c
_HAND_OFF = tables.hand_off.c


def cases() -> Subquery:
    """One row a case: id, reference, process_id, service_id, site_id, contact_id, customer_id, property_id, status,
    started_at, ended_at, fulfil_by (the date promised for the whole), begun_by_team_id, owner_id."""
    names = (
        "id", "reference", "process_id", "service_id", "site_id", "contact_id", "customer_id", "property_id", "status",
        "started_at", "ended_at", "begun_by_team_id", "owner_id", "outcome",
    )  # fmt: skip
    own = (_CASE.walk_through.is_(False), _CASE.root_id.is_(None))
    fulfil_by = func.coalesce(promised_by(_CASE.id), _CASE.fulfil_by).label("fulfil_by")
    return select(*(_CASE[name] for name in names), fulfil_by).where(*own).subquery("cases")


def tasks() -> Subquery:
    """One row a task: id, case_id, reference, process_id, step_key, name, service_id, site_id, team_id, office, route,
    stage, status, opened_at, due_at, done_at, contact_id (the contact it was done in), begun_by_contact_id."""
    names = (
        "id", "case_id", "process_id", "step_key", "name", "service_id", "site_id", "team_id", "office", "route",
        "stage", "status", "opened_at", "due_at", "done_at", "contact_id",
    )  # fmt: skip
    return (
        select(*(_TASK[name] for name in names), _CASE.reference, _CASE.contact_id.label("begun_by_contact_id"))
        .join(tables.case, _CASE.id == _TASK.case_id)
        .where(_CASE.walk_through.is_(False))
        .subquery("tasks")
    )


def work_of_cases() -> Subquery:
    """One row a task, walk-throughs among them: id, case_id, name, team_id, office, stage, status, contact_id.

    For asking about each of `cases()`, which leaves walk-throughs out: nothing is joined to find them again.
    """
    names = ("id", "name", "team_id", "office", "stage", "status", "contact_id")
    return _with_called(tables.task, names).subquery("work")


def hand_offs_of_cases() -> Subquery:
    """One row a hand-off, walk-throughs among them: id, case_id, stage, status. For asking about each of `cases()`."""
    return _with_called(tables.hand_off, ("id", "stage", "status")).subquery("passed")


def _with_called(work: Table, names: Sequence[str]) -> CompoundSelect[Any]:
    """Rows of cases, and those of called cases as rows of the case that led to them.

    Two questions put together: whoever asks for those of one case has an index for both.
    """
    columns = [work.c[name] for name in names]
    led_to = select(_CASE.root_id.label("case_id"), *columns).join_from(tables.case, work, work.c.case_id == _CASE.id)
    return select(work.c.case_id, *columns).union_all(led_to.where(_CASE.root_id.is_not(None)))


def hand_offs() -> Subquery:
    """One row a hand-off: id, case_id, reference, process_id, step_key, name, service_id, site_id, from_team_id,
    to_team_id, cause, stage, status, handed_at, answered_at."""
    names = ("id", "case_id", "from_team_id", "to_team_id", "cause", "stage", "status", "handed_at", "answered_at")
    return (
        select(
            *(_HAND_OFF[name] for name in names),
            _CASE.reference,
            _TASK.process_id,
            _TASK.step_key,
            _TASK.name,
            _TASK.service_id,
            _TASK.site_id,
        )
        .join(tables.task, _TASK.id == _HAND_OFF.task_id)
        .join(tables.case, _CASE.id == _HAND_OFF.case_id)
        .where(_CASE.walk_through.is_(False))
        .subquery("hand_offs")
    )
