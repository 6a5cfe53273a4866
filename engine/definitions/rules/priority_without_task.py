"""Only the work of people has a priority."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn import OF_A_PERSON
from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per priority of what opens no task for a person."""
    for element in model.elements.values():
        if element.details.get("priority") and element.kind not in OF_A_PERSON:
            message = f"{called(element)} has a priority, but no person does it. Give it to the steps that people do."
            yield about(element, message)
