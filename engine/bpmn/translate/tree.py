"""Editing a BPMN tree: scopes, nodes and flows with an index of who follows whom."""

from __future__ import annotations

import re

from lxml import etree

from engine.bpmn.words import (
    BPR,
    EVENT_DEFINITIONS,
    FLOW_NODES,
    SCOPES,
    XSI,
    bpmn,
    children,
    local_id,
    name_of,
    spoken,
    text_of,
)

Node = etree._Element


class Tree:
    """One model while it is being repaired."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.ids = {element.get("id", "") for element in root.iter(etree.Element)}
        self._nodes = {
            element.get("id", ""): element for element in root.iter(etree.Element) if name_of(element) in FLOW_NODES
        }
        self._out: dict[str, list[Node]] = {}
        self._in: dict[str, list[Node]] = {}
        self._lanes: dict[str, list[Node]] = {}
        for flow in root.iter(bpmn("sequenceFlow")):
            self._index(flow)
        for reference in root.iter(bpmn("flowNodeRef")):
            self._lanes.setdefault(local_id(text_of(reference)), []).append(reference)

    def _index(self, flow: Node) -> None:
        self._out.setdefault(local_id(flow.get("sourceRef")), []).append(flow)
        self._in.setdefault(local_id(flow.get("targetRef")), []).append(flow)

    def scopes(self) -> list[Node]:
        """Every process and subprocess, outer ones first; without those that were set aside."""
        return [node for node in self.root.iter(etree.Element) if name_of(node) in SCOPES and not is_aside(node)]

    def nodes(self, *kinds: str) -> list[Node]:
        """Every flow node (of these kinds) that was not set aside, in the order of the file."""
        wanted = frozenset(kinds) or FLOW_NODES
        return [node for scope in self.scopes() for node in scope if name_of(node) in wanted and not is_aside(node)]

    def in_scope(self, scope: Node) -> list[Node]:
        """The flow nodes directly in a scope that were not set aside."""
        return [node for node in scope if name_of(node) in FLOW_NODES and not is_aside(node)]

    def flows(self) -> list[Node]:
        """Every sequence flow."""
        return list(self.root.iter(bpmn("sequenceFlow")))

    def outgoing(self, node: Node) -> list[Node]:
        """The flows that leave a node, in the order of the file."""
        return list(self._out.get(node.get("id", ""), ()))

    def incoming(self, node: Node) -> list[Node]:
        """The flows that lead to a node."""
        return list(self._in.get(node.get("id", ""), ()))

    def find(self, identifier: str, scope: Node) -> Node | None:
        """The flow node with this id directly in a scope."""
        node = self._nodes.get(identifier)
        return node if node is not None and node.getparent() is scope else None

    def new_id(self, base: str) -> str:
        """An id that nothing has yet."""
        cleaned = re.sub(r"[^\w.-]", "_", base)[:200] or "Added"
        candidate, number = cleaned, 1
        while candidate in self.ids:
            number += 1
            candidate = f"{cleaned}_{number}"
        self.ids.add(candidate)
        return candidate

    def name(self, element: Node, base: str) -> None:
        """Give an id to an element that has none."""
        element.set("id", self.new_id(base))
        if name_of(element) in FLOW_NODES:
            self._nodes[element.get("id", "")] = element

    def add_node(self, scope: Node, tag: str, base: str, name: str, near: Node | None = None) -> Node:
        """Add a flow node; it stands beside `near` and in its lanes."""
        node = etree.Element(bpmn(tag), id=self.new_id(base))
        self._nodes[node.get("id", "")] = node
        if name:
            node.set("name", name)
        if near is None:
            scope.append(node)
        else:
            near.addprevious(node)
            if near.sourceline is not None:
                node.sourceline = near.sourceline
            self._join_lanes(node.get("id", ""), near.get("id", ""))
        return node

    def _join_lanes(self, new: str, near: str) -> None:
        for reference in list(self._lanes.get(near, ())):
            added = etree.Element(bpmn("flowNodeRef"))
            added.text = new
            reference.addnext(added)
            self._lanes.setdefault(new, []).append(added)

    def add_flow(self, scope: Node, source: Node, target: Node, condition: str = "", name: str = "") -> Node:
        """Connect two nodes."""
        identifier = self.new_id(f"Flow_{source.get('id')}_{target.get('id')}")
        flow = etree.SubElement(scope, bpmn("sequenceFlow"), id=identifier)
        flow.set("sourceRef", source.get("id", ""))
        flow.set("targetRef", target.get("id", ""))
        if name:
            flow.set("name", name)
        if condition:
            set_condition(flow, condition)
        self._index(flow)
        return flow

    def lead_to(self, flow: Node, target: Node) -> None:
        """Let a flow end at another node."""
        self._in.get(local_id(flow.get("targetRef")), []).remove(flow)
        flow.set("targetRef", target.get("id", ""))
        self._in.setdefault(target.get("id", ""), []).append(flow)

    def leave_from(self, flow: Node, source: Node) -> None:
        """Let a flow begin at another node."""
        self._out.get(local_id(flow.get("sourceRef")), []).remove(flow)
        flow.set("sourceRef", source.get("id", ""))
        self._out.setdefault(source.get("id", ""), []).append(flow)

    def remove_flow(self, flow: Node) -> None:
        """Take a flow out of the model."""
        for index, end in ((self._out, "sourceRef"), (self._in, "targetRef")):
            known = index.get(local_id(flow.get(end)), [])
            if flow in known:
                known.remove(flow)
        remove(flow)

    def write_references(self) -> None:
        """Write the `incoming` and `outgoing` children of every node anew where they do not fit the flows."""
        for node in self.nodes():
            for tag, flows in (("incoming", self.incoming(node)), ("outgoing", self.outgoing(node))):
                wanted = [flow.get("id", "") for flow in flows]
                present = children(node, tag)
                if present and [local_id(text_of(child)) for child in present] != wanted:
                    _rewrite(node, tag, present, wanted)


def _rewrite(node: Node, tag: str, present: list[Node], wanted: list[str]) -> None:
    place = node.index(present[0])
    for child in present:
        node.remove(child)
    for identifier in reversed(wanted):
        child = etree.Element(bpmn(tag))
        child.text = identifier
        node.insert(place, child)


def remove(node: Node) -> None:
    """Take an element out of its parent."""
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def retag(node: Node, tag: str) -> None:
    """Make a node another kind of BPMN element; what only its old kind may hold stays and is ignored."""
    node.tag = bpmn(tag)


def set_aside(node: Node) -> None:
    """Keep an element in the drawing, but out of what runs."""
    node.set(f"{{{BPR}}}aside", "true")


def is_aside(node: Node) -> bool:
    """Whether an element, or a subprocess around it, was set aside."""
    current: Node | None = node
    while current is not None:
        if current.get(f"{{{BPR}}}aside"):
            return True
        current = current.getparent()
    return False


def starts_by_event(node: Node) -> bool:
    """Whether a node is an event subprocess."""
    return (node.get("triggeredByEvent") or "").strip() in ("true", "1")


def undoes(node: Node) -> bool:
    """Whether a node is an activity that undoes another: compensation leads to it, never a flow."""
    return (node.get("isForCompensation") or "").strip() in ("true", "1")


def takes_no_flow(node: Node) -> bool:
    """Whether no flow may be joined to a node: an event subprocess, compensation, and the event that leads to it."""
    border = name_of(node) == "boundaryEvent" and node.find(bpmn("compensateEventDefinition")) is not None
    return border or starts_by_event(node) or undoes(node)


def in_event_subprocess(node: Node) -> bool:
    """Whether a node stands directly in an event subprocess."""
    parent = node.getparent()
    return parent is not None and starts_by_event(parent)


def definitions(node: Node) -> list[Node]:
    """The event definitions of an event."""
    return [child for child in node if name_of(child) in EVENT_DEFINITIONS or name_of(child) == "eventDefinitionRef"]


def drop_definitions(node: Node) -> None:
    """Make an event a plain one."""
    for child in definitions(node):
        node.remove(child)


def condition_of(flow: Node) -> str:
    """The text of a flow's condition; empty when it has none."""
    return text_of(flow.find(bpmn("conditionExpression")))


def drop_condition(flow: Node) -> None:
    """Take a flow's condition away."""
    for child in children(flow, "conditionExpression"):
        flow.remove(child)


def set_condition(flow: Node, text: str) -> None:
    """Give a flow a condition in FEEL."""
    present = children(flow, "conditionExpression")
    expression = present[0] if present else etree.SubElement(flow, bpmn("conditionExpression"))
    if not present:
        expression.set(f"{{{XSI}}}type", f"{flow.prefix}:tFormalExpression" if flow.prefix else "tFormalExpression")
    for child in [*expression]:
        expression.remove(child)
    expression.attrib.pop("language", "")
    expression.text = text


_KINDS = {
    "parallelGateway": "fork",
    "startEvent": "start",
    "endEvent": "end",
    "subProcess": "part",
    "process": "process",
}


def in_words(node: Node) -> str:
    """How a report speaks of an element: its name in quotes, else what it is."""
    name, kind = spoken(node.get("name")), name_of(node)
    other = "choice" if kind.endswith("Gateway") else "event" if kind.endswith("Event") else "step"
    return f"“{name}”" if name else f"an unnamed {_KINDS.get(kind, other)}"


def label(node: Node) -> str:
    """What a person calls an element: its name, else its id."""
    return spoken(node.get("name")) or node.get("id") or ""
