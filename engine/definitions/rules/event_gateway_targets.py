"""A gateway that waits for events is followed by events that wait."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.model import Element, Model
from engine.definitions.finding import MUST_FIX, Finding, about, called
from engine.definitions.graph import outgoing

SEVERITY = MUST_FIX
READS = "file"

_WAITING = frozenset({"message", "timer", "conditional", "signal", "multiple"})


def check(model: Model) -> Iterator[Finding]:
    """A finding per event-based gateway with fewer than two ways out, or with a way to something else."""
    for element in model.elements.values():
        if element.kind != "eventBasedGateway":
            continue
        targets = [model.elements[flow.target] for flow in outgoing(model, element)]
        if len(targets) < 2:
            yield about(element, f"{called(element)} waits for fewer than two events. Draw the others, or take it out.")
        for target in targets:
            if not _waits(target):
                yield about(target, f"{called(target)} follows a gateway that waits for events. Put an event between.")


def _waits(target: Element) -> bool:
    if target.kind == "receiveTask":
        return True
    return target.kind == "intermediateCatchEvent" and target.event in _WAITING
