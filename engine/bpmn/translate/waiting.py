"""What an event waits for, and why it could never come: asked of events in the flow and of what starts by an event."""

from __future__ import annotations

from engine import feel
from engine.bpmn import details
from engine.bpmn.due import is_literal
from engine.bpmn.outcome import FUNCTIONS
from engine.bpmn.support import feel_problem, timer_problem
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, definitions
from engine.bpmn.words import EVENT_DEFINITIONS, bpmn, name_of, text_of


def kind_of(node: Node) -> str:
    """The kind of an event: empty for a plain one, `multiple` for several."""
    kinds = [EVENT_DEFINITIONS.get(name_of(child), "reference") for child in definitions(node)]
    return kinds[0] if len(kinds) == 1 else "multiple" if kinds else ""


def problem(node: Node, known: frozenset[str] | None) -> str:
    """Why an event of a kind that runs cannot be waited for, in one sentence; empty when it can.

    An expression in another tool's manner is written as plain FEEL where that is exact. `known` are the names that
    the model gives a value to.
    """
    kind = kind_of(node)
    if kind == "timer":
        plain_feel(node.find(bpmn("timerEventDefinition")), ("timeDuration", "timeDate", "timeCycle"))
        found = details.of(node, {}, {}, {}, {})
        text = found.get("timer", "")
        return timer_problem(text, found.get("timer_kind", "duration")) or unknown(text, known)
    if kind == "conditional":
        plain_feel(node.find(bpmn("conditionalEventDefinition")), ("condition",))
        text = details.of(node, {}, {}, {}, {}).get("condition", "")
        return "Its condition is not FEEL." if feel_problem(text) else unknown(text, known)
    if kind in ("message", "signal") and not details.of(node, {}, {}, {}, {}).get(kind):
        return f"The event names no {kind}."
    return ""


def always_interrupts(node: Node, attribute: str, report: Report) -> None:
    """Write an error that is drawn as leaving what it comes from running as what it is: it always ends that."""
    if kind_of(node) == "error" and (node.get(attribute) or "true").strip() not in ("true", "1"):
        node.set(attribute, "true")
        report.harmless("error-interrupts", node, "An error always ends what it comes from; it was drawn as if not.")


def unknown(text: str, known: frozenset[str] | None) -> str:
    """Why a time or condition in FEEL can have no value: it needs names that nothing in the model sets."""
    if known is None or is_literal(text):
        return ""
    missing = sorted(feel.names(text) - known - FUNCTIONS)
    return f"No form, script or decision in this model gives a value to {', '.join(missing)}." if missing else ""


def plain_feel(holder: Node | None, tags: tuple[str, ...]) -> None:
    """Write expressions in another tool's manner (`${..}`, `=..`) as plain FEEL where that is exact."""
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
