"""References between the elements of a file, looked at in the file itself: what a model of facts no longer shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn import Source
from engine.bpmn.model import STEP_KINDS
from engine.definitions.graph import ACTIVITIES, GATEWAYS
from engine.xml import Element, line_of

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_DRAWING = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
_NODES = ACTIVITIES | GATEWAYS | _EVENTS
_FLOW = frozenset({"sequenceFlow"})
_DATA = frozenset({"dataObject"})
_ALLOWED: dict[str, tuple[frozenset[str], str]] = {
    "flowNodeRef": (_NODES | {"dataObjectReference", "dataObject", "dataStoreReference", "textAnnotation"}, "step"),
    "incoming": (_FLOW, "way in"),
    "outgoing": (_FLOW, "way out"),
    "default": (_FLOW, "default way"),
    "attachedToRef": (ACTIVITIES, "host"),
    "processRef": (frozenset({"process"}), "process"),
    "messageRef": (frozenset({"message"}), "message"),
    "signalRef": (frozenset({"signal"}), "signal"),
    "errorRef": (frozenset({"error"}), "error"),
    "escalationRef": (frozenset({"escalation"}), "escalation"),
    "dataObjectRef": (_DATA, "data object"),
    "dataStoreRef": (frozenset({"dataStore"}), "data store"),
    "operationRef": (frozenset({"operation"}), "operation"),
    "interfaceRef": (frozenset({"interface"}), "interface"),
    "categoryValueRef": (frozenset({"categoryValue"}), "category"),
    "participantRef": (frozenset({"participant"}), "pool"),
    "itemSubjectRef": (frozenset({"itemDefinition"}), "kind of data"),
    "dataInputRefs": (frozenset({"dataInput"}), "data input"),
    "dataOutputRefs": (frozenset({"dataOutput"}), "data output"),
    "inputSetRefs": (frozenset({"inputSet"}), "input set"),
    "outputSetRefs": (frozenset({"outputSet"}), "output set"),
    "activityRef": (ACTIVITIES, "step to undo"),
    "sourceRef": (frozenset(), "source"),
    "targetRef": (frozenset(), "target"),
}
"""Reference -> the kinds it may lead to (none named: any), and what to call it."""
_OTHER_RULES = frozenset({"sequenceFlow", "messageFlow"})
"""Whose ends are looked at by rules of their own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something in the file, for a finding to be about. `id` is empty when it has none."""

    id: str
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class BrokenReference:
    """A reference that leads nowhere (or to the wrong kind). `problem` says which, as a clause."""

    holder: Place
    name: str
    target: str
    problem: str


def broken_references(source: Source) -> Iterator[BrokenReference]:
    """Every reference of a known name whose target is not in the file, or is of a kind it cannot lead to."""
    kinds = {node.get("id"): _kind(node) for node in source.root.iter() if node.get("id")}
    for node in source.root.iter():
        for name, text in _references(node):
            allowed, word = _ALLOWED[name]
            target = text.strip().rpartition(":")[2]
            if target not in kinds:
                yield BrokenReference(_holder(node), word, target, "which is not in the file")
            elif allowed and kinds[target] and kinds[target] not in allowed:
                yield BrokenReference(_holder(node), word, target, f"but that is a {kinds[target]}")


def without_id(source: Source) -> Iterator[Place]:
    """Every process, element and flow without an id."""
    for node in source.root.iter():
        if _kind(node) in _NODES | _FLOW | STEP_KINDS | {"process"} and not node.get("id"):
            place = _place(node)
            yield Place("", place.name or f"A {_kind(node)}", place.line)


def in_two_lanes(source: Source) -> Iterator[tuple[Place, str]]:
    """Lane and element id, for each element that an earlier lane of the same set holds too."""
    for lanes in source.root.iter(f"{_BPMN}laneSet"):
        seen: set[str] = set()
        for lane in lanes.iterchildren(f"{_BPMN}lane"):
            held = {(reference.text or "").strip() for reference in lane.iterchildren(f"{_BPMN}flowNodeRef")}
            for element in sorted(held & seen):
                yield _place(lane), element
            seen |= held


def _kind(node: Element) -> str:
    tag = node.tag
    return tag.removeprefix(_BPMN) if isinstance(tag, str) and tag.startswith(_BPMN) else ""


def _references(node: Element) -> Iterator[tuple[str, str]]:
    kind = _kind(node)
    if not kind or kind in _OTHER_RULES:
        return
    text = node.text or ""
    if kind in _ALLOWED and text.strip():
        yield kind, text
    for name, value in ((str(name), str(value)) for name, value in node.items()):
        if name in _ALLOWED and value.strip():
            yield name, value


def _holder(node: Element) -> Place:
    """The nearest thing with an id, from the node outwards."""
    with_id = (outer for outer in (node, *node.iterancestors()) if outer.get("id"))
    return _place(next(with_id, node.getroottree().getroot()))


def _place(node: Element) -> Place:
    return Place(node.get("id") or "", " ".join((node.get("name") or "").split()), line_of(node))


def disagreeing_ways(source: Source) -> Iterator[tuple[Place, str, str]]:
    """Element, flow and `in` or `out`, for each flow an element names as its own that is joined elsewhere."""
    ends = {
        flow.get("id"): {"incoming": flow.get("targetRef"), "outgoing": flow.get("sourceRef")}
        for flow in source.root.iter(f"{_BPMN}sequenceFlow")
    }
    for node in source.root.iter():
        if _kind(node) not in _NODES or not node.get("id"):
            continue
        for child in node:
            flow = (child.text or "").strip().rpartition(":")[2]
            if _kind(child) in ("incoming", "outgoing") and flow in ends and ends[flow][_kind(child)] != node.get("id"):
                yield _place(node), flow, "in" if _kind(child) == "incoming" else "out"


def misdirected_gateways(source: Source) -> Iterator[tuple[Place, str]]:
    """Gateway and direction, for each whose flows are not what its direction says."""
    flows = list(source.root.iter(f"{_BPMN}sequenceFlow"))
    into = Counter(flow.get("targetRef") for flow in flows)
    out = Counter(flow.get("sourceRef") for flow in flows)
    for node in source.root.iter():
        direction = node.get("gatewayDirection", "") if _kind(node) in GATEWAYS else ""
        single, several = {"Diverging": (into, out), "Converging": (out, into)}.get(direction, (None, None))
        if single is None or several is None:
            continue
        if single[node.get("id")] > 1 or several[node.get("id")] < 2:
            yield _place(node), direction.lower()


def stray_shapes(source: Source) -> Iterator[Place]:
    """Every shape and line of the drawing whose element is not in the file."""
    known = {node.get("id") for node in source.root.iter() if _kind(node)}
    for node in source.root.iter(f"{_DRAWING}BPMNShape", f"{_DRAWING}BPMNEdge"):
        target = (node.get("bpmnElement") or "").rpartition(":")[2]
        if target and target not in known:
            yield Place(target, "", _place(node).line)


def unknown_elements(source: Source) -> Iterator[tuple[Place, str]]:
    """Element and tag, for each child of a process or subprocess whose tag is none of BPMN's, though it says so."""
    for scope in source.root.iter(*(f"{_BPMN}{kind}" for kind in _SCOPES)):
        for node in scope:
            kind = _kind(node)
            if kind and node.get("id") and kind not in _IN_A_SCOPE:
                yield _place(node), kind


_SCOPES = ("process", "subProcess", "transaction", "adHocSubProcess")
_IN_A_SCOPE = _NODES | {
    "artifact", "association", "auditing", "callChoreography", "category", "choreographyTask", "completionCondition",
    "correlationSubscription", "dataInputAssociation", "dataObject", "dataObjectReference", "dataOutputAssociation",
    "dataStoreReference", "documentation", "event", "extensionElements", "group", "implicitThrowEvent", "incoming",
    "ioBinding", "ioSpecification", "laneSet", "monitoring", "multiInstanceLoopCharacteristics", "outgoing",
    "performer", "potentialOwner", "property", "resourceRole", "sequenceFlow", "standardLoopCharacteristics",
    "subChoreography", "supportedInterfaceRef", "supports", "textAnnotation", "humanPerformer",
}  # fmt: skip
"""What may stand in a process or subprocess, by the schema of BPMN 2.0."""
