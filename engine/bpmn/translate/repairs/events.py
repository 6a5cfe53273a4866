"""Events that cannot run as they are drawn: no time, several definitions, or a kind that does nothing here."""

from __future__ import annotations

from lxml import etree

from engine import feel
from engine.bpmn import details
from engine.bpmn.due import is_iso
from engine.bpmn.outcome import FUNCTIONS
from engine.bpmn.support import EVENTS_THAT_RUN, feel_problem, timer_problem
from engine.bpmn.translate import provided
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, definitions, drop_definitions, retag
from engine.bpmn.words import EVENT_DEFINITIONS, bpmn, local_id, name_of, text_of

ORDER = 40


def apply(tree: Tree, report: Report) -> None:
    """Give every event a form that runs, and say what was done to it."""
    for node in tree.nodes("startEvent"):
        _start(node, report)
    for node in tree.nodes("endEvent", "intermediateThrowEvent"):
        _thrown(node, report)
    known = provided.names(tree)
    for node in tree.nodes("intermediateCatchEvent", "boundaryEvent"):
        _caught(tree, node, known, report)


def _kind(node: Node) -> str:
    kinds = [EVENT_DEFINITIONS.get(name_of(child), "reference") for child in definitions(node)]
    return kinds[0] if len(kinds) == 1 else "multiple" if kinds else ""


def _start(node: Node, report: Report) -> None:
    kind = _kind(node)
    if kind not in EVENTS_THAT_RUN["startEvent"]:
        drop_definitions(node)
        report.add(
            "event-without-effect", node, f"A start event cannot be of the kind {kind}; it is taken as a plain one."
        )
    elif kind:
        message = f"The {kind} start event starts nothing by itself; a person or a contact starts a case."
        report.harmless("start-by-event", node, message)


def _thrown(node: Node, report: Report) -> None:
    kind = _kind(node)
    if kind not in EVENTS_THAT_RUN[name_of(node)]:
        drop_definitions(node)
        report.add("event-without-effect", node, f"The {kind} event is passed, but nothing is thrown.")
    elif kind == "signal":
        report.add("signal", node, "The signal reaches only the case that throws it.")


def _caught(tree: Tree, node: Node, known: frozenset[str] | None, report: Report) -> None:
    kind = _kind(node)
    problem = _problem(node, kind) or _unknown(node, kind, known) or _never(tree, node, kind)
    if not problem:
        if kind == "signal":
            report.add("signal", node, "A signal reaches only the case that throws it, or one it is sent to by name.")
        return
    drop_definitions(node)
    if name_of(node) == "boundaryEvent":
        etree.SubElement(node, bpmn("messageEventDefinition"))
        report.add("boundary-event", node, f"{problem} It happens only when a person sends it as a message.")
    else:
        retag(node, "userTask")
        report.add("waiting-event", node, f"{problem} It becomes a step: a person says when it has happened.")


def _problem(node: Node, kind: str) -> str:
    if kind not in EVENTS_THAT_RUN[name_of(node)]:
        return f"The event has a definition ({kind or 'none'}) that cannot be waited for."
    found = details.of(node, {}, {}, {}, {})
    if kind == "timer":
        _plain_feel(node, "timerEventDefinition", ("timeDuration", "timeDate", "timeCycle"))
        found = details.of(node, {}, {}, {}, {})
        return timer_problem(found.get("timer", ""), found.get("timer_kind", "duration"))
    if kind == "conditional":
        _plain_feel(node, "conditionalEventDefinition", ("condition",))
        return feel_problem(details.of(node, {}, {}, {}, {}).get("condition", "")) and "Its condition is not FEEL."
    if kind in ("message", "signal") and not found.get(kind):
        return f"The event names no {kind}."
    return ""


def _never(tree: Tree, node: Node, kind: str) -> str:
    """Why an error or escalation cannot come: it is thrown only inside a subprocess or a called process."""
    if kind not in ("error", "escalation"):
        return ""
    scope = node.getparent()
    host = None if scope is None else tree.find(local_id(node.get("attachedToRef")), scope)
    inside = host is not None and name_of(host) in ("subProcess", "callActivity")
    return "" if inside else f"Nothing in a step throws an {kind} here."


def _unknown(node: Node, kind: str, known: frozenset[str] | None) -> str:
    """Why a time or condition in FEEL can have no value: it needs names that nothing in the model sets."""
    found = details.of(node, {}, {}, {}, {})
    text = found.get("timer" if kind == "timer" else "condition", "")
    if kind not in ("timer", "conditional") or known is None or is_iso(text):
        return ""
    missing = sorted(feel.names(text) - known - FUNCTIONS)
    return f"No form, script or decision in this model gives a value to {', '.join(missing)}." if missing else ""


def _plain_feel(node: Node, definition: str, tags: tuple[str, ...]) -> None:
    """Write an expression in another tool's manner (`${..}`, `=..`) as plain FEEL where that is exact."""
    holder = node.find(bpmn(definition))
    if holder is None:
        return
    for tag in tags:
        element = holder.find(bpmn(tag))
        text = text_of(element)
        if element is not None and text[:1] in ("$", "#", "=", '"'):
            try:
                element.text = feel.translate(text).text
            except feel.FeelError:
                return
