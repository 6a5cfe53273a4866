"""A flow stays inside its process or subprocess."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import MUST_FIX, Finding, about, called

SEVERITY = MUST_FIX
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per flow whose ends are in different processes or subprocesses."""
    for flow in model.flows.values():
        source, target = model.elements.get(flow.source), model.elements.get(flow.target)
        if source is None or target is None:
            continue
        if source.process != target.process:
            yield about(flow, f"The flow {called(flow)} crosses from one pool to another. Use a message flow instead.")
        elif source.parent != target.parent:
            yield about(
                flow, f"The flow {called(flow)} crosses the border of a subprocess. Join it to the border instead."
            )
        elif source.parent != flow.parent:
            yield about(
                flow, f"The flow {called(flow)} is kept outside the subprocess of its ends. Draw it again there."
            )
