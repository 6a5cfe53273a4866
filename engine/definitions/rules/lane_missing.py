"""Every step is in a lane."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Model
from engine.definitions.finding import INFO, WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per step outside the lanes of its process; one for a process without lanes."""
    for process in model.processes:
        steps = [element for element in model.of_process(process.id) if element.kind in STEP_KINDS]
        if steps and not process.lanes:
            message = (
                f"{called(process)} has no lanes, so all its steps go to the back office. Draw a lane for each team."
            )
            yield about(process, message, severity=INFO)
            continue
        for step in steps:
            if not step.lane:
                yield about(
                    step, f"The step {called(step)} is in no lane. Put it in the lane of the team that does it."
                )
