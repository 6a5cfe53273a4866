"""A boundary event sits on a step or subprocess beside it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.graph import ACTIVITIES

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per boundary event that sits on nothing, or on something it cannot sit on."""
    for element in model.elements.values():
        if element.kind != "boundaryEvent":
            continue
        host = model.elements.get(element.attached_to)
        if host is None or host.kind not in ACTIVITIES or host.parent != element.parent:
            yield about(element, f"The boundary event {called(element)} sits on no step. Put it on the border of one.")
