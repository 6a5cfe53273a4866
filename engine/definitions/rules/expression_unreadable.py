"""Every expression of an element is FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.names import feel_problem

SEVERITY = MUST_FIX
READS = "file"

EXPRESSIONS = {
    "condition": "The condition",
    "loop_condition": "The condition of the loop",
    "completion_condition": "The condition that ends the repetition",
    "enough": "The condition that ends the subprocess",
    "cardinality": "The number of repetitions",
    "collection": "The list to repeat for",
    "priority": "The priority",
}


def check(model: Model) -> Iterator[Finding]:
    """A finding per expression that is not FEEL; what is in another tool's language is translated instead."""
    for element in model.elements.values():
        for detail, what in EXPRESSIONS.items():
            problem = feel_problem(element.details.get(detail, ""))
            if problem:
                yield about(element, f"{what} of {called(element)} cannot be read: {problem} Write it in FEEL.")
