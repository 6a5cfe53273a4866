"""A step that is repeated says how often."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per multi-instance step without number or list, and per loop without a condition."""
    for element in model.elements.values():
        details = element.details
        if element.loop in ("parallel", "sequential") and not (details.get("cardinality") or details.get("collection")):
            yield about(element, f"{called(element)} is done several times, but not how many. Set a number or a list.")
        elif element.loop == "standard" and not (details.get("loop_condition") or details.get("loop_maximum")):
            yield about(element, f"{called(element)} is repeated, but not until when. Set a condition for the loop.")
