"""An event subprocess begins with one event that starts it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.graph import scopes

SEVERITY = MUST_FIX
READS = "file"

_STARTERS = frozenset({"message", "timer", "conditional", "signal", "error", "escalation"})


def check(model: Model) -> Iterator[Finding]:
    """A finding per event subprocess that nothing can start, or that flows are joined to."""
    for scope in scopes(model):
        if scope.kind != "eventSubProcess":
            continue
        element = model.elements[scope.id]
        starts = [node for node in scope.nodes if node.kind == "startEvent"]
        if len(starts) != 1 or starts[0].event not in _STARTERS:
            yield about(element, f"The event subprocess {called(element)} needs one start event of a kind. Draw it.")
        if element.incoming or element.outgoing:
            yield about(element, f"A flow is joined to the event subprocess {called(element)}. Delete the flow.")
