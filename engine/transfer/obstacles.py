"""What holds a step: one of four obstacles, with a note, until it is released.

The four are those that a council's scrutiny of such a programme named (Wiltshire, 2006).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from engine import audit
from engine.errors import Problem, Refused
from engine.forms import written
from engine.people import Actor
from engine.store import Work
from engine.transfer.change import load_for_change, save, standing_id_of
from engine.transfer.standing import OBSTACLES, Place, Standing, in_words
from engine.transfer.tables import obstacle as obstacle_table


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One spell in which something held a step. `released_at` is None while it does."""

    obstacle: str
    note: str
    since: datetime
    raised_by: int | None
    released_at: datetime | None
    released_by: int | None
    released_reason: str | None


def hold(
    work: Work,
    *,
    process_id: int,
    step_key: str,
    site_id: int,
    obstacle: str,
    note: str,
    by: Actor,
    row_version: int = 0,
) -> Standing:
    """Say what holds a step from moving on.

    Raises Refused (not one of the four, no note, live, or held already), Conflict on a stale `row_version`.
    """
    note = written("note", "The note", note)
    place = Place(process_id, step_key, site_id)
    before = load_for_change(work, place, row_version)
    _check(before, obstacle, note)
    after = save(work, place, before, before, reason=note, by=by.user_id)
    work.execute(
        insert(obstacle_table).values(
            standing_id=after.id, obstacle=obstacle, note=note, since=work.now, raised_by=by.user_id
        )
    )
    _record(work, "transfer:step:held", place, after, by=by, reason=note, obstacle=obstacle)
    return replace(after, held_by=obstacle, held_note=note, held_since=work.now)


def release_hold(
    work: Work, *, process_id: int, step_key: str, site_id: int, reason: str, by: Actor, row_version: int
) -> Standing:
    """Say that the obstacle is gone, and how. Raises Refused (nothing holds it, no reason), Conflict."""
    reason = written("reason", "The reason", reason)
    place = Place(process_id, step_key, site_id)
    before = load_for_change(work, place, row_version)
    if before.held_by is None:
        raise Refused(f"Nothing holds step {step_key!r}, so there is nothing to release.")
    if not reason:
        raise Refused("Say how the obstacle went away.", (Problem("reason", "Give the reason for the release."),))
    after = save(work, place, before, before, reason=reason, by=by.user_id)
    work.execute(
        update(obstacle_table)
        .where(obstacle_table.c.standing_id == after.id, obstacle_table.c.released_at.is_(None))
        .values(released_at=work.now, released_by=by.user_id, released_reason=reason)
    )
    _record(work, "transfer:step:released", place, after, by=by, reason=reason, obstacle=before.held_by)
    return replace(after, held_by=None, held_note="", held_since=None)


def obstacles(work: Work, *, process_id: int, step_key: str, site_id: int) -> tuple[Obstacle, ...]:
    """Everything that has held a step at a site, oldest first."""
    columns = [obstacle_table.c[name] for name in Obstacle.__dataclass_fields__]
    of_place = obstacle_table.c.standing_id == standing_id_of(Place(process_id, step_key, site_id))
    rows = work.rows(select(*columns).where(of_place).order_by(obstacle_table.c.id))
    return tuple(Obstacle(**row) for row in rows)


def _check(before: Standing, obstacle: str, note: str) -> None:
    if obstacle not in OBSTACLES:
        raise Refused(
            f"{obstacle!r} is not one of the four obstacles: {', '.join(OBSTACLES)}.",
            (Problem("obstacle", "Choose the one that comes nearest, and say the rest in the note."),),
        )
    if not note:
        raise Refused("Say in a note what holds the step.", (Problem("note", "Give a note."),))
    if before.state == "live":
        raise Refused(f"Step {before.step_key!r} is live, so nothing holds it. Return it if it has to go back.")
    if before.held_by is not None:
        raise Refused(f"Step {before.step_key!r} is held by {in_words(before.held_by)} already. Release that first.")


def _record(work: Work, action: str, place: Place, after: Standing, *, by: Actor, reason: str, obstacle: str) -> None:
    facts: dict[str, Any] = {
        "process_id": place.process_id,
        "step_key": place.step_key,
        "site_id": place.site_id,
        "state": after.state,
        "obstacle": obstacle,
    }
    subject = ("transfer_standing", after.id or 0)
    audit.record(work, action, by=by.user_id, subject=subject, reason=reason, facts=facts)
