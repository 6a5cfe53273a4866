"""Event subprocesses that nothing could start: they stay in the drawing and do not run."""

from __future__ import annotations

from engine.bpmn.asking import STARTS_BY_EVENT
from engine.bpmn.translate import provided
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, set_aside, starts_by_event
from engine.bpmn.translate.waiting import always_interrupts, kind_of, problem
from engine.bpmn.words import FLOW_NODES, SUBPROCESSES, children, name_of

ORDER = 41


def apply(tree: Tree, report: Report) -> None:
    """Set aside each event subprocess without one start event that can come, and name every element in it."""
    known = provided.names(tree)
    for node in tree.nodes(*SUBPROCESSES):
        if not starts_by_event(node):
            continue
        starts = children(node, "startEvent")
        reason = _reason(node, starts, known)
        if reason:
            _set_aside(node, reason, report)
        else:
            always_interrupts(starts[0], "isInterrupting", report)


def _reason(node: Node, starts: list[Node], known: frozenset[str] | None) -> str:
    if name_of(node) != "subProcess":
        return f"A {name_of(node)} cannot be started by an event."
    if len(starts) != 1:
        return "It needs exactly one start event."
    if kind_of(starts[0]) not in STARTS_BY_EVENT:
        return f"Its start event is of a kind ({kind_of(starts[0]) or 'none'}) that cannot start it."
    return problem(starts[0], known)


def _set_aside(node: Node, reason: str, report: Report) -> None:
    set_aside(node)
    report.add("event-subprocess", node, f"The event subprocess is drawn, but it never starts. {reason}")
    for inner in node.iterdescendants("{*}*"):
        if name_of(inner) in FLOW_NODES:
            report.add("event-subprocess", inner, "The element is in an event subprocess that never starts.")
