"""Nothing follows an end event."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per end event with a way out."""
    for element in model.elements.values():
        if element.kind == "endEvent" and element.outgoing:
            message = f"A flow leaves the end event {called(element)}. Delete it, or use an intermediate event."
            yield about(element, message)
