"""A gateway splits or joins."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import INFO, Finding, about, called
from engine.definitions.graph import GATEWAYS

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per gateway with one way in and one way out."""
    for element in model.elements.values():
        if element.kind in GATEWAYS and len(element.incoming) == 1 and len(element.outgoing) == 1:
            yield about(element, f"The gateway {called(element)} has one way in and one way out. Take it out.")
