"""A message flow runs between two pools."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Model
from engine.definitions.finding import WARNING, Finding, about, called

SEVERITY = WARNING
READS = "file"


def check(model: Model) -> Iterator[Finding]:
    """A finding per message flow that stays in one pool, or that has an end nowhere in the file."""
    home = {element.id: element.process for element in model.elements.values()}
    home |= {pool.id: pool.process or pool.id for pool in model.pools}
    home |= {process.id: process.id for process in model.processes}
    for flow in model.message_flows:
        if flow.source not in home or flow.target not in home:
            yield about(flow, f"The message flow {called(flow)} has an open end. Join it to an element, or delete it.")
        elif home[flow.source] == home[flow.target]:
            yield about(flow, f"The message flow {called(flow)} stays in one pool. Use a sequence flow there.")
