"""Flows that come together at a step without a gateway."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, in_words
from engine.bpmn.words import ACTIVITIES

ORDER = 82


def apply(tree: Tree, report: Report) -> None:
    """Write the merge out as an exclusive gateway: each token that comes is a visit of its own."""
    for node in tree.nodes(*ACTIVITIES):
        if len(tree.incoming(node)) > 1:
            _merge(tree, node, report)


def _merge(tree: Tree, node: Node, report: Report) -> None:
    scope = node.getparent()
    if scope is None:
        return
    gateway = tree.add_node(scope, "exclusiveGateway", f"Merge_{node.get('id')}", "", node)
    for flow in tree.incoming(node):
        tree.lead_to(flow, gateway)
    tree.add_flow(scope, gateway, node)
    report.harmless(
        "implicit-merge",
        gateway,
        f"Added: the flows into {in_words(node)} come together here; each is a visit of its own.",
    )
