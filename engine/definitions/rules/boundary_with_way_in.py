"""Nothing leads to a boundary event."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per boundary event with a way in."""
    for element in model.elements.values():
        if element.kind == "boundaryEvent" and element.incoming:
            yield about(
                element, f"A flow leads to the boundary event {called(element)}. Let it lead to the step instead."
            )
