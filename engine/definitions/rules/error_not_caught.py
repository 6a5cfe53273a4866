"""An error that ends a subprocess is caught at its border."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.definitions.finding import WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per error end event that no boundary event around it catches."""
    errors = [element for element in model.elements.values() if element.event == "error"]
    borders = {element.attached_to for element in errors if element.attached_to}
    inside = {element.parent for element in errors if element.kind == "startEvent"}
    around = {model.elements[place].parent for place in inside if place in model.elements} | inside
    for element in errors:
        if element.kind == "endEvent" and not _caught(model, element, borders, around):
            why = f"Nothing in this model catches the error of {called(element)}, so it ends the case."
            yield about(
                element, f"{why} Draw a boundary event that does, here or at the call of a process that calls it."
            )


def _caught(model: Model, element: Element, borders: set[str], around: set[str]) -> bool:
    """Whether a boundary event of a subprocess around it, or an event subprocess beside it, catches the error."""
    place = element.parent
    while place in model.elements:
        if place in borders or place in around:
            return True
        place = model.elements[place].parent
    return place in around
