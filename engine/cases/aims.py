"""Cases whose clocks are moved to a newer version of their target: what they know, and their dates afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from engine import sla
from engine.cases import tables
from engine.cases.clock_dates import follow_clocks
from engine.cases.packing import data_of
from engine.people import Actor, require
from engine.sla import Move, TargetDetail, Terms
from engine.store import Work

_STATE = tables.state.c


def foresee_target(work: Work, target: TargetDetail, terms: Terms) -> Move:
    """What would become of the open clocks of a target by these terms; nothing is changed. Raises Refused."""
    return sla.foresee_target(work, target, terms, _known)


def move_to_target(work: Work, target: TargetDetail, *, by: Actor) -> Move:
    """Let the open clocks of a target go on by its newest version, and the dates of their cases with them.

    Raises NotPermitted, NeverOpen.
    """
    require(by, "sla:manage", service_id=target.scope.service_id)
    return sla.move_clocks(work, target, _known, follow_clocks, by=by.user_id)


def _known(work: Work, case_ids: Collection[int]) -> Mapping[int, Mapping[str, object]]:
    if not case_ids:
        return {}
    rows = work.rows(select(_STATE.case_id, _STATE.data).where(_STATE.case_id.in_(case_ids)))
    return {row["case_id"]: data_of(row["data"]) for row in rows}
