"""A choice has a way to go when no condition holds."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import CHOICES, outgoing

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per choice whose ways out all have conditions."""
    for element in model.elements.values():
        flows = outgoing(model, element)
        if element.kind not in CHOICES or len(flows) < 2 or element.default_flow in element.outgoing:
            continue
        if all(flow.condition for flow in flows):
            yield about(
                element,
                f"The choice {called(element)} has no default. Make one way the default: "
                "a case for which no condition holds would be stuck here.",
            )
