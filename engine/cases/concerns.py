"""Whom the clocks of cases concern: who holds the task, or else owns the case, and which team has to act."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from engine.cases import tables
from engine.sla import Concern
from engine.store import Work

_Pair = tuple[int | None, int | None]


def concerns(work: Work, pairs: Collection[_Pair]) -> dict[_Pair, Concern]:
    """The concern of each pair of a case and one of its tasks (None for the case as a whole); two statements."""
    case, task = tables.case.c, tables.task.c
    case_ids = {case_id for case_id, _ in pairs if case_id is not None}
    task_ids = {task_id for _, task_id in pairs if task_id is not None}
    shown = (case.id, case.owner_id, case.next_team_id, case.reference)
    cases = {row["id"]: row for row in work.rows(select(*shown).where(case.id.in_(case_ids)))} if case_ids else {}
    held = select(task.id, task.claimed_by, task.team_id).where(task.id.in_(task_ids))
    tasks = {row["id"]: row for row in work.rows(held)} if task_ids else {}
    found = {}
    for case_id, task_id in pairs:
        of_case, of_task = cases.get(case_id or 0), tasks.get(task_id or 0)
        if of_case is not None:
            owner = (of_task["claimed_by"] if of_task else None) or of_case["owner_id"]
            team = of_task["team_id"] if of_task else of_case["next_team_id"]
            found[case_id, task_id] = Concern(owner, team, of_case["reference"])
    return found
