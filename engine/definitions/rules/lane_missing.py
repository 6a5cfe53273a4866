"""Every step is in a lane."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Model
from engine.definitions.finding import INFO, WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per step outside the lanes of its process; one for a process without lanes."""
    steps = [element for element in model.elements.values() if element.kind in STEP_KINDS]
    busy = {step.process for step in steps}
    bare = {process.id for process in model.processes if not process.lanes}
    for process in model.processes:
        if process.id in bare and process.id in busy:
            message = (
                f"{called(process)} has no lanes, so all its steps go to the back office. Draw a lane for each team."
            )
            yield about(process, message, severity=INFO)
    for step in steps:
        if not step.lane and step.process not in bare:
            yield about(step, f"The step {called(step)} is in no lane. Put it in the lane of the team that does it.")
