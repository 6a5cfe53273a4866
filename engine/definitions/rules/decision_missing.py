"""A rule step names its decision."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per rule step that names no decision."""
    for element in model.elements.values():
        if element.kind == "businessRuleTask" and not element.details.get("decision"):
            message = f"The rule step {called(element)} names no decision. Set the id of a decision that is uploaded."
            yield about(element, message)
