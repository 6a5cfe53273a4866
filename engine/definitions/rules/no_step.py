"""A model holds at least one step."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Model
from engine.definitions.finding import ERROR, Finding, about

SEVERITY = ERROR


def check(model: Model) -> Iterator[Finding]:
    """One finding when no process has a step."""
    if model.processes and not any(element.kind in STEP_KINDS for element in model.elements.values()):
        message = "No process in the file has a step. Draw at least one task, and save the file again."
        yield about(model.processes[0], message)
