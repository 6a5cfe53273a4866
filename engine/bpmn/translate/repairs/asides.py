"""What is drawn beside the flow and does not run: compensation, and boundary events of nothing. It stays drawn."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, set_aside, starts_by_event
from engine.bpmn.words import bpmn, local_id, name_of

ORDER = 25


def apply(tree: Tree, report: Report) -> None:
    """Set aside compensation events and handlers, and boundary events at what can have none."""
    for node in tree.nodes():
        if (node.get("isForCompensation") or "") in ("true", "1"):
            set_aside(node)
            report.add("compensation", node, "The step undoes another step; it is drawn but never run.")
        elif name_of(node) == "boundaryEvent" and node.find(bpmn("compensateEventDefinition")) is not None:
            set_aside(node)
            report.add("compensation", node, "The compensation event is drawn but never happens.")
        elif name_of(node) == "boundaryEvent" and not _host(tree, node):
            set_aside(node)
            report.add(
                "boundary-without-activity", node, "The boundary event is attached to no step; it never happens."
            )


def _host(tree: Tree, node: Node) -> bool:
    scope = node.getparent()
    host = None if scope is None else tree.find(local_id(node.get("attachedToRef")), scope)
    if host is None or starts_by_event(host):
        return False
    return name_of(host).lower().endswith(("task", "process", "callactivity")) or name_of(host) == "transaction"
