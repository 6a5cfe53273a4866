"""What is drawn beside the flow: event subprocesses, compensation. It stays in the drawing and does not run."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, set_aside
from engine.bpmn.words import FLOW_NODES, bpmn, local_id, name_of

ORDER = 25


def apply(tree: Tree, report: Report) -> None:
    """Set aside event subprocesses with all that is in them, compensation events and compensation handlers."""
    for node in tree.nodes():
        if (node.get("triggeredByEvent") or "") in ("true", "1"):
            _event_subprocess(node, report)
        elif (node.get("isForCompensation") or "") in ("true", "1"):
            set_aside(node)
            report.add("compensation", node, "The step undoes another step; it is drawn but never run.")
        elif name_of(node) == "boundaryEvent" and node.find(bpmn("compensateEventDefinition")) is not None:
            set_aside(node)
            report.add("compensation", node, "The compensation event is drawn but never happens.")
        elif name_of(node) == "boundaryEvent" and not _host(tree, node):
            set_aside(node)
            report.add(
                "boundary-without-activity", node, "The boundary event is attached to nothing; it never happens."
            )


def _event_subprocess(node: Node, report: Report) -> None:
    set_aside(node)
    report.add("event-subprocess", node, "The event subprocess is drawn, but it does not start yet.")
    for inner in node.iterdescendants("{*}*"):
        if name_of(inner) in FLOW_NODES:
            report.add("event-subprocess", inner, "The element is in an event subprocess, which does not start yet.")


def _host(tree: Tree, node: Node) -> bool:
    scope = node.getparent()
    host = None if scope is None else tree.find(local_id(node.get("attachedToRef")), scope)
    return host is not None and (
        name_of(host).lower().endswith(("task", "process", "callactivity")) or name_of(host) == "transaction"
    )
