"""Events that cannot run as they are drawn: no time, several definitions, or a kind that does nothing here."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.jobs import ASKING
from engine.bpmn.support import EVENTS_THAT_RUN
from engine.bpmn.translate import provided
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, drop_definitions, in_event_subprocess, retag
from engine.bpmn.translate.waiting import always_interrupts, kind_of, problem
from engine.bpmn.words import SUBPROCESSES, bpmn, local_id, name_of

ORDER = 40


def apply(tree: Tree, report: Report) -> None:
    """Give every event a form that runs, and say what was done to it."""
    for node in tree.nodes("startEvent"):
        if not in_event_subprocess(node):
            _start(node, report)
    for node in tree.nodes("endEvent", "intermediateThrowEvent"):
        _thrown(node, report)
    known = provided.names(tree)
    for node in tree.nodes("intermediateCatchEvent", "boundaryEvent"):
        _caught(tree, node, known, report)


def _start(node: Node, report: Report) -> None:
    kind = kind_of(node)
    if kind not in EVENTS_THAT_RUN["startEvent"]:
        drop_definitions(node)
        report.add(
            "event-without-effect", node, f"A start event cannot be of the kind {kind}; it is taken as a plain one."
        )
    elif kind in ("message", "signal", "timer"):
        report.harmless("start-by-event", node, f"The {kind} starts a case by itself; so may a person or a contact.")
    elif kind:
        message = f"The {kind} start event starts nothing by itself; a person or a contact starts a case."
        report.harmless("start-by-event", node, message)


def _thrown(node: Node, report: Report) -> None:
    kind = kind_of(node)
    if kind not in EVENTS_THAT_RUN[name_of(node)]:
        drop_definitions(node)
        report.add("event-without-effect", node, f"The {kind} event is passed, but nothing is thrown.")


def _caught(tree: Tree, node: Node, known: frozenset[str] | None, report: Report) -> None:
    kind = kind_of(node)
    reason = _cannot_wait(node, kind) or problem(node, known) or _never(tree, node, kind)
    if not reason:
        always_interrupts(node, "cancelActivity", report)
        return
    drop_definitions(node)
    if name_of(node) == "boundaryEvent":
        etree.SubElement(node, bpmn("messageEventDefinition"))
        report.add("boundary-event", node, f"{reason} It happens only when a person sends it as a message.")
    else:
        retag(node, "userTask")
        report.add("waiting-event", node, f"{reason} It becomes a step: a person says when it has happened.")


def _cannot_wait(node: Node, kind: str) -> str:
    if kind not in EVENTS_THAT_RUN[name_of(node)]:
        return f"The event has a definition ({kind or 'none'}) that cannot be waited for."
    return ""


def _never(tree: Tree, node: Node, kind: str) -> str:
    """Why an error or escalation cannot come: it is thrown only inside a subprocess or a called process.

    A step that a system does may end with an error, too.
    """
    if kind not in ("error", "escalation"):
        return ""
    scope = node.getparent()
    host = None if scope is None else tree.find(local_id(node.get("attachedToRef")), scope)
    throwing = SUBPROCESSES | {"callActivity"} | set(ASKING if kind == "error" else ())
    inside = host is not None and name_of(host) in throwing
    return "" if inside else f"Nothing in a step throws an {kind} here."
