"""How many tokens an activity needs or makes, and the events that instances throw: said, as one token is taken."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree
from engine.bpmn.words import ACTIVITIES, children

ORDER = 52


def apply(tree: Tree, report: Report) -> None:
    """Say of each activity that takes or makes several tokens at once, or throws events as instances end."""
    for node in tree.nodes(*ACTIVITIES):
        if _other_than_one(node, "startQuantity") or _other_than_one(node, "completionQuantity"):
            report.add("quantity", node, "It would take or make several tokens at once; here it takes and makes one.")
        for marker in children(node, "multiInstanceLoopCharacteristics"):
            if (marker.get("behavior") or "All") != "All":
                report.add("loop", node, "It would throw an event as its instances end; here it throws none.")


def _other_than_one(node: Node, attribute: str) -> bool:
    return (node.get(attribute) or "1").strip() != "1"
