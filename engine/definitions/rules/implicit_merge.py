"""One flow leads to a step or an event."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import INFO, Finding, about, called
from engine.definitions.graph import GATEWAYS

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per node other than a gateway with several ways in."""
    for element in model.elements.values():
        if element.kind in GATEWAYS or element.kind == "endEvent":
            continue
        if len(element.incoming) > 1:
            yield about(
                element,
                f"{len(element.incoming)} flows lead to {called(element)}; it is done once for each that arrives. "
                "Draw a gateway before it to say what is meant.",
            )
