"""Clocks of work that changes hands: another team answers for them from now on, and their time goes on."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from engine.sla.tables import clock
from engine.store import Work


def pass_clocks(work: Work, task_ids: Sequence[int], *, team_id: int) -> None:
    """Let the open clocks of these tasks count for another team: one statement. What has stopped stays as it was."""
    of_tasks = (clock.c.task_id.in_(task_ids), clock.c.stopped_at.is_(None))
    work.execute(update(clock).where(*of_tasks).values(team_id=team_id))
