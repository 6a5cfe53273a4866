"""Boundary events at what can have none: they stay in the drawing and never happen."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, set_aside, starts_by_event
from engine.bpmn.words import ACTIVITIES, local_id, name_of

ORDER = 25


def apply(tree: Tree, report: Report) -> None:
    """Set aside boundary events that are attached to no step."""
    for node in tree.nodes("boundaryEvent"):
        if not _host(tree, node):
            set_aside(node)
            report.add(
                "boundary-without-activity", node, "The boundary event is attached to no step; it never happens."
            )


def _host(tree: Tree, node: Node) -> bool:
    scope = node.getparent()
    host = None if scope is None else tree.find(local_id(node.get("attachedToRef")), scope)
    return host is not None and name_of(host) in ACTIVITIES and not starts_by_event(host)
