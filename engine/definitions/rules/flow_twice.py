"""Two elements are joined by one flow."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Flow, Model
from engine.definitions.finding import WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per flow that has the ends and the condition of an earlier one."""
    seen: dict[tuple[str, str, str], Flow] = {}
    for flow in model.flows.values():
        first = seen.setdefault((flow.source, flow.target, flow.condition), flow)
        if first is not flow:
            yield about(
                flow, f"The flow {called(flow)} joins the same elements as {called(first)}. Delete one of them."
            )
