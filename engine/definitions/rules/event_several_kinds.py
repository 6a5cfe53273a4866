"""An event waits for one thing."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per event with several event definitions."""
    for element in model.elements.values():
        if element.event == "multiple":
            yield about(element, f"The event {called(element)} is of several kinds at once. Draw one event for each.")
