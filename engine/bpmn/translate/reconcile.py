"""The last look: whatever was added, removed or made another kind, and that no repair has named, is named here."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Tree, in_words
from engine.bpmn.words import local_id, name_of

IGNORED = frozenset({"", "incoming", "outgoing", "flowNodeRef"})


def reconcile(original: etree._Element, tree: Tree, report: Report) -> None:
    """Report each BPMN element with an id that differs between the two trees and is in no change yet."""
    reported = {change.element for change in report.changes}
    before, after = _elements(original), _elements(tree.root)
    for identifier, element in before.items():
        if identifier in reported:
            continue
        if identifier not in after:
            known = _parent(element) in reported  # then that change says what it means
            message = f"The {_kind(element)} was left out{_of_parent(element)}."
            report.add("removed", element, message, blocks_live=not known)
        elif after[identifier].tag != element.tag:
            report.add("replaced", element, f"The {name_of(element)} became a {name_of(after[identifier])}.")
    for identifier, element in after.items():
        if identifier not in before and identifier not in reported:
            report.harmless("added", element, _added(element))


def _elements(root: etree._Element) -> dict[str, etree._Element]:
    found = {}
    for element in root.iter(etree.Element):
        if element.get("id") and name_of(element) not in IGNORED:
            found[element.get("id", "")] = element
    return found


def _parent(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None else parent.get("id", "")


def _of_parent(element: etree._Element) -> str:
    parent = element.getparent()
    return "" if parent is None or not parent.get("id") else f" of {in_words(parent)}"


def _kind(element: etree._Element) -> str:
    """What is left out, in words where it says what kind an event is."""
    kind = name_of(element).removesuffix("EventDefinition")
    return f"kind of event ({kind})" if kind != name_of(element) else kind


def _added(element: etree._Element) -> str:
    source, target = local_id(element.get("sourceRef")), local_id(element.get("targetRef"))
    return "Added: a way to or from what was added." if source and target else "Added."
