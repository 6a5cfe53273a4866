"""A timer says how long, until when, or how often."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per timer event without a time."""
    for element in model.elements.values():
        if element.event == "timer" and not element.details.get("timer"):
            yield about(element, f"The timer {called(element)} has no time. Set a duration such as P5D or PT2H.")
