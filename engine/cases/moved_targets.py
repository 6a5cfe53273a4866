"""Cases whose clocks are moved to another version of their target: they are held while that is done, what they know is
asked, and their dates are those of their clocks afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial
from typing import Unpack

from sqlalchemy import RowMapping, select

from engine import definitions, people, sla
from engine.cases import tables
from engine.cases.clock_dates import follow_moved, follow_replanned, hold_cases, hold_tasks
from engine.cases.packing import data_of
from engine.definitions import Mark
from engine.sla import Cases, SaidOfVersion, TargetMove, Tasks, Terms, calendar_of
from engine.store import Work, any_of

_CASE = tables.case.c
_STATE = tables.state.c
_TASK = tables.task.c


def propose_target(work: Work, key: str, terms: Terms, **said: Unpack[SaidOfVersion]) -> TargetMove:
    """Propose another version of a target, and count what it would do to the clocks that run; nothing changes yet.

    Raises as `sla.propose_target`.
    """
    return sla.propose_target(work, key, terms, cases=_CASES, **said)


def _known(work: Work, case_ids: Collection[int]) -> Mapping[int, Mapping[str, object]]:
    if not case_ids:
        return {}
    rows = work.rows(select(_STATE.case_id, _STATE.data).where(_STATE.case_id == any_of(case_ids)))
    return {row["case_id"]: data_of(row["data"]) for row in rows}


def _calendars(work: Work, clocks: Sequence[RowMapping]) -> Mapping[int, str]:
    """The nearest calendar that somebody named for the work of each clock, as when it began."""
    names = ("id", "service_id", "site_id", "process_id", "version_id", "channel")
    wanted = _CASE.id.in_({clock["case_id"] for clock in clocks})
    rows = {row["id"]: row for row in work.rows(select(*(_CASE[name] for name in names)).where(wanted))}
    steps = _steps(work, [clock["task_id"] for clock in clocks if clock["task_id"] is not None])
    directory, marks = cache(partial(people.team_directory, work)), cache(partial(definitions.marks_of, work))
    version = cache(partial(definitions.running_version, work))
    found = {}
    for clock in (one for one in clocks if one["case_id"] in rows):
        row, whole = rows[clock["case_id"]], clock["kind"] == "case"
        of = directory(row["service_id"], row["site_id"])
        team = None if whole else next((one for one in of.teams if one.id == clock["team_id"]), None)
        key = version(row["version_id"]).bpmn_process_id if whole else steps.get(clock["task_id"], "")
        mark = marks(row["process_id"]).get(key) or Mark(key)
        found[clock["id"]] = calendar_of(of, team, row["channel"], mark=mark.calendar)
    return found


def _steps(work: Work, task_ids: Sequence[int]) -> dict[int, str]:
    if not task_ids:
        return {}
    rows = work.rows(select(_TASK.id, _TASK.step_key).where(_TASK.id.in_(task_ids)))
    return {row["id"]: row["step_key"] for row in rows}


_CASES = Cases(hold=hold_cases, follow=follow_moved, known=_known, calendars=_calendars)
REPLANNED_TASKS = Tasks(hold=hold_tasks, follow=follow_replanned, cases=_CASES)
