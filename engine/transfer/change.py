"""How a standing is changed: locked, checked against the version the caller saw, written, and put into the history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_skip
from sqlalchemy.exc import IntegrityError

from engine import definitions
from engine.errors import Conflict, NotFound, Problem, Refused
from engine.store import Work
from engine.transfer.standing import Place, Standing, standing_from
from engine.transfer.tables import history, obstacle, standing

STANDING_COLUMNS = (
    standing,
    obstacle.c.obstacle.label("held_by"),
    obstacle.c.note.label("held_note"),
    obstacle.c.since.label("held_since"),
)
_KEPT = ("state", "state_since", "pilot_share", "pilot_team_id", "owner_id", "planned_on", "row_version")
OPEN_OBSTACLE = and_(obstacle.c.standing_id == standing.c.id, obstacle.c.released_at.is_(None))


def standings_query() -> Select[Any]:
    """Every standing with the obstacle that holds it now."""
    return select(*STANDING_COLUMNS).select_from(standing.outerjoin(obstacle, OPEN_OBSTACLE))


def load_for_change(work: Work, place: Place, row_version: int) -> Standing:
    """The standing, locked until the end of this unit of work.

    A step never touched stands in the back office at version 0.
    Raises Conflict when `row_version` is not what is stored, NotFound when the process has no such step.
    """
    row = work.row(
        standings_query()
        .where(
            standing.c.process_id == place.process_id,
            standing.c.site_id == place.site_id,
            standing.c.step_key == place.step_key,
        )
        .with_for_update(of=standing)
    )
    if row is None:
        check_step(work, place)
    found = standing_from(row) if row is not None else Standing(step_key=place.step_key)
    if found.row_version != row_version:
        raise _stale(place)
    return found


def check_step(work: Work, place: Place) -> None:
    """Raise NotFound unless some version of the process has the step."""
    if not definitions.has_step(work, place.process_id, place.step_key):
        raise NotFound(f"Process {place.process_id} has no step {place.step_key!r}. Choose one of its steps.")


def save(work: Work, place: Place, before: Standing, after: Standing, *, reason: str, by: int | None) -> Standing:
    """Write the standing as it is to be after the change, and one history row.

    Raises Conflict when somebody was first, Refused when a site, team or user with such an id does not exist.
    """
    after = replace(after, state_since=after.state_since or work.now, row_version=before.row_version + 1)
    values = {name: getattr(after, name) for name in _KEPT}
    try:
        standing_id = _write(work, place, before.id, values)
    except IntegrityError as error:
        raise _unknown(error) from None
    past = {"standing_id": standing_id, "reason": reason, "changed_by": by, "changed_at": work.now}
    work.execute(insert(history).values(values | past))
    return replace(after, id=standing_id)


def standing_id_of(place: Place) -> ScalarSelect[int]:
    """The id of the standing of one place, for use inside another statement."""
    return (
        select(standing.c.id)
        .where(
            standing.c.process_id == place.process_id,
            standing.c.site_id == place.site_id,
            standing.c.step_key == place.step_key,
        )
        .scalar_subquery()
    )


def _write(work: Work, place: Place, standing_id: int | None, values: dict[str, Any]) -> int:
    if standing_id is not None:
        work.execute(update(standing).where(standing.c.id == standing_id).values(values))
        return standing_id
    where = {"process_id": place.process_id, "step_key": place.step_key, "site_id": place.site_id}
    statement = insert_or_skip(standing).values(values | where).on_conflict_do_nothing().returning(standing.c.id)
    added = work.value(statement)
    if added is None:
        raise _stale(place)
    return int(added)


def _unknown(error: IntegrityError) -> Refused:
    message = str(error.orig)
    column = next((name for name in ("site_id", "pilot_team_id", "owner_id") if name in message), "row")
    what = column.removesuffix("_id").removeprefix("pilot_")
    return Refused(f"There is no such {what}.", (Problem(column, "Give the id of one that exists."),))


def _stale(place: Place) -> Conflict:
    return Conflict(
        f"Somebody else changed where step {place.step_key!r} stands. Load it again before you repeat the change."
    )
