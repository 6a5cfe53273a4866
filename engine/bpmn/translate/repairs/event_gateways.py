"""Event-based gateways with a target that is no event that can be waited for: a person says what came first."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, drop_definitions, retag
from engine.bpmn.words import local_id, name_of

ORDER = 45


def apply(tree: Tree, report: Report) -> None:
    """Keep gateways whose targets can all be waited for; make a choice of the others."""
    for node in tree.nodes("eventBasedGateway"):
        scope = node.getparent()
        targets = (
            [] if scope is None else [tree.find(local_id(flow.get("targetRef")), scope) for flow in tree.outgoing(node)]
        )
        found = [target for target in targets if target is not None]
        if (node.get("instantiate") or "").strip() in ("true", "1"):
            message = "Its events begin no case: a person begins it, and then one of them is waited for."
            report.add("event-gateway", node, message)
        if found and all(_can_wait(tree, target) for target in found):
            continue
        retag(node, "exclusiveGateway")
        report.add("event-gateway", node, "Not all of its events can be waited for; a person chooses what came first.")
        for target in found:
            if name_of(target) == "intermediateCatchEvent":
                drop_definitions(target)
                retag(target, "intermediateThrowEvent")
                report.add("event-gateway", target, "The event is chosen by a person at the gateway before it.")


def _can_wait(tree: Tree, target: Node) -> bool:
    return name_of(target) in ("intermediateCatchEvent", "receiveTask") and len(tree.incoming(target)) == 1
