"""A default way leaves the element it is the default of."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per element whose default is not one of its ways out."""
    for element in model.elements.values():
        if element.default_flow and element.default_flow not in element.outgoing:
            message = f"The default of {called(element)} is not one of its ways out. Choose one of them."
            yield about(element, message)
