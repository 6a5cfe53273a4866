"""Whose time the time of a case was: by its pauses, by who had its tasks when, and by who handed what to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, select

from engine import audit, people, sla
from engine.cases import tables
from engine.cases.reading import require_readable
from engine.people import Actor
from engine.sla import ClockFilter, PartyTime, Span
from engine.store import Work

_OFFICES = {"front": "front-office", "back": "back-office"}
_Row = RowMapping | Mapping[str, Any]
_TASK = tables.task.c
_HAND_OFF = tables.hand_off.c
_NEEDED = ("id", "case_id", "calendar", "calendar_version", "started_at", "stopped_at")


@dataclass(frozen=True, slots=True)
class TimeShares:
    """Whose time the time of one clock of a whole case was, up to now or to its end.

    `parties` are all of `sla.SHARING`, in its order; their times make `elapsed` and `working` exactly. `spans` are the
    same in the order of time.
    """

    clock_id: int
    name: str
    elapsed: timedelta
    working: timedelta
    parties: tuple[PartyTime, ...]
    spans: tuple[Span, ...]


def time_shares(work: Work, case_id: int, *, by: Actor) -> list[TimeShares]:
    """Whose time it was, for each clock of a case that measures the whole of it. Raises NotFound, NotPermitted."""
    require_readable(work, case_id, by)
    clocks = sla.clocks(work, ClockFilter(case_id=case_id, kind="case", limit=500))
    rows = [{name: getattr(clock, name) for name in _NEEDED} for clock in clocks]
    divided = _divided(work, rows)
    return [_shares(clock.id, clock.name, *divided[clock.id]) for clock in clocks]


def divide_time(work: Work, limit: int = 200) -> bool:
    """Keep whose time it was of at most `limit` cases whose clock was met; answers whether there may be more."""
    clocks = sla.undivided_clocks(work, limit)
    divided = _divided(work, clocks)
    sla.keep_division(work, {number: parts for number, (_, parts) in divided.items()})
    return len(clocks) == limit


def _shares(clock_id: int, name: str, spans: Sequence[Span], parties: tuple[PartyTime, ...]) -> TimeShares:
    elapsed = sum((part.elapsed for part in parties), timedelta(0))
    working = sum((part.working for part in parties), timedelta(0))
    return TimeShares(clock_id, name, elapsed, working, parties, tuple(spans))


def _divided(work: Work, clocks: Sequence[_Row]) -> dict[int, tuple[list[Span], tuple[PartyTime, ...]]]:
    if not clocks:
        return {}
    pauses = sla.pauses_of(work, [clock["id"] for clock in clocks], work.now)
    worked = _worked(work, {clock["case_id"] for clock in clocks}, work.now)
    calendars = sla.calendars_as_of(work, {(clock["calendar"], clock["calendar_version"]) for clock in clocks})
    found = {}
    for clock in clocks:
        end = clock["stopped_at"] or work.now
        spans = sla.divide(clock["started_at"], end, pauses.get(clock["id"], ()), worked.get(clock["case_id"], ()))
        calendar = calendars[clock["calendar"], clock["calendar_version"]]
        found[clock["id"]] = (spans, sla.added_up(spans, calendar))
    return found


def _worked(work: Work, case_ids: Collection[int], now: datetime) -> dict[int, list[Span]]:
    """When which office had a task of each case: three statements, and one more for each case that was re-routed."""
    kinds = {team.id: team.kind for team in people.teams(work)}
    changes = _changes(work, case_ids, kinds)
    found: dict[int, list[Span]] = defaultdict(list)
    for task in _tasks(work, case_ids):
        begins, office = task["opened_at"], task["office"]
        turns = sorted(changes.get(task["id"], ()))
        if turns:
            office = turns[0][1]
        for at, _, to in turns:
            found[task["case_id"]].append(Span(begins, at, _OFFICES[office]))
            begins, office = at, to
        found[task["case_id"]].append(Span(begins, _end(task, now), _OFFICES[office]))
    return found


def _tasks(work: Work, case_ids: Collection[int]) -> Sequence[RowMapping]:
    columns = (_TASK.id, _TASK.case_id, _TASK.office, _TASK.status, _TASK.opened_at, _TASK.cancelled_at, _TASK.done_at)
    return work.rows(select(*columns).where(_TASK.case_id.in_(case_ids)).order_by(_TASK.opened_at, _TASK.id))


def _end(task: RowMapping, now: datetime) -> datetime:
    """When nobody had the task any more. Of one cancelled in a time when that was not kept it is not known: it counts
    as nobody's."""
    ends = {"done": task["done_at"], "cancelled": task["cancelled_at"]}
    ended: datetime = ends.get(task["status"], now) or task["opened_at"]
    return ended


def _changes(
    work: Work, case_ids: Collection[int], kinds: Mapping[int, str]
) -> dict[int, list[tuple[datetime, str, str]]]:
    """When each task went from one office to another: moment, from and to."""
    found: dict[int, list[tuple[datetime, str, str]]] = defaultdict(list)
    columns = (_HAND_OFF.task_id, _HAND_OFF.from_team_id, _HAND_OFF.to_team_id, _HAND_OFF.cause, _HAND_OFF.status)
    moments = (_HAND_OFF.handed_at, _HAND_OFF.answered_at)
    for row in work.rows(select(*columns, *moments).where(_HAND_OFF.case_id.in_(case_ids))):
        one, other = kinds[row["from_team_id"]], kinds[row["to_team_id"]]
        if row["cause"] == "by_person":
            found[row["task_id"]].append((row["handed_at"], one, other))
        if row["status"] == "returned":
            found[row["task_id"]].append((row["answered_at"], other, one))
    for number in case_ids:
        for entry in audit.entries(work, case_id=number, action="case:task:rerouted", limit=500):
            offices = (entry.facts.get("from_office"), entry.facts.get("office"))
            if all(offices) and entry.subject is not None:
                found[entry.subject[1]].append((entry.happened_at, str(offices[0]), str(offices[1])))
    return found
