"""Flows that lead from or to nowhere, across the border of a subprocess, into a start or out of an end."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, drop_definitions, retag, takes_no_flow
from engine.bpmn.words import FLOW_NODES, local_id, name_of

ORDER = 20


def apply(tree: Tree, report: Report) -> None:
    """Drop what cannot be followed; make an end event that is followed by something a passing event."""
    nodes = [node for node in tree.root.iter("{*}*") if name_of(node) in FLOW_NODES]
    place = {node.get("id", ""): node.getparent() for node in nodes}
    kinds = {node.get("id", ""): "beside" if takes_no_flow(node) else name_of(node) for node in nodes}
    for flow in tree.flows():
        source, target = local_id(flow.get("sourceRef")), local_id(flow.get("targetRef"))
        reason = _reason(flow, source, target, place, kinds)
        if reason:
            tree.remove_flow(flow)
            report.add("dangling-flow", flow, f"The flow was left out: {reason}. Connect it again in the drawing.")
    for node in tree.nodes("endEvent"):
        if tree.outgoing(node):
            drop_definitions(node)
            retag(node, "intermediateThrowEvent")
            report.add("end-goes-on", node, "A flow leaves this end event; it is passed through as if it were no end.")


def _reason(flow: Node, source: str, target: str, place: dict[str, Node | None], kinds: dict[str, str]) -> str:
    if source not in place or target not in place:
        return "it begins or ends at nothing, or at something that is no step"
    if place[source] is not place[target]:
        return "it crosses the border of a subprocess or pool"
    if kinds[target] == "startEvent":
        return "it leads into a start event"
    if kinds[target] == "boundaryEvent":
        return "it leads into a boundary event"
    if "beside" in (kinds[source], kinds[target]):
        return "it is joined to an event subprocess or to compensation, to which no flow leads"
    return "" if flow.getparent() is place[source] else _moved(flow, place[source])


def _moved(flow: Node, scope: Node | None) -> str:
    """A flow that is written in another scope than its ends is moved there; its meaning does not change."""
    if scope is not None:
        scope.append(flow)
    return ""
