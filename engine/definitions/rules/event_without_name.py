"""What an event waits for or tells has a name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, WARNING, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"

_KINDS = frozenset({"message", "signal", "link"})
_WAITS = frozenset({"intermediateCatchEvent", "boundaryEvent", "receiveTask"})


def check(model: Model) -> Iterator[Finding]:
    """A finding per message, signal or link event (or receive task) that names none; what waits must be put right."""
    for element in model.elements.values():
        kind = "message" if element.kind == "receiveTask" else element.event
        if kind in _KINDS and element.kind != "endEvent" and not element.details.get(kind):
            severity = MUST_FIX if element.kind in _WAITS else WARNING
            message = f"{called(element)} does not say which {kind} it is about. Choose one by name."
            yield about(element, message, severity=severity)
