"""A subprocess holds at least one step."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import SUBPROCESSES, reachable, scopes

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per subprocess with no step in it, at any depth."""
    after = {scope.id: tuple(node.id for node in scope.nodes) for scope in scopes(model)}
    for element in model.elements.values():
        if element.kind in SUBPROCESSES:
            inside = reachable(after, [element.id]) - {element.id}
            if not any(model.elements[node].kind in STEP_KINDS for node in inside):
                message = f"The subprocess {called(element)} holds no step. Draw what is done there, or make it a task."
                yield about(element, message)
