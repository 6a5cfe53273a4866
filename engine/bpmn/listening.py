"""What a process listens to: the messages and signals it reacts to, and the events that start it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from engine.bpmn.model import Element, Model

_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


@dataclass(frozen=True, slots=True)
class Listener:
    """An element that reacts to a `message` or `signal` of this name, or to a `timer` that starts the process.

    `start` tells that it starts a case; otherwise a case waits there. `timer` and `timer_kind` are as in
    `Element.details`.
    """

    element: str
    kind: str
    name: str
    start: bool
    timer: str = ""
    timer_kind: str = ""


def heard_name(element: Element) -> str:
    """The name or code of what an element waits for, or what the element is called when the file gives none."""
    return element.details.get(element.event or "message", "") or element.name or element.id


def listeners(model: Model, process: str, called: Collection[str] = ()) -> tuple[Listener, ...]:
    """What a process listens to, together with the processes of the file that it calls, in the order of the file."""
    inside = {process, *called}
    return tuple(
        listener
        for element in model.elements.values()
        if element.process in inside and "aside" not in element.details
        for listener in _listener(element, process)
    )


def _listener(element: Element, process: str) -> Iterator[Listener]:
    start = element.kind == "startEvent" and element.parent == process
    if element.kind == "receiveTask" or (element.kind in _CATCHING and element.event in ("message", "signal")):
        yield Listener(element.id, element.event or "message", heard_name(element), start)
    elif start and element.event == "timer":
        details = element.details
        yield Listener(
            element.id, "timer", element.name, start, details.get("timer", ""), details.get("timer_kind", "")
        )
