"""One flow leaves a step or an event."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import INFO, Finding, about, called
from engine.definitions.graph import GATEWAYS, outgoing

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per node other than a gateway with several ways out."""
    for element in model.elements.values():
        flows = outgoing(model, element)
        if element.kind not in GATEWAYS and len(flows) > 1:
            yield about(
                element,
                f"{len(flows)} flows leave {called(element)}; all whose conditions hold are taken. "
                "Draw a gateway to say what is meant.",
            )
