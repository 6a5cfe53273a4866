"""XML tree -> the facts about a model (`engine.bpmn.model`), with the line of each element."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.bpmn import calls, correlation, details, forms, jobs
from engine.bpmn.model import Element, Flow, Job, MessageFlow, Model, Pool, Process
from engine.bpmn.read import Source
from engine.bpmn.words import (
    DIAGRAM,
    EVENT_DEFINITIONS,
    FLOW_NODES,
    SUBPROCESSES,
    bpmn,
    children,
    local_id,
    name_of,
    spoken,
    text_of,
)
from engine.xml import line_of


def describe(source: Source) -> Model:
    """Say everything a rule may ask about a file. Elements without an id (before `translate`) are left out."""
    root = source.root
    index = _Index(
        messages=_named(root, "message", "name"),
        signals=_named(root, "signal", "name"),
        errors=_named(root, "error", "errorCode"),
        escalations=_named(root, "escalation", "escalationCode"),
        associated=associated(root),
        keys=correlation.keys_of_messages(root),
        processes=frozenset(node.get("id", "") for node in children(root, "process")),
    )
    builder = _Builder(index)
    processes = tuple(builder.process(node) for node in children(root, "process") if node.get("id"))
    return Model(
        processes=processes,
        elements=builder.elements,
        flows=builder.flows,
        pools=tuple(_pools(root)),
        message_flows=tuple(_message_flows(root)),
        messages=index.messages,
        signals=index.signals,
        errors=index.errors,
        has_diagram=root.find(f".//{{{DIAGRAM}}}BPMNShape") is not None,
        exporter=root.get("exporter", ""),
    )


@dataclass(frozen=True, slots=True)
class _Index:
    """What definitions at the top of a file are called: id -> name or code; `processes` are the ids of those it has."""

    messages: Mapping[str, str]
    signals: Mapping[str, str]
    errors: Mapping[str, str]
    escalations: Mapping[str, str]
    associated: Mapping[str, tuple[str, ...]]
    keys: Mapping[str, str]
    processes: frozenset[str]


def _named(root: etree._Element, tag: str, attribute: str) -> dict[str, str]:
    return {
        node.get("id", ""): (node.get(attribute) or node.get("name") or "").strip()
        for node in children(root, tag)
        if node.get("id")
    }


def associated(root: etree._Element) -> dict[str, tuple[str, ...]]:
    """Id -> the ids that an association joins it with, in either direction."""
    found: dict[str, tuple[str, ...]] = {}
    for node in root.iter(bpmn("association")):
        ends = local_id(node.get("sourceRef")), local_id(node.get("targetRef"))
        for one, other in (ends, ends[::-1]):
            found[one] = (*found.get(one, ()), other)
    return found


def _pools(root: etree._Element) -> Iterator[Pool]:
    for node in root.iter(bpmn("participant")):
        if node.get("id"):
            yield Pool(node.get("id", ""), _name(node), local_id(node.get("processRef")), line_of(node))


def _message_flows(root: etree._Element) -> Iterator[MessageFlow]:
    for node in root.iter(bpmn("messageFlow")):
        source, target = local_id(node.get("sourceRef")), local_id(node.get("targetRef"))
        yield MessageFlow(node.get("id", ""), _name(node), source, target, line_of(node))


def _name(node: etree._Element) -> str:
    return spoken(node.get("name"))


@dataclass(frozen=True, slots=True)
class _Ends:
    """The flows of one scope by the elements they lead to and leave."""

    incoming: Mapping[str, tuple[str, ...]]
    outgoing: Mapping[str, tuple[str, ...]]


def _by(flows: list[Flow], end: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for flow in flows:
        key = flow.target if end == "target" else flow.source
        found[key] = (*found.get(key, ()), flow.id)
    return found


@dataclass(slots=True)
class _Builder:
    """Walks the scopes of each process and collects elements and flows in the order of the file."""

    index: _Index
    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)

    def process(self, node: etree._Element) -> Process:
        identifier = node.get("id", "")
        lanes = _lanes(node)
        self._scope(node, identifier, identifier, lanes, "")
        executable = node.get("isExecutable")
        return Process(
            id=identifier,
            name=_name(node),
            executable=None if executable is None else executable.strip() in ("true", "1"),
            line=line_of(node),
            lanes=tuple(dict.fromkeys(lanes.values())),
            documentation=text_of(node.find(bpmn("documentation"))),
            tag=calls.tag_of(node),
        )

    def _scope(self, node: etree._Element, process: str, parent: str, lanes: Mapping[str, str], lane: str) -> None:
        lanes = {**lanes, **_lanes(node)}
        flows = [flow for child in children(node, "sequenceFlow") if (flow := _flow(child, process, parent))]
        self.flows.update((flow.id, flow) for flow in flows)
        ends = _Ends(_by(flows, "target"), _by(flows, "source"))
        for child in node:
            if name_of(child) in FLOW_NODES and child.get("id"):
                element = self._element(child, process, parent, lanes, lane, ends)
                self.elements[element.id] = element
                if element.kind in SUBPROCESSES:
                    self._scope(child, process, element.id, lanes, element.lane)

    def _element(
        self,
        node: etree._Element,
        process: str,
        parent: str,
        lanes: Mapping[str, str],
        inherited: str,
        ends: _Ends,
    ) -> Element:
        identifier = node.get("id", "")
        host = local_id(node.get("attachedToRef"))
        job, problem = _asked(node, self.index.processes)
        found = details.of(node, self.index.messages, self.index.signals, self.index.errors, self.index.escalations)
        event = _event(node)
        if event == "compensate" and host:
            found["handlers"] = " ".join(self.index.associated.get(identifier, ()))
        found |= correlation.of(node, self.index.keys)
        return Element(
            id=identifier,
            kind=name_of(node),
            name=_name(node),
            process=process,
            parent=parent,
            line=line_of(node),
            documentation=text_of(node.find(bpmn("documentation"))),
            lane=lanes.get(identifier) or lanes.get(host, "") or inherited,
            incoming=ends.incoming.get(identifier, ()),
            outgoing=ends.outgoing.get(identifier, ()),
            event=event,
            attached_to=host,
            interrupting=_interrupting(node),
            default_flow=local_id(node.get("default")),
            loop=_loop(node),
            details={**found, "job_problem": problem} if problem else found,
            form=forms.fields(node),
            job=job,
        )


def _asked(node: etree._Element, processes: frozenset[str]) -> tuple[Job | None, str]:
    """What a step asks of a system, or of a process that is not in the file; or why that cannot be read."""
    if name_of(node) in jobs.ASKING:
        return jobs.job_of(node)
    if name_of(node) == "callActivity" and calls.called_by(node) not in processes:
        return calls.call_of(node)
    return None, ""


def _flow(node: etree._Element, process: str, parent: str) -> Flow | None:
    identifier = node.get("id")
    if not identifier:
        return None
    condition = node.find(bpmn("conditionExpression"))
    return Flow(
        id=identifier,
        name=_name(node),
        source=local_id(node.get("sourceRef")),
        target=local_id(node.get("targetRef")),
        process=process,
        parent=parent,
        line=line_of(node),
        condition=text_of(condition),
        language="" if condition is None else (condition.get("language") or ""),
    )


def _lanes(scope: etree._Element) -> dict[str, str]:
    """Element id -> name of its innermost lane."""
    found: dict[str, str] = {}
    for lane_set in children(scope, "laneSet"):
        for lane in lane_set.iter(bpmn("lane")):  # document order: outer lanes first, so inner ones win
            name = _name(lane) or lane.get("id") or ""
            for reference in children(lane, "flowNodeRef"):
                found[local_id(text_of(reference))] = name
    return found


def _interrupting(node: etree._Element) -> bool:
    attribute = "cancelActivity" if name_of(node) == "boundaryEvent" else "isInterrupting"
    return (node.get(attribute) or "true").strip() in ("true", "1")


def _event(node: etree._Element) -> str:
    if not name_of(node).endswith("Event"):
        return ""
    kinds = [EVENT_DEFINITIONS[name_of(child)] for child in node if name_of(child) in EVENT_DEFINITIONS]
    kinds += ["reference" for child in children(node, "eventDefinitionRef") if text_of(child)]
    return kinds[0] if len(kinds) == 1 else "multiple" if kinds else ""


def _loop(node: etree._Element) -> str:
    if children(node, "standardLoopCharacteristics"):
        return "standard"
    for loop in children(node, "multiInstanceLoopCharacteristics"):
        return "sequential" if (loop.get("isSequential") or "").strip() in ("true", "1") else "parallel"
    return ""
