"""Elements without an id get one, so that they can be connected and reported."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Tree
from engine.bpmn.words import FLOW_NODES, name_of
from engine.xml import line_of

ORDER = 10


def apply(tree: Tree, report: Report) -> None:
    """Give every process, flow node and flow without an id a new one."""
    for element in tree.root.iter(etree.Element):
        kind = name_of(element)
        if (kind in FLOW_NODES or kind in ("process", "sequenceFlow")) and not element.get("id"):
            tree.name(element, f"{kind[0].upper()}{kind[1:]}_{line_of(element)}")
            report.harmless("missing-id", element, "The element had no id; it was given one.")
