"""A message flow joins things that can send and receive."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.definitions.finding import WARNING, Finding, about, called
from engine.definitions.graph import ACTIVITIES

SEVERITY = WARNING
READS = "file"

_SENDERS = frozenset({"endEvent", "intermediateThrowEvent"})
_RECEIVERS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def check(model: Model) -> Iterator[Finding]:
    """A finding per message flow that begins or ends at a gateway or at an event that cannot send or receive."""
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


def _can(element: Element, events: frozenset[str], kinds: tuple[str, ...]) -> bool:
    return element.kind in ACTIVITIES or (element.kind in events and element.event in kinds)
