"""A gateway either joins or splits."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import INFO, Finding, about, called
from engine.definitions.graph import GATEWAYS

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per gateway with several ways in and several ways out."""
    for element in model.elements.values():
        if element.kind in GATEWAYS and len(element.incoming) > 1 and len(element.outgoing) > 1:
            yield about(element, f"The gateway {called(element)} joins and splits at once. Draw two gateways.")
