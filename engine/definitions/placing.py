"""The lanes of a model beside the teams of its service, for the rules that look at both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.definitions.current import BY_PEOPLE
from engine.definitions.step import Step
from engine.people import Team


@dataclass(frozen=True, slots=True)
class Placing:
    """The steps of a model of a service, with all teams there are."""

    service_id: int
    steps: tuple[Step, ...]
    teams: tuple[Team, ...]

    @property
    def lanes(self) -> dict[str, list[Step]]:
        """The steps that people do, by their lane, in the order of the file; those in no lane are left out."""
        return by_lane(self.steps)


def by_lane(steps: Sequence[Step]) -> dict[str, list[Step]]:
    """The steps that people do, by their lane; those in no lane are left out."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        if step.kind in BY_PEOPLE and step.lane.strip():
            found.setdefault(step.lane, []).append(step)
    return found
