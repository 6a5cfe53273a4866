"""An event is of a kind that can happen at its place."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"

_IN_SUBPROCESS = frozenset(
    {"message", "timer", "conditional", "signal", "error", "escalation", "compensate", "multiple"}
)
_ALLOWED = {
    "startEvent": frozenset({"", "message", "timer", "conditional", "signal", "multiple"}),
    "endEvent": frozenset(
        {"", "message", "error", "escalation", "cancel", "compensate", "signal", "terminate", "multiple"}
    ),
    "intermediateCatchEvent": frozenset({"message", "timer", "conditional", "link", "signal", "multiple"}),
    "intermediateThrowEvent": frozenset({"", "message", "escalation", "link", "compensate", "signal", "multiple"}),
    "boundaryEvent": frozenset(
        {"message", "timer", "conditional", "signal", "error", "escalation", "compensate", "cancel", "multiple"}
    ),
}
_PLACES = {
    "startEvent": "a start event",
    "endEvent": "an end event",
    "intermediateCatchEvent": "an event that waits",
    "intermediateThrowEvent": "an event in passing",
    "boundaryEvent": "a boundary event",
}


def check(model: Model) -> Iterator[Finding]:
    """A finding per event of a kind that BPMN does not allow where it is."""
    for element in model.elements.values():
        if element.kind not in _ALLOWED or element.event == "reference" or element.event in _allowed(model, element):
            continue
        kind = f"of the kind “{element.event}”" if element.event else "without a kind"
        message = (
            f"{called(element)} is {_PLACES[element.kind]} {kind}, which cannot happen there. Choose another kind."
        )
        yield about(element, message)


def _allowed(model: Model, element: Element) -> frozenset[str]:
    holder = model.elements.get(element.parent)
    if element.kind == "startEvent" and holder is not None:
        return _IN_SUBPROCESS if holder.details.get("triggered_by_event") else frozenset({""})
    if element.event == "cancel":
        place = holder if element.kind == "endEvent" else model.elements.get(element.attached_to)
        if place is None or place.kind != "transaction":
            return frozenset()
    return _ALLOWED[element.kind]
