"""A flow leads to another element."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per flow from an element to itself."""
    for flow in model.flows.values():
        if flow.source == flow.target and flow.source in model.elements:
            element = model.elements[flow.source]
            yield about(
                flow, f"A flow leads from {called(element)} back to itself. Draw a gateway to say when to repeat."
            )
