"""Reading where steps stand: now, on a past day, and across services."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, distinct, exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from engine.definitions import facts as definition_facts
from engine.people import in_scopes
from engine.store import Work
from engine.transfer.change import standing_id_of, standings_query
from engine.transfer.plans import Slip, slip
from engine.transfer.standing import Place, Routing, Standing, standing_from
from engine.transfer.tables import history, obstacle, plan, standing

_PAST = (
    standing.c.step_key,
    standing.c.id,
    history.c.state,
    history.c.state_since,
    history.c.pilot_share,
    history.c.pilot_team_id,
    history.c.owner_id,
    history.c.planned_on,
    history.c.row_version,
    obstacle.c.obstacle.label("held_by"),
    obstacle.c.note.label("held_note"),
    obstacle.c.since.label("held_since"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One standing in a list across services. `slip` is None while no date was ever planned."""

    id: int
    process_id: int
    site_id: int
    standing: Standing
    first_planned_on: date | None
    slip: Slip | None


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the history of a step at a site: how it stood after the change, and why."""

    state: str
    pilot_share: int | None
    pilot_team_id: int | None
    owner_id: int | None
    planned_on: date | None
    reason: str
    changed_by: int | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of standings is limited to. None means no limit; an empty collection means nothing.

    `scopes` are the pairs of service and site that the reader may see, None in a pair standing for all of them.
    """

    scopes: Collection[tuple[int | None, int | None]] | None = None
    process_ids: Collection[int] | None = None
    site_ids: Collection[int] | None = None
    states: Collection[str] | None = None
    owner_id: int | None = None
    obstacle: str | None = None
    held: bool | None = None
    planned_before: date | None = None


def standings(work: Work, process_id: int, site_id: int) -> dict[str, Standing]:
    """Where the steps of a process stand at a site, by step key. A missing key means the back office."""
    rows = work.rows(standings_query().where(standing.c.process_id == process_id, standing.c.site_id == site_id))
    return {row["step_key"]: standing_from(row) for row in rows}


def routings_query(process_id: ColumnElement[int], site_id: ColumnElement[int]) -> Select[Any]:
    """Where the steps of a process stand at a site, with the columns of `Routing`: for a statement that reads more.

    They stand so until the unit of work ends: whoever moves one of them waits, and then sees its tasks.
    """
    columns = [standing.c[name] for name in Routing.__dataclass_fields__]
    here = (standing.c.process_id == process_id, standing.c.site_id == site_id)
    return select(*columns).where(*here).with_for_update(read=True)


def standings_at(work: Work, process_id: int, site_id: int, at: datetime) -> dict[str, Standing]:
    """Where the steps of a process stood at a site at the moment `at` (aware), by step key."""
    held_then = and_(
        obstacle.c.standing_id == standing.c.id,
        obstacle.c.since <= at,
        or_(obstacle.c.released_at.is_(None), obstacle.c.released_at > at),
    )
    statement = (
        select(*_PAST)
        .select_from(standing.join(history).outerjoin(obstacle, held_then))
        .where(standing.c.process_id == process_id, standing.c.site_id == site_id, history.c.changed_at <= at)
        .order_by(standing.c.id, history.c.row_version.desc())
        .ext(distinct_on(standing.c.id))
    )
    return {row["step_key"]: standing_from(row) for row in work.rows(statement)}


def list_standings(
    work: Work, filters: Filters | None = None, *, after_id: int = 0, limit: int = 50
) -> tuple[Listed, ...]:
    """Standings across services, by id. The last row's id is the `after_id` of the next page."""
    first = (
        select(plan.c.planned_on).where(plan.c.standing_id == standing.c.id).order_by(plan.c.id).limit(1)
    ).scalar_subquery()
    statement: Select[Any] = (
        standings_query()
        .add_columns(first.label("first_planned_on"))
        .where(standing.c.id > after_id, *_conditions(filters or Filters()))
        .order_by(standing.c.id)
        .limit(limit)
    )
    listed = []
    for row in work.rows(statement):
        live_since = row["state_since"] if row["state"] == "live" else None
        late = slip(row["first_planned_on"], row["planned_on"], live_since, work.now)
        found = standing_from(row)
        listed.append(Listed(row["id"], row["process_id"], row["site_id"], found, row["first_planned_on"], late))
    return tuple(listed)


def changes(work: Work, *, process_id: int, step_key: str, site_id: int) -> tuple[Change, ...]:
    """The history of a step at a site, oldest first."""
    columns = [history.c[name] for name in Change.__dataclass_fields__]
    of_place = history.c.standing_id == standing_id_of(Place(process_id, step_key, site_id))
    rows = work.rows(select(*columns).where(of_place).order_by(history.c.row_version))
    return tuple(Change(**row) for row in rows)


def live_step_keys(work: Work, process_id: int) -> frozenset[str]:
    """The steps of a process that the front office does, live or in a pilot, at any site.

    A deployment must not drop one of these without confirmation.
    """
    statement = select(standing.c.step_key).where(
        standing.c.process_id == process_id, standing.c.state.in_(("pilot", "live"))
    )
    return frozenset(row["step_key"] for row in work.rows(statement))


def steps_in_front_office(work: Work, process_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """For each of these processes that has any: the keys of the steps that the front office does at some site."""
    statement = (
        select(standing.c.process_id, func.array_agg(distinct(standing.c.step_key)).label("keys"))
        .where(standing.c.process_id.in_(process_ids), standing.c.state.in_(("pilot", "live")))
        .group_by(standing.c.process_id)
    )
    return {row["process_id"]: frozenset(row["keys"]) for row in work.rows(statement)}


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.scopes is not None:
        process = definition_facts.processes()
        seen = in_scopes(filters.scopes, process.c.service_id, standing.c.site_id)
        conditions.append(exists().where(process.c.process_id == standing.c.process_id, seen))
    among = (
        (standing.c.process_id, filters.process_ids),
        (standing.c.site_id, filters.site_ids),
        (standing.c.state, filters.states),
    )
    conditions += [column.in_(list(wanted)) for column, wanted in among if wanted is not None]
    if filters.owner_id is not None:
        conditions.append(standing.c.owner_id == filters.owner_id)
    if filters.obstacle is not None:
        conditions.append(obstacle.c.obstacle == filters.obstacle)
    if filters.held is not None:
        conditions.append(obstacle.c.id.is_not(None) if filters.held else obstacle.c.id.is_(None))
    if filters.planned_before is not None:
        conditions.append(standing.c.planned_on < filters.planned_before)
    return conditions
