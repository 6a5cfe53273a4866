"""Nothing leads to a start event."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per start event with a way in."""
    for element in model.elements.values():
        if element.kind == "startEvent" and element.incoming:
            yield about(element, f"A flow leads to the start event {called(element)}. Let it lead to the first step.")
