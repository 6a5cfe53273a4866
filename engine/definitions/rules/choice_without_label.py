"""The ways out of a choice say what they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import INFO, Finding, about, called
from engine.definitions.graph import CHOICES, outgoing

SEVERITY = INFO
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per choice with a way out that has neither name nor condition and is not the default."""
    for element in model.elements.values():
        flows = outgoing(model, element)
        if element.kind in CHOICES and len(flows) > 1:
            bare = [flow for flow in flows if not flow.name.strip() and not flow.condition]
            if [flow for flow in bare if flow.id != element.default_flow]:
                yield about(
                    element, f"Not every way out of {called(element)} has a name. Name each answer: “Yes”, “No”."
                )
