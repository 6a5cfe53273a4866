"""A process says that it can be run."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Model
from engine.definitions.finding import INFO, Finding, about, called

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per process with steps that is not marked executable."""
    busy = {element.process for element in model.elements.values() if element.kind in STEP_KINDS}
    for process in model.processes:
        if process.id in busy and not process.executable:
            yield about(process, f"{called(process)} is not marked as executable. It is treated as if it were.")
