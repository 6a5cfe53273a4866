"""A team takes the work of every lane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.definitions.finding import WARNING, Finding

if TYPE_CHECKING:  # Checking a file needs no database, nor its library: only an upload is placed among teams.
    from engine.definitions.placing import Placing
    from engine.people import LaneWork

SEVERITY = WARNING
READS = "lanes"


def check(placing: Placing) -> Iterator[Finding]:
    """A finding per lane with steps of people that no team of the service takes."""
    for work, steps in placing.lanes:
        if not work.carried:
            message = f"No team takes the lane “{work.lane}”. {_goes(work, len(steps))} {_what_to_do(placing.taken)}"
            yield Finding("", "", steps[0].element, work.lane, 0, message)


def _goes(work: LaneWork, steps: int) -> str:
    what = "Its step goes" if steps == 1 else f"Its {steps} steps go"
    if not work.teams:
        return f"{what} to nobody: the service has no back office, and no case can reach them."
    return f"{what} to {work.teams[0]}, in the back office."


def _what_to_do(taken: tuple[LaneWork, ...]) -> str:
    ask = "ask an administrator to give it to a team (Administration, Teams)."
    if not taken:
        return f"No team of this service takes any lane yet: {ask}"
    lanes = ", ".join(f"“{work.lane}” ({work.office.lower()})" for work in taken)
    return f"Give it the name of a lane that is taken: {lanes}. Or {ask}"
