"""Where steps stand, as tables of pages show it: the steps of processes by site, and what waits at each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine import definitions, people, transfer
from engine.definitions import CurrentStep, ProcessRow
from engine.people import Actor, Team, is_front_lane
from engine.store import Work
from engine.transfer import Filters, Listed, Place, Slip, Standing
from web.figures import BEFORE_THE_PILOT, Figures, Shown
from web.names import Names, names

MOST = 2_000
"""How many standings one page looks at; a council with 40 processes at 5 sites has a few hundred."""


@dataclass(frozen=True, slots=True)
class Standings:
    """The steps of some processes, and where each stands at each site. A place that is missing was never touched."""

    processes: Mapping[int, ProcessRow]
    steps: Sequence[CurrentStep]
    listed: Mapping[Place, Listed]
    names: Names
    front_steps: frozenset[tuple[int, str]] = frozenset()
    teams: Sequence[Team] = ()

    def at(self, process_id: int, step_key: str, site_id: int) -> Standing:
        """Where a step stands at a site."""
        found = self.listed.get(Place(process_id, step_key, site_id))
        return found.standing if found else Standing(step_key)

    def place(self, process_id: int, step_key: str, site_id: int) -> Place:
        """A step at a site."""
        return Place(process_id, step_key, site_id)

    def days_late(self, process_id: int, step_key: str, site_id: int) -> int:
        """Days since the day of the first plan, while the step is not live; 0 when it is not late."""
        found = self.listed.get(Place(process_id, step_key, site_id))
        if found is None or found.slip is None or found.standing.state == "live":
            return 0
        return max(found.slip.against_first, 0)

    def step_name(self, process_id: int, step_key: str) -> str:
        """What a step is called today; its key where no version that is in use has it any more."""
        found = (step.name for step in self.steps if (step.process_id, step.step_key) == (process_id, step_key))
        return next(found, step_key)

    def is_front(self, step: CurrentStep) -> bool:
        """Whether the model gives the step to the front office, so that there is nothing to move."""
        return (step.process_id, step.step_key) in self.front_steps

    def front_words(self, step: CurrentStep, site_id: int) -> str:
        """Where a step that the model gives to the front office goes at a site, which may have none."""
        return _goes_to(self.teams, step.lane, self.processes[step.process_id].service_id, site_id)

    def live_sites(self, process_id: int, step_key: str) -> list[str]:
        """The names of the sites where a step is live."""
        places = (Place(process_id, step_key, site_id) for site_id in self.names.sites)
        found = (self.listed[place] for place in places if place in self.listed)
        return [self.names.site(row.site_id) for row in found if row.standing.state == "live"]

    def steps_of(self, process_id: int) -> list[CurrentStep]:
        """The steps of one process, in the order of its file."""
        return [step for step in self.steps if step.process_id == process_id]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One step at one site that is not live: how it stands, whose it is, how late, and what waits there a month.

    `before` is how many of the period waited there before its pilot began.
    """

    place: Place
    process: str
    step: str
    site: str
    standing: Standing
    first_planned_on: date | None
    slip: Slip | None
    waiting: Shown
    before: Shown

    @property
    def days_late(self) -> int | None:
        """Against the first approved plan; None without one."""
        return self.slip.against_first if self.slip else None

    @property
    def is_late(self) -> bool:
        """Whether it is not live although the day of its first plan has passed."""
        return self.standing.state != "live" and (self.days_late or 0) > 0


def read_standings(
    work: Work, actor: Actor, *, service_id: int | None = None, process_id: int | None = None, action: str
) -> Standings:
    """The processes of a service (None: of all that `actor` may do `action` for), with where their steps stand."""
    seen = people.scoped_services(actor, action, service_id)
    found = definitions.processes(work, service_ids=seen)
    processes = {row.id: row for row in found if process_id in (None, row.id)}
    steps = definitions.current_steps(work, list(processes))
    filters = Filters(scopes=people.scopes(actor, "transfer:read"), process_ids=list(processes))
    listed = transfer.list_standings(work, filters, limit=MOST)
    teams = people.teams(work)
    return Standings(
        processes,
        steps,
        {Place(row.process_id, row.standing.step_key, row.site_id): row for row in listed},
        names(work, {row.standing.owner_id for row in listed}),
        _front_steps(teams, processes, steps),
        teams,
    )


def _goes_to(teams: Sequence[Team], lane: str, service_id: int, site_id: int) -> str:
    """Who gets a step of a lane of the front office at a site: without a team there, the service's back office."""
    team = people.TeamDirectory(service_id, site_id, people.teams_of(teams, service_id)).for_lane(lane)
    if team is None:
        return "No team here"
    return "Front office already" if team.kind == "front" else f"No team here: goes to {team.name}"


def only_service(actor: Actor, action: str) -> int | None:
    """The one service for which `actor` may do `action`; None for somebody who may for several, or for all."""
    seen = people.scoped_services(actor, action)
    return next(iter(seen)) if seen is not None and len(seen) == 1 else None


def services_seen(standings: Standings, actor: Actor, action: str) -> dict[int, str]:
    """The names of the services for which `actor` may do `action`, by id."""
    seen = people.scoped_services(actor, action)
    return {key: name for key, name in standings.names.services.items() if seen is None or key in seen}


def _front_steps(
    teams: Sequence[Team], processes: Mapping[int, ProcessRow], steps: Sequence[CurrentStep]
) -> frozenset[tuple[int, str]]:
    """The steps, by process and key, whose lane is of the front office."""
    front = (step for step in steps if is_front_lane(teams, step.lane, processes[step.process_id].service_id))
    return frozenset((step.process_id, step.step_key) for step in front)


def waiting_rows(
    standings: Standings,
    figures: Figures,
    *,
    sites: Collection[int] | None = None,
    live: bool = False,
    keep: Callable[[Waiting], bool] = lambda row: True,
) -> list[Waiting]:
    """Every step at a site that is not live and was touched, or where contacts wait: the most waiting first.

    With `live` those that are live as well.
    """
    held = {
        Place(figure.group["process_id"], figure.group["step_key"], figure.group["site_id"])
        for figure in figures.found["held-contacts"]
    }
    touched = {place for place, row in standings.listed.items() if live or row.standing.state != "live"}
    places = [
        place
        for place in held | touched
        if place.process_id in standings.processes and (sites is None or place.site_id in sites)
    ]
    rows = [row for row in (_waiting(standings, figures, place) for place in places) if keep(row)]
    return sorted(rows, key=lambda row: (-row.waiting.numerator, row.process, row.step, row.site))


def _waiting(standings: Standings, figures: Figures, place: Place) -> Waiting:
    listed = standings.listed.get(place)
    where: dict[str, Any] = {"process_id": place.process_id, "step_key": place.step_key, "site_id": place.site_id}
    standing = standings.at(place.process_id, place.step_key, place.site_id)
    return Waiting(
        place,
        standings.processes[place.process_id].name,
        standings.step_name(place.process_id, place.step_key),
        standings.names.site(place.site_id),
        standing,
        listed.first_planned_on if listed else None,
        listed.slip if listed else None,
        figures.shown("held-contacts", **where),
        figures.shown("held-contacts", "denominator", split=BEFORE_THE_PILOT, **where),
    )
