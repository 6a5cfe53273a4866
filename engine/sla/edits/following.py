"""Open clocks follow new hours of their calendar: their dates are worked out anew, one statement writes them all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import ColumnElement, RowMapping, select, text

from engine.sla import tables
from engine.sla.calendars import calendars_for
from engine.sla.changing import next_look
from engine.sla.edits.followers import Tasks
from engine.sla.edits.redating import Redated, redate
from engine.store import Work

_CLOCK = tables.clock.c

_WRITE = text("""
WITH given AS (
    SELECT * FROM unnest(
        CAST(:ids AS bigint[]), CAST(:was_versions AS int[]), CAST(:was_due AS timestamptz[]),
        CAST(:due AS timestamptz[]), CAST(:at_risk_at AS timestamptz[]), CAST(:at_risk AS boolean[]),
        CAST(:look_at AS timestamptz[]), CAST(:unextended AS timestamptz[])
    ) AS given (id, was_version, was_due_at, due_at, at_risk_at, at_risk, look_at, unextended_due_at)
), changed AS (
    UPDATE sla_clock AS clock
    SET due_at = given.due_at, at_risk_at = given.at_risk_at, at_risk = given.at_risk,
        look_at = CASE
            WHEN given.due_at IS NULL OR NOT (clock.published OR EXISTS (SELECT FROM sla_ladder)) THEN given.look_at
            WHEN (given.due_at, given.at_risk_at) IS DISTINCT FROM (clock.due_at, clock.at_risk_at)
                THEN LEAST(given.look_at, :now)
            ELSE LEAST(given.look_at, clock.look_at)
        END,
        told_due_at = COALESCE(given.due_at, clock.told_due_at),
        unextended_due_at = COALESCE(given.unextended_due_at, clock.unextended_due_at), calendar_version = :version
    FROM given
    WHERE clock.id = given.id
)
INSERT INTO sla_clock_event (clock_id, kind, at, recorded_at, reason, until, was_version, calendar_version, was_due_at)
SELECT id, 'replanned', :now, :now, '', due_at, was_version, :version, was_due_at FROM given
""")


def left_of_hours(run: RowMapping) -> list[ColumnElement[bool]]:
    """The clocks that a run has still to do are of an older version of the calendar."""
    return [
        _CLOCK.calendar_id == run["calendar_id"],
        _CLOCK.stopped_at.is_(None),
        _CLOCK.calendar_version < run["to_version"],
    ]


def follow_hours(work: Work, run: RowMapping, clocks: Sequence[RowMapping], tasks: Tasks) -> int:
    """Let held clocks follow the version of a run, and their tasks with them; answers how many moved."""
    calendar = calendars_for(work, [key_of(work, run)])
    (kept,) = calendar.values()
    redated = list(redate(work, clocks, kept.as_of(run["to_version"])))
    work.execute(_WRITE, {**_columns(work, redated), "version": run["to_version"], "now": work.now})
    moved = [one.clock["task_id"] for one in redated if one.moved and one.clock["task_id"] is not None]
    if moved:
        tasks.follow(work, moved)
    return sum(one.moved for one in redated)


def _columns(work: Work, redated: Sequence[Redated]) -> dict[str, str]:
    """What is written, a column each: text of an array is what the database reads quickest."""
    rows = [_row(work, one) for one in redated]
    names = ("ids", "was_versions", "was_due", "due", "at_risk_at", "at_risk", "look_at", "unextended")
    return {name: _array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def _row(work: Work, one: Redated) -> tuple[object, ...]:
    clock = one.clock
    warned = clock["at_risk"] and not _is_later(work, clock["at_risk_at"], one.at_risk_at)
    look = next_look(one.due_at, one.at_risk_at, clock["breached_at"], at_risk=warned)
    was = (clock["id"], clock["calendar_version"], clock["due_at"])
    return (*was, one.due_at, one.at_risk_at, warned, look, one.unextended_due_at)


def _is_later(work: Work, was: datetime | None, warns: datetime | None) -> bool:
    """Whether a warning is still to come that came before: only when it has moved, whatever this machine's time is."""
    return warns is not None and warns > work.now and (was is None or warns > was)


def _array(values: Sequence[object]) -> str:
    return f"{{{orjson.dumps(values).decode()[1:-1]}}}"


def key_of(work: Work, run: RowMapping) -> str:
    """The key of the calendar of a run."""
    key: str = work.sure_value(select(tables.calendar.c.key).where(tables.calendar.c.id == run["calendar_id"]))
    return key
