"""Kinds of subprocess and gateway that run as a simpler kind."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, definitions, retag, starts_by_event
from engine.bpmn.words import name_of

ORDER = 35

SIMPLER = {
    "transaction": ("transaction", "The transaction runs as an ordinary subprocess; nothing is undone."),
    "adHocSubProcess": (
        "ad-hoc",
        "The steps of the ad-hoc subprocess are all offered at once, and each must be done.",
    ),
}


def apply(tree: Tree, report: Report) -> None:
    """Transactions and ad-hoc subprocesses become subprocesses, empty ones a step, complex gateways inclusive ones."""
    for tag, (rule, message) in SIMPLER.items():
        for node in tree.nodes(tag):
            if not starts_by_event(node):
                retag(node, "subProcess")
                report.add(rule, node, message)
    for node in tree.nodes("subProcess"):
        if not starts_by_event(node) and all(_only_begins_or_ends(inner) for inner in tree.in_scope(node)):
            _one_step(tree, node, report)
    for node in tree.nodes("complexGateway"):
        retag(node, "inclusiveGateway")
        report.add("complex-gateway", node, "The complex gateway runs as an inclusive gateway; its rule is not used.")


def _only_begins_or_ends(node: Node) -> bool:
    return name_of(node) in ("startEvent", "endEvent") and not definitions(node)


def _one_step(tree: Tree, node: Node, report: Report) -> None:
    retag(node, "userTask")
    report.add("empty-subprocess", node, "The subprocess has no steps in it; it becomes one step that a person does.")
    for inner in tree.in_scope(node):
        report.add("empty-subprocess", inner, "The event is in a subprocess without steps, which became one step.")
