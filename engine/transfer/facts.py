"""What measures count of transfers, as subqueries to compose."""

from __future__ import annotations

from sqlalchemy import Subquery, select

from engine.transfer.change import OPEN_OBSTACLE
from engine.transfer.tables import history, obstacle, standing

_PLACE = (standing.c.process_id, standing.c.step_key, standing.c.site_id)


def standings() -> Subquery:
    """One row (`id`) for each step at a site that was ever touched: where it stands, and what holds it (`held_by`)."""
    columns = ("state", "state_since", "owner_id", "planned_on", "pilot_share", "pilot_team_id")
    return (
        select(
            standing.c.id,
            *_PLACE,
            *(standing.c[name] for name in columns),
            obstacle.c.obstacle.label("held_by"),
            obstacle.c.since.label("held_since"),
        )
        .select_from(standing.outerjoin(obstacle, OPEN_OBSTACLE))
        .subquery("standings")
    )


def obstacles() -> Subquery:
    """One row for each spell in which something held a step at a site: `obstacle`, `since`, `released_at` or null."""
    columns = (obstacle.c.obstacle, obstacle.c.since, obstacle.c.released_at)
    return select(*_PLACE, *columns).select_from(standing.join(obstacle)).subquery("obstacles")


def changes() -> Subquery:
    """One row for each change of a standing: the state after it, when it happened and when the state began."""
    columns = (history.c.state, history.c.state_since, history.c.planned_on, history.c.changed_at)
    return select(*_PLACE, *columns).select_from(standing.join(history)).subquery("changes")
