"""An error that ends a subprocess is caught at its border."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.definitions.finding import WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per error end event that no boundary event around it catches."""
    for element in model.elements.values():
        if element.kind == "endEvent" and element.event == "error" and not _caught(model, element):
            yield about(element, f"Nothing catches the error of {called(element)}. Draw a boundary event that does.")


def _caught(model: Model, element: Element) -> bool:
    holder = model.elements.get(element.parent)
    while holder is not None:
        for other in model.elements.values():
            starts = other.parent == holder.id and other.kind == "startEvent"
            if (starts or other.attached_to == holder.id) and other.event == "error":
                return True
        holder = model.elements.get(holder.parent)
    return any(
        other.event == "error" and other.kind == "startEvent" and other.process == element.process
        for other in model.elements.values()
    )
