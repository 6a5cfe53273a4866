"""A subprocess has no second beginning beside its start."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import on_own_account, scopes

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per node of a subprocess that nothing leads to although the subprocess has a start event."""
    for scope in scopes(model):
        if scope.kind not in ("subProcess", "transaction") or not any(
            node.kind == "startEvent" for node in scope.nodes
        ):
            continue
        for node in scope.nodes:
            if node.kind != "startEvent" and not node.incoming and not on_own_account(node):
                yield about(node, f"Nothing leads to {called(node)} inside {called(scope)}. Join it, or take it out.")
