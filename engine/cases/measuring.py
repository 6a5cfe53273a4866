"""What is measured of a whole case begins with it: its clocks, and the targets that are watched on it.

What is promised to a customer is promised for the first of the cases that call each other. A called case is measured
as well where a target for whole cases names its process, from the call on. It promises nothing: the mark of its process
is left out, and a published target only measures.
"""

from __future__ import annotations

from dataclasses import replace

from engine import people, sla
from engine.cases.clock_dates import follow_clocks
from engine.cases.locking import LockedCase
from engine.definitions import RunningVersion
from engine.sla import Aims, Begins, CaseTurn, ClockStart, Known
from engine.store import Work


def measure_case(work: Work, case: LockedCase, aims: Aims, *, by: int | None) -> LockedCase:
    """Begin the clocks of a new case, and look for the first time at the targets that are watched on it."""
    sla.write_clocks(work, started=[clock.on(case.id) for clock in aims.clocks])
    if not aims.watches:
        return case
    sla.begin_watches(work, [watch.on(case.id) for watch in aims.watches])
    sla.observe(work, case.id, CaseTurn(Known(case.data, work.now)), by=by)
    follow_clocks(work, case.id)
    return replace(case, watched=True)


def measure_called(work: Work, case: LockedCase, version: RunningVersion, *, by: int | None) -> LockedCase:
    """The same for a case that another one has called; few statements where no target names its process."""
    if case.walk_through or not sla.has_targets(work, "case", case.service_id, version.process_key):
        return case
    directory = people.team_directory(work, case.service_id, case.site_id)
    start = ClockStart(
        kind="case",
        name=version.process_name,
        service_id=case.service_id,
        team_id=case.begun_by_team_id,
        calendar=sla.calendar_of(directory, None, case.channel),
    )
    (aims,) = sla.plan_work(work, [Begins(start, version.process_key, called=True)], service_id=case.service_id)
    return measure_case(work, case, aims, by=by)
