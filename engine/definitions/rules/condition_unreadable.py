"""Every condition is FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.advising import what_to_type
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.names import feel_problem

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per condition of a flow that is not FEEL; what is in another tool's language is translated instead."""
    for flow in model.flows.values():
        problem = feel_problem(flow.condition, flow.language)
        if problem:
            says = f"The condition of {called(flow)} cannot be read: {problem} Write it in FEEL."
            yield about(flow, f"{says} {what_to_type(model, flow)}".strip())
