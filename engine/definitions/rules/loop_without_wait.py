"""A loop passes a step or an event that waits."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.graph import GATEWAYS, cycles, followers

SEVERITY = MUST_FIX
READS = "file"

_WORKS_AT_ONCE = GATEWAYS | {"scriptTask", "businessRuleTask", "intermediateThrowEvent"}


def check(model: Model) -> Iterator[Finding]:
    """A finding per loop in which nothing waits, at its first element."""

    def at_once(node: str) -> bool:
        return model.elements[node].kind in _WORKS_AT_ONCE

    for ring in cycles(followers(model), at_once):
        element = model.elements[ring[0]]
        if len(ring) > 1:
            names = ", ".join(called(model.elements[node]) for node in ring[1:4])
            message = f"{called(element)} and {names} are a loop in which nobody waits for anything. Put a step in it."
            yield about(element, message)
