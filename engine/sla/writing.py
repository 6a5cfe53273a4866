"""Writing clocks: any number of them started and stopped in one statement, together with their events.

The statement is text with JSON parameters, not Core expressions: it is the same text however many clocks there are, so
that it is prepared once. Clocks that stop are looked at once more by the sweep, which works out how much of their time
was worked; a user's action does not wait for that. Nor does it wait for rungs of ladders: where one may come
before the due date, the sweep looks at a new clock soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import text

from engine.sla.planning import PlannedClock
from engine.store import Work

_WRITE = text("""
WITH started AS (
    INSERT INTO sla_clock (
        case_id, task_id, kind, name, service_id, team_id, target, calendar_id, calendar_version, status,
        started_at, first_due_at, due_at, told_due_at, at_risk_at, at_risk, extended, look_at, contact_id,
        target_id, target_version, goal, statutory, published, at_risk_share, at_risk_left, cycle
    )
    SELECT case_id, task_id, kind, name, service_id, team_id, target, calendar_id, calendar_version, 'running',
        started_at, due_at, due_at, due_at, at_risk_at, false, false,
        CASE WHEN EXISTS (SELECT FROM sla_ladder_version WHERE early) THEN LEAST(started_at, at_risk_at)
            ELSE at_risk_at END,
        contact_id, target_id, target_version, goal, statutory, published, at_risk_share, at_risk_left, cycle
    FROM jsonb_to_recordset(CAST(:started AS jsonb)) AS planned (
        place int, case_id bigint, task_id bigint, kind text, name text, service_id bigint, team_id bigint,
        target text, calendar_id bigint, calendar_version int, started_at timestamptz, due_at timestamptz,
        at_risk_at timestamptz, contact_id bigint, target_id bigint, target_version int, goal text, statutory boolean,
        published boolean, at_risk_share float, at_risk_left text, cycle int
    )
    ORDER BY place
    RETURNING id, case_id, task_id, kind, name, started_at, due_at
), stopping AS (
    SELECT id, breached_at AS breached_before, COALESCE(named.at, :now) AS at, COALESCE(named.why, '') AS why, CASE
        WHEN named.outcome IS NOT NULL THEN named.outcome
        WHEN task_id = ANY(CAST(:met_tasks AS bigint[])) THEN 'met'
        WHEN task_id = ANY(CAST(:cancelled_tasks AS bigint[])) THEN 'cancelled'
        WHEN case_id = CAST(:met_case AS bigint) AND task_id IS NULL THEN 'met'
        ELSE 'cancelled' END AS outcome
    FROM sla_clock LEFT JOIN jsonb_to_recordset(CAST(:stops AS jsonb)) AS named (
        clock_id bigint, outcome text, at timestamptz, why text
    ) ON named.clock_id = sla_clock.id
    WHERE stopped_at IS NULL AND status IN ('running', 'paused') AND (
        task_id = ANY(CAST(:met_tasks AS bigint[]) || CAST(:cancelled_tasks AS bigint[]))
        OR case_id IN (CAST(:met_case AS bigint), CAST(:cancelled_case AS bigint))
        OR id = ANY(CAST(:stopped_ids AS bigint[]))
    )
    ORDER BY id
    FOR UPDATE OF sla_clock
), stopped AS (
    UPDATE sla_clock AS clock
    SET status = stopping.outcome, stopped_at = stopping.at, look_at = :now,
        breached_at = COALESCE(
            clock.breached_at,
            CASE
                WHEN stopping.outcome = 'met' AND clock.due_at < stopping.at THEN clock.due_at
            END
        )
    FROM stopping
    WHERE clock.id = stopping.id
    RETURNING clock.id, clock.status, clock.breached_at, stopping.breached_before, stopping.at, stopping.why
), noted AS (
    INSERT INTO sla_clock_event (clock_id, kind, at, recorded_at, by_user_id, reason)
    SELECT id, kind, at, :now, CAST(:by AS bigint), why FROM (
        SELECT id, 'started' AS kind, started_at AS at, '' AS why FROM started
        UNION ALL
        SELECT id, 'breached', breached_at, '' FROM stopped WHERE breached_at IS NOT NULL AND breached_before IS NULL
        UNION ALL
        SELECT id, status, at, why FROM stopped
    ) AS happened
)
SELECT id, case_id, task_id, kind, name, due_at FROM started ORDER BY id
""")


@dataclass(frozen=True, slots=True)
class Stop:
    """A clock that is to stop: `outcome` is `met` or `cancelled`. `at` may lie in the past; left out, it is now."""

    clock_id: int
    outcome: str
    why: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StartedClock:
    """A clock that runs now. `due_at` is UTC."""

    id: int
    case_id: int | None
    task_id: int | None
    kind: str
    name: str
    due_at: datetime


def write_clocks(
    work: Work,
    *,
    started: Sequence[PlannedClock] = (),
    met_tasks: Sequence[int] = (),
    cancelled_tasks: Sequence[int] = (),
    met_case: int | None = None,
    cancelled_case: int | None = None,
    stops: Sequence[Stop] = (),
    by: int | None = None,
) -> list[StartedClock]:
    """Write clocks that begin and clocks that stop, with their events, in one statement; none when there is nothing.

    A case that is met takes with it the clocks of its tasks that are still open: they are cancelled. A clock that is
    met after its due moment is breached as of that moment. `stops` are single clocks, each with its
    reason. `by` is the person whose action it is.
    """
    if not (started or met_tasks or cancelled_tasks or met_case or cancelled_case or stops):
        return []
    rows = work.rows(
        _WRITE,
        {
            "started": orjson.dumps([_row(place, plan) for place, plan in enumerate(started)]).decode(),
            "met_tasks": list(met_tasks),
            "cancelled_tasks": list(cancelled_tasks),
            "met_case": met_case,
            "cancelled_case": cancelled_case,
            "stops": orjson.dumps(stops).decode(),
            "stopped_ids": [stop.clock_id for stop in stops],
            "now": work.now,
            "by": by,
        },
    )
    return [StartedClock(**row) for row in rows]


def _row(place: int, plan: PlannedClock) -> dict[str, Any]:
    return {
        "place": place,
        "case_id": plan.case_id,
        "task_id": plan.task_id,
        "kind": plan.kind,
        "name": plan.name,
        "service_id": plan.service_id,
        "team_id": plan.team_id,
        "target": plan.target,
        "calendar_id": plan.calendar_id,
        "calendar_version": plan.calendar_version,
        "started_at": plan.started_at,
        "due_at": plan.due_at,
        "at_risk_at": plan.at_risk_at,
        "contact_id": plan.contact_id,
        **asdict(plan.basis),
    }
