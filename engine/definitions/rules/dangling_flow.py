"""A flow leads from one element to another."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per flow with an end that is nowhere in the file."""
    for flow in model.flows.values():
        for end, known in (("start", flow.source in model.elements), ("end", flow.target in model.elements)):
            if not known:
                yield about(flow, f"The flow {called(flow)} has no {end}. Join it to an element, or delete it.")
