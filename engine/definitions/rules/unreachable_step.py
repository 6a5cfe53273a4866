"""Every node can be reached from where its process begins."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.graph import entrances, followers, on_own_account, reachable, scopes

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per node that no path leads to."""
    after = followers(model)
    for scope in scopes(model):
        if scope.kind == "adHocSubProcess":
            continue
        alone = [node.id for node in scope.nodes if on_own_account(node) and not node.attached_to]
        seen = reachable(after, [*(node.id for node in entrances(scope)), *alone])
        for node in scope.nodes:
            if node.id not in seen:
                yield about(node, f"No path leads to {called(node)}. Join it to the step before, or delete it.")
