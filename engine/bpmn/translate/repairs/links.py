"""Link events without their other half."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, drop_definitions
from engine.bpmn.words import bpmn, name_of

ORDER = 42


def apply(tree: Tree, report: Report) -> None:
    """A link that leads nowhere ends its path; a link that nothing leads to becomes a plain event."""
    for scope in tree.scopes():
        links = [node for node in tree.in_scope(scope) if node.find(bpmn("linkEventDefinition")) is not None]
        thrown = [node for node in links if name_of(node) == "intermediateThrowEvent"]
        caught = [node for node in links if name_of(node) == "intermediateCatchEvent"]
        from_here, to_here = {_link(node) for node in thrown}, {_link(node) for node in caught}
        for node in thrown:
            if tree.outgoing(node) or _link(node) not in to_here:
                drop_definitions(node)
                report.add(
                    "link", node, "The link has no catching link of its name here; it is passed as a plain event."
                )
        for node in caught:
            if _link(node) not in from_here:
                drop_definitions(node)
                report.add("link", node, "No link leads to this catching link; it becomes a plain event.")


def _link(node: Node) -> str:
    definition = node.find(bpmn("linkEventDefinition"))
    return "" if definition is None else (definition.get("name") or node.get("name") or "").strip()
