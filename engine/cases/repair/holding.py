"""Hold a case for repair: what every repair asks before it changes anything."""

from __future__ import annotations

from engine.cases.access import require_of_case
from engine.cases.locking import LockedCase, lock_case
from engine.cases.statuses import ENDED
from engine.errors import Conflict, refuse_stale
from engine.people import Actor
from engine.store import Work


def hold_for_repair(work: Work, case_id: int, *, by: Actor, if_version: int | None = None) -> LockedCase:
    """The case, locked, that `by` may repair; `if_version` is the version of it that they saw.

    Raises NotFound, NotPermitted, Conflict (it has ended), StaleVersion.
    """
    case = lock_case(work, case_id)
    require_of_case(work, by, "case:repair", case)
    if case.status in ENDED:
        raise Conflict("This case has ended. Nothing of it can be repaired any more.")
    refuse_stale(if_version, case.row_version)
    return case
