"""A process says that it can be run."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Model
from engine.definitions.finding import INFO, Finding, about, called

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per process with steps that is not marked executable."""
    for process in model.processes:
        steps = any(element.kind in STEP_KINDS for element in model.of_process(process.id))
        if steps and not process.executable:
            yield about(process, f"{called(process)} is not marked as executable. It is treated as if it were.")
