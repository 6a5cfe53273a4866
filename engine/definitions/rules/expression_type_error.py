"""Values fit what is done with them."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.names import type_problem
from engine.definitions.rules.expression_unreadable import EXPRESSIONS

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per expression that can never give what it is meant to: a text compared with a number, say."""
    for element in model.elements.values():
        for detail, what in EXPRESSIONS.items():
            problem = type_problem(element.details.get(detail, ""))
            if problem:
                yield about(element, f"{what} of {called(element)} cannot work: {problem} Put the value right.")
    for flow in model.flows.values():
        problem = type_problem(flow.condition)
        if problem:
            yield about(flow, f"The condition of {called(flow)} cannot work: {problem} Put the value right.")
