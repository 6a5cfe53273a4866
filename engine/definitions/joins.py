"""Where the ways that meet at a join have parted: what rules about splits and joins ask."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.definitions.graph import GATEWAYS, entrances, followers, immediate_dominators, on_own_account, scopes

_ROOT = ""


def joins(model: Model) -> Iterator[tuple[Element, Element | None]]:
    """Each gateway with several ways in, and the element at which they part (None: at different beginnings)."""
    after = followers(model)
    for scope in scopes(model):
        found = [node for node in scope.nodes if node.kind in GATEWAYS and len(node.incoming) > 1]
        if not found:
            continue
        alone = [node.id for node in scope.nodes if on_own_account(node) and not node.attached_to]
        roots = (*(node.id for node in entrances(scope)), *alone)
        last = immediate_dominators({**after, _ROOT: roots}, _ROOT)
        for node in found:
            if node.id in last:
                yield node, model.elements.get(last[node.id])
