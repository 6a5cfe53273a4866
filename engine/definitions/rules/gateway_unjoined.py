"""A gateway has ways in and ways out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import GATEWAYS

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per gateway that nothing leads to, or that leads nowhere."""
    for element in model.elements.values():
        if element.kind in GATEWAYS and not element.outgoing:
            yield about(element, f"Nothing follows the gateway {called(element)}. Draw the ways out.")
        elif element.kind in GATEWAYS and not element.incoming:
            yield about(element, f"Nothing leads to the gateway {called(element)}. Draw a start event before it.")
