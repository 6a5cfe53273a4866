"""Kinds of subprocess and gateway that run as a simpler kind."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Tree, retag
from engine.bpmn.words import name_of

ORDER = 35


def apply(tree: Tree, report: Report) -> None:
    """Transactions and ad-hoc subprocesses become subprocesses, empty ones a step, complex gateways inclusive ones."""
    for node in tree.nodes("transaction"):
        retag(node, "subProcess")
        report.add("transaction", node, "The transaction runs as an ordinary subprocess; nothing is undone.")
    for node in tree.nodes("adHocSubProcess"):
        retag(node, "subProcess")
        report.add("ad-hoc", node, "The steps of the ad-hoc subprocess are all offered at once, and each must be done.")
    for node in tree.nodes("subProcess"):
        if not any(not name_of(inner).endswith("Event") for inner in tree.in_scope(node)):
            retag(node, "userTask")
            report.add(
                "empty-subprocess", node, "The subprocess has no steps in it; it becomes one step that a person does."
            )
            for inner in tree.in_scope(node):
                report.add(
                    "empty-subprocess", inner, "The event is in a subprocess without steps, which became one step."
                )
    for node in tree.nodes("complexGateway"):
        retag(node, "inclusiveGateway")
        report.add("complex-gateway", node, "The complex gateway runs as an inclusive gateway; its rule is not used.")
