"""Every step has a name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import STEP_KINDS, Model
from engine.definitions.finding import WARNING, Finding, about

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per step without a name."""
    for element in model.elements.values():
        if element.kind in STEP_KINDS and not element.name.strip():
            yield about(element, f"The step {element.id} has no name. Say what is done, verb first: “Check the claim”.")
