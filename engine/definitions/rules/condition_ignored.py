"""Conditions stand only where a choice is made."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import ACTIVITIES, CHOICES

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per condition on a flow that leaves an event, a parallel gateway or a gateway that waits for events."""
    for flow in model.flows.values():
        source = model.elements.get(flow.source)
        if flow.condition and source is not None and source.kind not in CHOICES | ACTIVITIES | {"complexGateway"}:
            yield about(
                flow,
                f"The flow {called(flow)} has a condition, but {called(source)} makes no choice. "
                "Remove the condition, or draw an exclusive gateway.",
            )
