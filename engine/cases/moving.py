"""Move a step at a site, and with it, in the same unit of work, every task of it that nobody has claimed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, func, select, update

from engine import audit, definitions, people, sla, transfer
from engine.audit import Entry
from engine.cases import tables
from engine.cases.locking import with_root
from engine.cases.routing import Route, route
from engine.cases.statuses import OPEN_TASK
from engine.errors import Refused
from engine.people import Actor, TeamDirectory
from engine.store import Work
from engine.transfer import Place, Standing

_TASK = tables.task.c
_MOVED = "moved"
_ROUTED = ("live", "pilot", "lane", _MOVED)


@dataclass(frozen=True, slots=True)
class StepMove:
    """Where a step is to stand, and what is to be known about it: see `transfer.move`."""

    to: str
    row_version: int = 0
    reason: str = ""
    owner_id: int | None = None
    planned_on: date | None = None
    pilot_share: int | None = None
    pilot_team_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rerouting:
    """What a move does to the step's open tasks at the site.

    `goes` says how many unclaimed ones change team, by the id of the team they go to; `stays` how many are with the
    team that has them then too; `put` how many stay where a person put them; `claimed` how many stay with their holder.
    `by_share`: the move is to a pilot that takes a share of the cases.
    """

    goes: Mapping[int, int]
    stays: int
    claimed: int
    put: int
    by_share: bool


def foresee_move(work: Work, place: Place, change: StepMove) -> Rerouting:
    """What `move_step` would do to open tasks if it were done now; changes nothing. Raises NotFound."""
    service_id = definitions.process(work, place.process_id).service_id
    today = transfer.standings(work, place.process_id, place.site_id).get(place.step_key) or Standing(place.step_key)
    share, team_id = (change.pilot_share, change.pilot_team_id) if change.to == "pilot" else (None, None)
    then = replace(today, state=change.to, pilot_share=share, pilot_team_id=team_id)
    rows = work.rows(_open_tasks(place))
    free = [row for row in rows if row["status"] == "open" and row["route"] in _ROUTED]
    goes = Counter(way.team.id for _, way in _passing(free, _teams(work, place, service_id, free), then))
    claimed = sum(row["status"] == "claimed" for row in rows)
    return Rerouting(goes, len(free) - goes.total(), claimed, len(rows) - claimed - len(free), share is not None)


def move_step(work: Work, place: Place, change: StepMove, *, by: Actor) -> tuple[Standing, int]:
    """Change where a step stands at a site and re-route its unclaimed tasks. Answers the standing and how many moved.

    Claimed tasks stay with their holder; tasks a person handed over stay where that person put them.
    Raises what `transfer.move` raises, NotPermitted, and Refused for a step that the process does not have.
    """
    service_id = check_place(work, place, by=by)
    mark = definitions.marks_of(work, place.process_id).get(place.step_key)
    _unclaimed(work, place)
    standing = transfer.move(
        work,
        process_id=place.process_id,
        step_key=place.step_key,
        site_id=place.site_id,
        to=change.to,
        by=by,
        version_uploaders=definitions.uploaders(work, place.process_id),
        owner_id=change.owner_id,
        planned_on=change.planned_on,
        pilot_share=change.pilot_share,
        pilot_team_id=change.pilot_team_id,
        reason=change.reason,
        row_version=change.row_version,
        must_stay=bool(mark and mark.must_stay),
    )
    return standing, reroute(work, place, standing, service_id=service_id, by=by.user_id)


def check_place(work: Work, place: Place, *, by: Actor) -> int:
    """Whether `by` may change where this step stands at this site; answers the service the process belongs to.

    Raises NotFound (no such process), NotPermitted, Refused (the process has no such step).
    """
    process = definitions.process(work, place.process_id)
    people.require(by, "transfer:move", service_id=process.service_id, site_id=place.site_id)
    if not definitions.has_step(work, place.process_id, place.step_key):
        raise Refused(f"The process “{process.name}” has no step “{place.step_key}”. Choose one of its steps.")
    return process.service_id


def reroute(work: Work, place: Place, standing: Standing, *, service_id: int, by: int | None) -> int:
    """Put every unclaimed task of the step at the site where the standing says; answers how many changed team."""
    rows = _unclaimed(work, place)
    moved = _passing(rows, _teams(work, place, service_id, rows), standing)
    _write(work, moved, by)
    return len(moved)


def _teams(work: Work, place: Place, service_id: int, rows: Sequence[RowMapping]) -> dict[int, TeamDirectory]:
    """By task, the teams that it may go to: those of the service whose process it is, or that lends it the lane."""
    services = {row["id"]: _lender(work, row) or service_id for row in rows}
    found = {number: people.team_directory(work, number, place.site_id) for number in {*services.values()}}
    return {task_id: found[number] for task_id, number in services.items()}


def _lender(work: Work, row: RowMapping) -> int | None:
    """The service whose lane a call lends to a step that has none of its own; None for any other."""
    if row["lent_lane"] is None or row["lent_lane"] != row["lane"]:
        return None
    step = definitions.running_version(work, row["version_id"]).steps.get(row["element"])
    return None if step is not None and step.lane else row["lane_service_id"]


def _passing(
    rows: Sequence[RowMapping], teams: Mapping[int, TeamDirectory], standing: Standing
) -> list[tuple[RowMapping, Route]]:
    """Those of the tasks that another team gets when the step stands so, each with its new way; `teams` by task."""
    moved: list[tuple[RowMapping, Route]] = []
    for row in rows:
        way = route(
            teams[row["id"]],
            standing,
            step_name=row["name"],
            lane=row["lane"],
            case_id=row["case_id"],
            begun_by_team_id=row["begun_by_team_id"],
        )
        if way.team.id != row["team_id"]:
            moved.append((row, replace(way, why=_MOVED) if _had_waited(row, way) else way))
    return moved


def _had_waited(row: RowMapping, way: Route) -> bool:
    """Whether a task that comes to the front office waited in the back office before, so that figures remember it."""
    return way.team.kind == "front" and (row["office"] == "back" or row["route"] == _MOVED)


def _unclaimed(work: Work, place: Place) -> Sequence[RowMapping]:
    """The step's tasks that may change team, held with their cases.

    They are held before the standing is, as whoever completes a task holds its case before the standings.
    """
    return work.rows(_open_tasks(place).where(_TASK.status == "open", _TASK.route.in_(_ROUTED)).with_for_update())


def _open_tasks(place: Place) -> Select[Any]:
    columns = ("id", "case_id", "element", "name", "lane", "team_id", "office", "status", "route")
    call, of_case = tables.call.c, (tables.case.c.begun_by_team_id, tables.case.c.version_id)
    lent = select(call.lane).where(call.case_id == _TASK.case_id).correlate(tables.task).scalar_subquery()
    lender = select(call.lane_service_id).where(call.case_id == _TASK.case_id).correlate(tables.task).scalar_subquery()
    return (
        select(*(_TASK[name] for name in columns), *of_case, lent.label("lent_lane"), lender.label("lane_service_id"))
        .select_from(with_root())
        .join(tables.task, tables.case.c.id == _TASK.case_id)
        .where(
            _TASK.process_id == place.process_id,
            _TASK.step_key == place.step_key,
            _TASK.site_id == place.site_id,
            _TASK.status.in_(OPEN_TASK),
        )
        .order_by(func.coalesce(tables.case.c.root_id, _TASK.case_id), _TASK.case_id, _TASK.id)
    )


def _write(work: Work, moved: Sequence[tuple[RowMapping, Route]], by: int | None) -> None:
    groups: dict[tuple[int, str, str], list[RowMapping]] = {}
    for row, way in moved:
        groups.setdefault((way.team.id, way.team.kind, way.why), []).append(row)
    for (team_id, office, why), rows in groups.items():
        ids = [row["id"] for row in rows]
        work.execute(
            update(tables.task)
            .where(_TASK.id.in_(ids))
            .values(team_id=team_id, office=office, route=why, row_version=_TASK.row_version + 1)
        )
        sla.pass_clocks(work, ids, team_id=team_id)
        sla.end_hand_offs(work, ids, "The step was moved to another team", by=by)
        hand_off = tables.hand_off.c
        work.execute(
            update(tables.hand_off)
            .where(hand_off.task_id.in_(ids), hand_off.status == "waiting")
            .values(status="rerouted", answered_at=work.now, answered_by=by)
        )
        case = tables.case.c
        work.execute(
            update(tables.case)
            .where(case.id == _TASK.case_id, _TASK.id.in_(ids), case.next_action == _TASK.name)
            .values(next_team_id=team_id)
        )
    audit.record_many(
        work,
        [
            Entry(
                "case:task:rerouted",
                by,
                ("task", row["id"]),
                row["case_id"],
                "",
                {"step": row["name"], "team": way.team.name, "from_office": row["office"], "office": way.team.kind},
            )
            for row, way in moved
        ],
    )
