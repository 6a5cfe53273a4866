"""The default way has no condition."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per default flow with a condition."""
    for element in model.elements.values():
        flow = model.flows.get(element.default_flow)
        if flow is not None and flow.condition:
            yield about(flow, f"The default way {called(flow)} has a condition, which is never looked at. Remove it.")
