"""What another system is to do is a step of a person, until that system is joined."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per step that another system would have to do."""
    for element in model.elements.values():
        if element.kind == "serviceTask" or (element.kind == "sendTask" and not element.details.get("message")):
            yield about(
                element,
                f"No system is joined that does {called(element)}; a person does it in a walk-through. "
                "Make it a user task, such as “Record in the revenues system”.",
            )
