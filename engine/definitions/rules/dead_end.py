"""A path finishes in an end event."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import outgoing, scopes

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per node other than an end event that nothing follows."""
    for scope in scopes(model):
        for node in scope.nodes if scope.kind != "adHocSubProcess" else ():
            if not outgoing(model, node) and not _may_end(node):
                yield about(node, f"Nothing follows {called(node)}. Join it to the next step or to an end event.")


def _may_end(node: Element) -> bool:
    if node.kind == "endEvent" or node.details.get("triggered_by_event") or node.details.get("compensation"):
        return True
    return node.event in ("link", "compensate") and node.kind in ("intermediateThrowEvent", "boundaryEvent")
