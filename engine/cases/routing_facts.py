"""What says where the steps of a case go and by when: marks, standings, teams, calendars, read in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select

from engine import definitions, people, sla, transfer
from engine.cases import tables
from engine.cases.locking import LockedCase
from engine.definitions import StepMark
from engine.people import TeamDirectory
from engine.store import Work, listed
from engine.transfer import Routing


@dataclass(frozen=True, slots=True)
class RoutingFacts:
    """Marks and standings by step key, the teams that may take the work, and the revision of the calendars."""

    marks: Mapping[str, StepMark]
    standings: Mapping[str, Routing]
    directory: TeamDirectory
    calendar_revision: UUID | None


def read_routing_facts(work: Work, case: LockedCase) -> RoutingFacts:
    """What counts for a case today. Where its steps stand is held until its tasks are written."""
    given = {"process_id": case.process_id, "service_id": case.service_id, "site_id": case.site_id}
    row = work.execute(_READ, given).one()
    return RoutingFacts(
        definitions.step_marks_from(row.marks),
        _stood(work, case) if work.replayed else transfer.routings_from(row.standings),
        people.directory_from(case.service_id, case.site_id, row.teams),
        row.calendar_revision,
    )


def _stood(work: Work, case: LockedCase) -> Mapping[str, Routing]:
    """Where the steps stood at the time, for what is replayed."""
    return transfer.standings_at(work, case.process_id, case.site_id, work.now)


_CASE = tables.case.c
_PROCESS, _SERVICE, _SITE = (
    bindparam(name, type_=_CASE[name].type) for name in ("process_id", "service_id", "site_id")
)
_READ = select(
    listed("marks", definitions.step_marks_query(_PROCESS)),
    listed("standings", transfer.routings_query(_PROCESS, _SITE)),
    listed("teams", people.directory_query(_SERVICE, _SITE)),
    sla.calendar_revision().label("calendar_revision"),
)
