"""What an event waits for or tells has a name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"

_WORDS = {"message": "message", "signal": "signal", "link": "link"}


def check(model: Model) -> Iterator[Finding]:
    """A finding per message, signal or link event (or receive task) that names none."""
    for element in model.elements.values():
        kind = "message" if element.kind == "receiveTask" else element.event
        if kind in _WORDS and element.kind != "endEvent" and not element.details.get(kind):
            yield about(
                element, f"{called(element)} does not say which {_WORDS[kind]} it is about. Choose one by name."
            )
