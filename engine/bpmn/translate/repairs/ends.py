"""Paths that just stop get an end event."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, in_words, takes_no_flow
from engine.bpmn.words import bpmn, name_of

ORDER = 80


def apply(tree: Tree, report: Report) -> None:
    """Add an end event after every element that nothing follows: that is what BPMN says it means."""
    for node in tree.nodes():
        scope = node.getparent()
        if scope is None or name_of(scope) == "adHocSubProcess":
            continue
        if name_of(node) == "endEvent" or tree.outgoing(node) or _jumps(node) or takes_no_flow(node):
            continue
        end = tree.add_node(scope, "endEvent", f"End_{node.get('id')}", "", node)
        tree.add_flow(scope, node, end)
        report.harmless("missing-end", end, f"Nothing follows {in_words(node)}; an end event was added after it.")


def _jumps(node: Node) -> bool:
    return name_of(node) == "intermediateThrowEvent" and node.find(bpmn("linkEventDefinition")) is not None
