"""Every process and subprocess begins with a start event."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import scopes

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per scope that has nodes but no start event."""
    for scope in scopes(model):
        if scope.nodes and not scope.runs_freely and not any(node.kind == "startEvent" for node in scope.nodes):
            yield about(scope, f"{called(scope)} has no start event. Draw one before the first step.")
