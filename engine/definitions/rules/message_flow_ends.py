"""A message flow joins things that can send and receive."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, MessageFlow, Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import ACTIVITIES

SEVERITY = WARNING
READS = "file"

_SENDERS = frozenset({"endEvent", "intermediateThrowEvent"})
_RECEIVERS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def check(model: Model) -> Iterator[Finding]:
    """A finding per end of a message flow that cannot send or receive, or that does not between two pools that run."""
    for flow in model.message_flows:
        source, target = model.elements.get(flow.source), model.elements.get(flow.target)
        if source is not None and not _can(source, _SENDERS, ("message", "multiple")):
            yield about(
                flow, f"The message flow {called(flow)} begins at {called(source)}, which cannot send a message."
            )
        if target is not None and not _can(target, _RECEIVERS, ("message", "multiple")):
            yield about(
                flow, f"The message flow {called(flow)} ends at {called(target)}, which cannot receive a message."
            )
        for message in _passes_nothing(model, flow):
            yield about(flow, message)


def _passes_nothing(model: Model, flow: MessageFlow) -> Iterator[str]:
    """What keeps a message from passing between two pools that both run."""
    run = {process.id for process in model.processes if process.executable}
    pools = {pool.id: pool.process for pool in model.pools}
    source, target = model.elements.get(flow.source), model.elements.get(flow.target)
    homes = {
        source.process if source else pools.get(flow.source, ""),
        target.process if target else pools.get(flow.target, ""),
    }
    if len(homes) < 2 or not homes <= run:
        return
    along = f"the message flow {called(flow)}"
    if source is None or source.kind in ACTIVITIES - {"sendTask"}:
        yield f"Nothing is sent along {along}: draw a send task or a message event where it begins."
    if target is not None and target.kind in ACTIVITIES - {"receiveTask"}:
        yield f"Nothing waits for {along}: draw a receive task or a message event where it ends."


def _can(element: Element, events: frozenset[str], kinds: tuple[str, ...]) -> bool:
    return element.kind in ACTIVITIES or (element.kind in events and element.event in kinds)
