"""Gateways that do not say how to choose: a person chooses."""

from __future__ import annotations

from engine.bpmn.translate import choosing, provided
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, condition_of, drop_condition, in_words
from engine.bpmn.words import local_id, name_of

ORDER = 75


def apply(tree: Tree, report: Report) -> None:
    """Put a person's choice before each exclusive or inclusive gateway that lacks usable conditions."""
    names = provided.names(tree)
    for node in tree.nodes("exclusiveGateway", "inclusiveGateway"):
        flows = tree.outgoing(node)
        if len(flows) < 2:
            _single(flows, report)
            continue
        missing = [flow for flow in flows if not condition_of(flow) and flow.get("id") != local_id(node.get("default"))]
        reason = _reason(tree, node, flows, missing, names)
        if reason:
            _choose(tree, node, flows, reason, report)
        elif missing and name_of(node) == "exclusiveGateway":
            node.set("default", missing[0].get("id", ""))
            report.harmless(
                "default-flow", missing[0], "The only flow without a condition is taken when no condition holds."
            )


def _single(flows: list[Node], report: Report) -> None:
    for flow in flows:
        if condition_of(flow):
            drop_condition(flow)
            report.add(
                "condition-not-used",
                flow,
                "The only flow out of its gateway is always taken; its condition was taken away.",
            )


def _reason(tree: Tree, node: Node, flows: list[Node], missing: list[Node], names: frozenset[str] | None) -> str:
    allowed = 1 if name_of(node) == "exclusiveGateway" and not node.get("default") else 0
    if len(missing) > allowed or len(missing) == len(flows):
        return "Its flows do not all have conditions"
    unknown = provided.missing(flows, names)
    if unknown:
        return f"No form, script or decision in this model gives a value to {', '.join(unknown)}"
    return ""


def _choose(tree: Tree, node: Node, flows: list[Node], reason: str, report: Report) -> None:
    had = [flow for flow in flows if condition_of(flow)]
    exclusive = name_of(node) == "exclusiveGateway"
    for flow in had:
        report.add(
            "condition-replaced", flow, f"The condition '{condition_of(flow)[:80]}' is not used: a person chooses."
        )
    step = choosing.one_of(tree, node) if exclusive else choosing.any_of(tree, node)
    what = "which way to go" if exclusive else "which ways to go"
    report.add("choice", node, f"{reason}; a person chooses {what}.")
    report.add("choice", step, f"Added: a step in which a person chooses the way out of {in_words(node)}.")
