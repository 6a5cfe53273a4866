"""What the start page shows a person: their own work, as far as they may do or see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from engine import cases, contacts, definitions, people
from engine.cases import TaskCounts, TaskFilter
from engine.contacts import Contact, Filters
from engine.definitions import DecisionRow, ProcessOverview
from engine.people import Actor
from engine.store import Work
from web.figures import Figures, read_figures, scope_of
from web.period import asked_period

MOST_STUCK = 100
_RECENT = timedelta(days=7)
_MOST_IN_PROGRESS = 5


@dataclass(frozen=True, slots=True)
class OwnWork:
    """How many tasks the lists of a person's teams hold, and how many of them the person does."""

    all: TaskCounts
    mine: int


@dataclass(frozen=True, slots=True)
class Unapproved:
    """What waits for an approval: processes by their newest version, and one decision (or the library) of each file."""

    processes: Sequence[ProcessOverview] = ()
    decisions: Sequence[DecisionRow] = ()

    @property
    def count(self) -> int:
        """How many approvals they need."""
        return len(self.processes) + len(self.decisions)


@dataclass(frozen=True, slots=True)
class StartPage:
    """The panels of a start page; None is a panel that this person has not.

    `records` tells whether the person takes contacts; `in_progress` are those that they have not ended yet.
    `to_approve` is what this person can approve, `own` what they uploaded and another person has to approve.
    `stuck` counts up to `MOST_STUCK`.
    """

    records: bool = False
    in_progress: Sequence[Contact] = ()
    own_work: OwnWork | None = None
    figures: Figures | None = None
    to_approve: Unapproved | None = None
    own: Unapproved | None = None
    processes: Sequence[ProcessOverview] | None = None
    stuck: int | None = None


def start_page(work: Work, person: Actor) -> StartPage:
    """Read the panels of `person`: a handful of statements for each of their parts."""
    records = people.may(person, "contact:record")
    approves, uploads = people.may(person, "definition:approve"), people.may(person, "definition:upload")
    return StartPage(
        records=records,
        in_progress=_in_progress(work, person) if records else (),
        own_work=_own_work(work, person) if people.may(person, "task:work") and person.team_ids else None,
        figures=_figures(work, person, sees) if (sees := _sees_figures(person)) else None,
        to_approve=_unapproved(work, person, "definition:approve", own=False) if approves else None,
        own=_unapproved(work, person, "definition:upload", own=True) if uploads else None,
        processes=_processes(work, person, "definition:upload") if uploads else None,
        stuck=_stuck(work, person) if people.may(person, "case:repair") else None,
    )


def _in_progress(work: Work, person: Actor) -> Sequence[Contact]:
    wanted = Filters(adviser_id=person.user_id, in_progress=True, since=work.now - _RECENT)
    return contacts.list_contacts(work, wanted, limit=_MOST_IN_PROGRESS)


def _own_work(work: Work, person: Actor) -> OwnWork:
    everybody = cases.count_tasks(work, TaskFilter(person.team_ids), by=person)
    mine = cases.count_tasks(work, TaskFilter(person.team_ids, mine=True), by=person)
    return OwnWork(everybody, mine.total)


def _sees_figures(person: Actor) -> str:
    """The action by which somebody begins with the figures: who moves steps, and who only reads. Empty for others."""
    if people.may(person, "transfer:move"):
        return "transfer:move"
    does = ("contact:record", "definition:upload", "people:manage")
    reads = people.may(person, "measure:read") and not any(people.may(person, action) for action in does)
    return "measure:read" if reads else ""


def _figures(work: Work, person: Actor, action: str) -> Figures:
    period = asked_period(work.now)
    scope = scope_of(work, period, people.scopes(person, action))
    return read_figures(work, scope, period, {"finished-at-first-contact": (), "need-met": ("split",)})


def _processes(work: Work, person: Actor, action: str) -> Sequence[ProcessOverview]:
    return definitions.overview(work, service_ids=people.scoped_services(person, action))


def _unapproved(work: Work, person: Actor, action: str, *, own: bool) -> Unapproved:
    """What is ready to run, and the decision files, that nobody approved yet: this person's own, or what is not."""
    found = _processes(work, person, action)
    waiting = [row for row in found if row.stage == "live" and row.latest_version_id != row.live_version_id]
    services = people.scoped_services(person, action)
    rows = definitions.decision_rows(work, service_ids=services, waiting=True)
    mine = {row.version_id for row in rows if row.added_by == person.user_id}
    rows.sort(key=lambda row: not row.is_library)  # a file is called by its decision
    files = {row.version_id: row for row in rows if (row.version_id in mine) is own}
    return Unapproved([row for row in waiting if (row.uploaded_by == person.user_id) is own], list(files.values()))


def _stuck(work: Work, person: Actor) -> int:
    return len(cases.stuck(work, by=person, limit=MOST_STUCK))
