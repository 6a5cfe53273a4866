"""A team takes the work of every lane."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definitions.finding import WARNING, Finding
from engine.definitions.placing import Placing
from engine.people import LaneWork, lane_work, lanes_taken

SEVERITY = WARNING
READS = "lanes"


def check(placing: Placing) -> Iterator[Finding]:
    """A finding per lane with steps of people that no team of the service takes."""
    known = lanes_taken(placing.teams, placing.service_id)
    for lane, steps in placing.lanes.items():
        work = lane_work(placing.teams, lane, placing.service_id)
        if not work.carried:
            message = f"No team takes the lane “{lane}”. {_goes(work, len(steps))} {_what_to_do(known)}"
            yield Finding("", "", steps[0].element, lane, 0, message)


def _goes(work: LaneWork, steps: int) -> str:
    what = "Its step goes" if steps == 1 else f"Its {steps} steps go"
    if not work.teams:
        return f"{what} to nobody: the service has no back office, and no case can reach them."
    return f"{what} to {work.teams[0]}, in the back office."


def _what_to_do(known: tuple[LaneWork, ...]) -> str:
    ask = "ask an administrator to give it to a team (Administration, Teams)."
    if not known:
        return f"No team of this service takes any lane yet: {ask}"
    lanes = ", ".join(f"“{work.lane}” ({work.office.lower()})" for work in known)
    return f"Give it the name of a lane that is taken: {lanes}. Or {ask}"
