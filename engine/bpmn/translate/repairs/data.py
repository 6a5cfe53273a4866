"""Data objects, data stores and vendor behaviour: kept in the drawing, not run."""

from __future__ import annotations

from lxml import etree

from engine.bpmn import calls, details
from engine.bpmn.correlation import THROWS
from engine.bpmn.jobs import ASKING
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree
from engine.bpmn.words import BPMN, BPR, CAMUNDA_LIKE, ZEEBE, children, name_of
from engine.xml import local, namespace

ORDER = 90

DATA = ("dataObjectReference", "dataStoreReference")
BEHAVIOUR = {
    "executionListener": "its listeners do not run",
    "taskListener": "its listeners do not run",
    "executionListeners": "its listeners do not run",
    "taskListeners": "its listeners do not run",
    "inputOutput": "its input and output mappings are not used",
    "ioMapping": "its input and output mappings are not used",
    "connector": "its connector is not used",
    "in": "its data mappings are not used: the called process sees all case data",
    "out": "its data mappings are not used: the called process sees all case data",
}


def apply(tree: Tree, report: Report) -> None:
    """Say which data elements are drawing only, and which behaviour of other tools is not carried out."""
    for element in tree.root.iter(etree.Element):
        if name_of(element) in DATA:
            report.harmless("data", element, "Kept as documentation: case data is one set of named values.")
    here = {process.get("id", "") for process in children(tree.root, "process")}
    for node in tree.nodes():
        for holder in children(node, "extensionElements"):
            _vendor(node, holder, report, here)


def _is_used(node: Node, extension: Node, here: set[str]) -> bool:
    """Whether a mapping says what a message carries, what a system is given (see `jobs`), or a called process."""
    if name_of(node) == "callActivity" and calls.called_by(node) not in here:
        return calls.is_used(extension)
    if local(extension) in ("inputOutput", "ioMapping") and "outputs" in details.of(node, {}, {}, {}, {}):
        return not any(local(part) in ("input", "inputParameter") for part in extension.iterchildren(etree.Element))
    if local(extension) == "connector":  # one that cannot be read has become a step of a person
        return name_of(node) in ASKING
    return local(extension) in ("inputOutput", "ioMapping") and name_of(node) in (*THROWS, *ASKING)


def _vendor(node: Node, holder: Node, report: Report, here: set[str]) -> None:
    known = (*CAMUNDA_LIKE, ZEEBE)
    found = {
        BEHAVIOUR[local(child)]
        for child in holder.iterchildren(etree.Element)
        if namespace(child) in known and local(child) in BEHAVIOUR and not _is_used(node, child, here)
    }
    for what in sorted(found):
        report.add("vendor-behaviour", node, f"An extension of the tool it was drawn with is set aside: {what}.")
    others = {namespace(child) for child in holder.iterchildren(etree.Element)} - {*known, BPR, BPMN, ""}
    if others:
        report.harmless(
            "vendor-extension",
            node,
            f"Extensions of other tools are kept in the file and not used: {', '.join(sorted(others))}.",
        )
