"""Processes and subprocesses without a start event, or with several plain ones; an ad-hoc one needs none."""

from __future__ import annotations

from engine.bpmn.translate import choosing
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, drop_definitions, in_words, retag, takes_no_flow
from engine.bpmn.words import bpmn, name_of

ORDER = 60

STARTING = frozenset({"messageEventDefinition", "signalEventDefinition", "timerEventDefinition"})


def apply(tree: Tree, report: Report) -> None:
    """See to it that each process and subprocess has a start event, and for a person exactly one."""
    for scope in tree.scopes():
        inside = tree.in_scope(scope)
        starts = [node for node in inside if name_of(node) == "startEvent"]
        by_person = [node for node in starts if name_of(scope) != "process" or not starts_by_itself(node)]
        if not inside or name_of(scope) == "adHocSubProcess":
            continue
        if not starts:
            _add_start(tree, scope, inside, report)
        elif len(by_person) > 1:
            _choose_start(tree, scope, by_person, report)


def starts_by_itself(node: Node) -> bool:
    """Whether a start event starts a case when its message, signal or time comes."""
    return any(name_of(child) in STARTING for child in node.iterchildren("{*}*"))


def _add_start(tree: Tree, scope: Node, inside: list[Node], report: Report) -> None:
    able = [node for node in inside if _may_begin(node)]
    first = [node for node in able if not tree.incoming(node)]
    start = tree.add_node(scope, "startEvent", f"Start_{scope.get('id')}", "")
    if able and not first:
        first = able[:1]
        report.add("missing-start", scope, "Nothing says where to start; the first element of the file is taken.")
    report.harmless("missing-start", start, f"There was no start event in {in_words(scope)}; one was added.")
    before = start
    if len(first) > 1:
        before = tree.add_node(scope, "parallelGateway", f"Begin_{scope.get('id')}", "", start)
        tree.add_flow(scope, start, before)
        report.harmless("missing-start", before, "All elements without an incoming flow begin together.")
    for node in first:
        flow = tree.add_flow(scope, before, node)
        report.harmless("missing-start", flow, f"A flow from the added start to {in_words(node)} was added.")


def _may_begin(node: Node) -> bool:
    link = node.find(bpmn("linkEventDefinition")) is not None and name_of(node) == "intermediateCatchEvent"
    return name_of(node) != "boundaryEvent" and not link and not takes_no_flow(node)


def _choose_start(tree: Tree, scope: Node, starts: list[Node], report: Report) -> None:
    start = tree.add_node(scope, "startEvent", f"Start_{scope.get('id')}", "", starts[0])
    gateway = tree.add_node(scope, "exclusiveGateway", f"Begin_{scope.get('id')}", "How does it start?", starts[0])
    tree.add_flow(scope, start, gateway)
    for node in starts:
        drop_definitions(node)
        retag(node, "intermediateThrowEvent")
        tree.add_flow(scope, gateway, node)
        report.add("several-starts", node, "There are several start events; a person chooses which one it is.")
    step = choosing.one_of(tree, gateway)
    for node in (start, gateway, step):
        report.add("several-starts", node, "Added so that a person can choose among the start events.")
