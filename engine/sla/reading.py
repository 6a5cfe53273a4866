"""Lists of clocks, the most urgent first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, tuple_

from engine.errors import NotFound, Refused
from engine.sla import tables
from engine.sla.clock import AGREED, IN_TIME, LATE
from engine.store import Work

STOPPED = (IN_TIME, AGREED, LATE, "cancelled")
"""How a clock stopped: in time, in time because more was agreed, late, or needed no more."""
VERDICTS = ("open", "on-time", "at-risk", "overdue", "paused", "stopped", *STOPPED)
MOST = 500
_DATED = ("on-time", "at-risk")


@dataclass(frozen=True, slots=True)
class ClockFilter:
    """Which clocks are wanted; what is None or empty does not limit.

    `verdict` is one of `VERDICTS`; empty means open ones, or every one when cases or a task are named.
    A task is named with its case, by which its clocks are found. `statutory` keeps to times set by law. `after`
    continues below a clock: its due date (None while paused) and id.
    """

    service_ids: Collection[int] | None = None
    team_ids: Collection[int] | None = None
    case_id: int | None = None
    case_ids: Collection[int] | None = None
    task_id: int | None = None
    kind: str = ""
    verdict: str = ""
    statutory: bool = False
    after: tuple[datetime | None, int] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock as lists show it. Moments are UTC; `due_at` is None while paused.

    `status` is `running`, `paused`, `met` or `cancelled`; `verdict` is how it stands at this moment: `on-time`,
    `at-risk`, `overdue`, `paused`, or as it stopped: `in-time`, `in-agreed-time` (past `unextended_due_at`, which was
    due before more time was agreed, and not past the date agreed), `late`, `cancelled`. `worked_seconds` is the time
    that counted, worked out shortly after a clock has stopped. `target_id` and `target_version` are None for a clock by
    a mark; `goal` names the goal that holds, `cycle` counts the clocks of one target on one case.
    """

    id: int
    case_id: int | None
    task_id: int | None
    kind: str
    name: str
    service_id: int | None
    team_id: int | None
    target: str
    calendar: str
    calendar_version: int
    status: str
    verdict: str
    started_at: datetime
    first_due_at: datetime
    due_at: datetime | None
    at_risk_at: datetime | None
    breached_at: datetime | None
    stopped_at: datetime | None
    extended: bool
    unextended_due_at: datetime | None
    worked_seconds: float | None
    contact_id: int | None
    target_id: int | None
    target_version: int | None
    goal: str
    cycle: int
    statutory: bool
    published: bool


def clocks(work: Work, wanted: ClockFilter) -> list[ClockRow]:
    """The clocks that meet every filter, by due date and then id, paused ones last; one statement or two.

    Raises `Refused` for an unknown verdict.
    """
    if wanted.verdict and wanted.verdict not in VERDICTS:
        raise Refused.at("verdict", f"The verdict on a clock is one of {', '.join(VERDICTS)}, not {wanted.verdict!r}.")
    limit = min(wanted.limit, MOST)
    is_below_dated = wanted.after is not None and wanted.after[0] is None
    found: list[ClockRow] = []
    if wanted.verdict != "paused" and not is_below_dated:
        found = _page(work, wanted, limit, due=True)
    if wanted.verdict not in _DATED and len(found) < limit:
        found += _page(work, wanted, limit - len(found), due=False)
    return found


def soonest_of_each_rule(work: Work, wanted: ClockFilter) -> list[ClockRow]:
    """The running clocks that meet every filter: of each calendar and target the first `limit` by due date.

    One statement. Among clocks of one calendar and target the due date is the order of what is left of their time;
    across them it is not.
    """
    columns = tables.clock.c
    first = func.row_number().over(
        partition_by=(columns.calendar_id, columns.target), order_by=(columns.due_at, columns.id)
    )
    ranked = (
        select(columns.id, first.label("place"))
        .where(columns.status == "running", *_conditions(wanted, work.now))
        .subquery("ranked")
    )
    query = _select(work.now).join(ranked, ranked.c.id == columns.id).where(ranked.c.place <= min(wanted.limit, MOST))
    return [ClockRow(**row) for row in work.rows(query)]


def count_urgent(work: Work, wanted: ClockFilter) -> dict[str, int]:
    """How many running clocks of the filter are `overdue` and how many `at-risk`; one statement."""
    columns = tables.clock.c
    query = select(func.count().filter(_is_overdue(work.now)).label("overdue"), func.count().label("urgent")).where(
        columns.status == "running",
        or_(_is_overdue(work.now), columns.at_risk_at <= work.now),
        *_conditions(wanted, work.now),
    )
    found = work.row(query)
    overdue, urgent = (found["overdue"], found["urgent"]) if found else (0, 0)
    return {"overdue": overdue, "at-risk": urgent - overdue}


def clock(work: Work, number: int) -> ClockRow:
    """The clock with this id. Raises `NotFound`."""
    row = work.row(_select(work.now).where(tables.clock.c.id == number))
    if row is None:
        raise NotFound(f"There is no clock {number}.")
    return ClockRow(**row)


def _page(work: Work, wanted: ClockFilter, limit: int, *, due: bool) -> list[ClockRow]:
    columns = tables.clock.c
    query = _select(work.now).where(*_conditions(wanted, work.now))
    if due:
        query = query.where(columns.due_at.is_not(None)).order_by(columns.due_at, columns.id)
        if wanted.after:
            query = query.where(tuple_(columns.due_at, columns.id) > wanted.after)
    else:
        query = query.where(columns.due_at.is_(None)).order_by(columns.id)
        if wanted.after and wanted.after[0] is None:
            query = query.where(columns.id > wanted.after[1])
    return [ClockRow(**row) for row in work.rows(query.limit(limit))]


def _select(now: datetime) -> Select[Any]:
    columns = tables.clock.c
    verdict = case(
        (columns.status == "cancelled", "cancelled"),
        (_is_in_agreed_time(), AGREED),
        (and_(columns.status == "met", columns.breached_at.is_not(None)), LATE),
        (columns.status == "met", IN_TIME),
        (_is_overdue(now), "overdue"),
        (columns.status == "paused", "paused"),
        (columns.at_risk_at <= now, "at-risk"),
        else_="on-time",
    )
    shown = [columns[name] for name in ClockRow.__slots__ if name in columns]
    return select(*shown, tables.calendar.c.key.label("calendar"), verdict.label("verdict")).join(
        tables.calendar, tables.calendar.c.id == columns.calendar_id
    )


def _is_overdue(now: datetime) -> ColumnElement[bool]:
    columns = tables.clock.c
    agreed = and_(columns.extended, columns.due_at >= now)
    return or_(columns.due_at < now, and_(columns.breached_at.is_not(None), ~func.coalesce(agreed, false())))


def _conditions(wanted: ClockFilter, now: datetime) -> Sequence[ColumnElement[bool]]:
    columns = tables.clock.c
    limits: list[ColumnElement[bool]] = []
    if wanted.service_ids is not None:
        limits.append(columns.service_id.in_(wanted.service_ids))
    if wanted.team_ids is not None:
        limits.append(columns.team_id.in_(wanted.team_ids))
    for name in ("case_id", "task_id", "kind"):
        if value := getattr(wanted, name):
            limits.append(columns[name] == value)
    if wanted.case_ids is not None:
        limits.append(columns.case_id.in_(wanted.case_ids))
    if wanted.statutory:
        limits.append(columns.statutory)
    narrowed = any(named is not None for named in (wanted.case_id, wanted.case_ids, wanted.task_id))
    return [*limits, *_verdict(wanted.verdict or ("" if narrowed else "open"), now)]


def _verdict(verdict: str, now: datetime) -> list[ColumnElement[bool]]:
    columns = tables.clock.c
    if not verdict:
        return []
    if verdict == "stopped" or verdict in STOPPED:
        return [columns.stopped_at.is_not(None), *_stopped(verdict)]
    limits = [columns.stopped_at.is_(None)]
    running = columns.status == "running"
    in_time = and_(columns.breached_at.is_(None), columns.due_at >= now)
    more: dict[str, list[ColumnElement[bool]]] = {
        "overdue": [_is_overdue(now)],
        "paused": [columns.status == "paused"],
        "at-risk": [running, in_time, columns.at_risk_at <= now],
        "on-time": [running, in_time, columns.at_risk_at > now],
    }
    return limits + more.get(verdict, [])


def _stopped(verdict: str) -> list[ColumnElement[bool]]:
    columns = tables.clock.c
    met, agreed = columns.status == "met", func.coalesce(_is_in_agreed_time(), false())
    more: dict[str, list[ColumnElement[bool]]] = {
        IN_TIME: [met, columns.breached_at.is_(None), ~agreed],
        AGREED: [agreed],
        LATE: [met, columns.breached_at.is_not(None), ~agreed],
        "cancelled": [columns.status == "cancelled"],
    }
    return more.get(verdict, [])


def _is_in_agreed_time() -> ColumnElement[bool]:
    """Met past the date of before more time was agreed, and not past the one agreed. A breach of before stays written
    down, as its warnings do."""
    columns = tables.clock.c
    kept = or_(columns.breached_at.is_(None), columns.stopped_at <= columns.due_at)
    return and_(columns.status == "met", columns.stopped_at > columns.unextended_due_at, kept)


def outcome_of_met() -> ColumnElement[str]:
    """How a clock that was met did, as a column: `in-time`, `in-agreed-time` or `late`."""
    return case((_is_in_agreed_time(), AGREED), (tables.clock.c.breached_at.is_not(None), LATE), else_=IN_TIME)
