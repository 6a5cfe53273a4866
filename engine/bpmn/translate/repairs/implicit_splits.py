"""Splits drawn without a gateway, written out as the gateways they mean."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, condition_of, in_words, set_condition
from engine.bpmn.words import GATEWAYS, local_id, name_of

ORDER = 65


def apply(tree: Tree, report: Report) -> None:
    """Several flows out of a step are taken together: all of them, or those whose condition holds."""
    for node in tree.nodes():
        if name_of(node) in GATEWAYS:
            continue
        flows = tree.outgoing(node)
        if len(flows) > 1 or any(condition_of(flow) for flow in flows):
            _split(tree, node, flows, report)


def _split(tree: Tree, node: Node, flows: list[Node], report: Report) -> None:
    scope = node.getparent()
    if scope is None:
        return
    default = local_id(node.get("default"))
    conditional = [flow for flow in flows if condition_of(flow)]
    kind = "inclusiveGateway" if conditional else "parallelGateway"
    gateway = tree.add_node(scope, kind, f"Split_{node.get('id')}", "", node)
    for flow in flows:
        tree.leave_from(flow, gateway)
        if conditional and not condition_of(flow) and flow.get("id") != default:
            set_condition(flow, "true")
    if conditional and default in {flow.get("id") for flow in flows}:
        gateway.set("default", default)
    node.attrib.pop("default", "")
    tree.add_flow(scope, node, gateway)
    what = "all whose condition holds are" if conditional else "all are"
    report.harmless(
        "implicit-split",
        node,
        f"Several flows leave it, or one with a condition: {what} taken, by a gateway that was added.",
    )
    report.harmless("implicit-split", gateway, f"Added: the split that is drawn at {in_words(node)}.")
