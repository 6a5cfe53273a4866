"""A FEEL script is a list of entries that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.names import feel_problem

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per FEEL script that cannot be read."""
    for element in model.elements.values():
        text = element.details.get("script", "")
        if element.kind == "scriptTask" and text and "feel" in element.details.get("script_format", "").lower():
            problem = feel_problem(text)
            if problem:
                yield about(element, f"The script of {called(element)} cannot be read: {problem}")
