"""The lanes of a model beside the teams of its service, for the rules that look at both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.definitions.current import BY_PEOPLE
from engine.definitions.step import Step
from engine.people import LaneWork, Team, lane_work, lanes_taken


@dataclass(frozen=True, slots=True)
class Placing:
    """Who gets the work of each lane of a model, with the steps that people do in it; and the lanes that teams take."""

    lanes: tuple[tuple[LaneWork, tuple[Step, ...]], ...]
    taken: tuple[LaneWork, ...]


def place(steps: Iterable[Step], teams: Sequence[Team], service_id: int) -> Placing:
    """The lanes of these steps as the teams of a service stand; steps that are in no lane are left out."""
    lanes: dict[str, list[Step]] = {}
    for step in steps:
        if step.kind in BY_PEOPLE and step.lane.strip():
            lanes.setdefault(step.lane, []).append(step)
    placed = ((lane_work(teams, lane, service_id), tuple(held)) for lane, held in lanes.items())
    return Placing(tuple(placed), lanes_taken(teams, service_id))
