"""Subprocesses with nothing in them, and gateways with a rule of their own."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, retag, starts_by_event
from engine.bpmn.translate.waiting import kind_of
from engine.bpmn.words import SUBPROCESSES, name_of

ORDER = 35

NOTHING = frozenset({"", "link", "terminate"})
"""The kinds of event by which nobody waits and nothing is told."""


def apply(tree: Tree, report: Report) -> None:
    """Empty subprocesses become a step, complex gateways inclusive ones."""
    for node in tree.nodes(*SUBPROCESSES):
        if not starts_by_event(node) and all(_does_nothing(inner) for inner in tree.in_scope(node)):
            _one_step(tree, node, report)
    for node in tree.nodes("complexGateway"):
        retag(node, "inclusiveGateway")
        report.add("complex-gateway", node, "The complex gateway runs as an inclusive gateway; its rule is not used.")


def _does_nothing(node: Node) -> bool:
    """Whether a node is an event that neither waits for anything nor throws anything."""
    return name_of(node) == "startEvent" or (name_of(node).endswith("Event") and kind_of(node) in NOTHING)


def _one_step(tree: Tree, node: Node, report: Report) -> None:
    retag(node, "userTask")
    report.add("empty-subprocess", node, "The subprocess has no steps in it; it becomes one step that a person does.")
    for inner in tree.in_scope(node):
        report.add("empty-subprocess", inner, "The event is in a subprocess without steps, which became one step.")
