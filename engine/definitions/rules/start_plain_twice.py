"""A process or subprocess has one plain start event."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import scopes

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per further plain start event of a scope."""
    for scope in scopes(model):
        plain = [node for node in scope.nodes if node.kind == "startEvent" and not node.event]
        for node in plain[1:]:
            yield about(
                node,
                f"{called(scope)} has another plain start event ({plain[0].id}). Keep one, and split after it.",
            )
