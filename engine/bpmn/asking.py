"""What compensation, cancelling and subprocesses of their own kind ask of a model, and why one cannot run as drawn.

A model is looked at once (`look_around`); then each question is answered without going through all of it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine import feel
from engine.bpmn.model import Element, Model

OF_A_PERSON = frozenset({"task", "userTask", "manualTask"})
STARTS_BY_EVENT = frozenset({"timer", "message", "signal", "conditional", "error", "escalation"})
"""The kinds of start event that an event subprocess may have."""


@dataclass(frozen=True, slots=True)
class Around:
    """A model with what stands in each element, and at its border; `undone`: where something can be undone within."""

    model: Model
    inside: Mapping[str, list[Element]]
    border: Mapping[str, list[Element]]
    undone: set[str]

    def at(self, host: str, kind: str) -> list[Element]:
        """The events of a kind at the border of an element."""
        return [event for event in self.border.get(host, ()) if event.event == kind]


def look_around(model: Model) -> Around:
    """Look at a model once, for all that is asked about it."""
    inside: dict[str, list[Element]] = {}
    border: dict[str, list[Element]] = {}
    for element in model.elements.values():
        inside.setdefault(element.parent, []).append(element)
        if element.attached_to:
            border.setdefault(element.attached_to, []).append(element)
    around = Around(model, inside, border, set())
    for element in model.elements.values():
        if element.kind == "boundaryEvent" and element.event == "compensate" and not _border(element, around):
            scope: Element | None = element
            while scope is not None and scope.parent not in around.undone:
                around.undone.add(scope.parent)
                scope = model.elements.get(scope.parent)
    return around


def problem(element: Element, around: Around) -> str:
    """Why this element cannot run as it is drawn; empty when it can, or is of no such kind."""
    check = _CHECKS.get((element.kind, element.event)) or _CHECKS.get((element.kind, ""))
    return check(element, around) if check else ""


def event_start(element: Element, around: Around) -> Element | None:
    """The one start event of an event subprocess, when it is of a kind that can start it."""
    starts = [node for node in around.inside.get(element.id, ()) if node.kind == "startEvent"]
    return starts[0] if len(starts) == 1 and starts[0].event in STARTS_BY_EVENT else None


def begins_freely(element: Element) -> bool:
    """Whether an element of an ad-hoc subprocess is offered from the beginning: nothing leads to it."""
    beside = element.attached_to or element.details.keys() & {"triggered_by_event", "compensation"}
    return not element.incoming and not beside and not (element.event == "link" and element.kind.endswith("CatchEvent"))


def handler_of(element: Element, model: Model) -> Element | None:
    """The activity that undoes the host of a compensation event, when exactly one is joined to it."""
    found = [model.elements.get(identifier) for identifier in element.details.get("handlers", "").split()]
    activities = [other for other in found if other is not None]
    return activities[0] if len(activities) == 1 else None


def _border(element: Element, around: Around) -> str:
    handler = handler_of(element, around.model)
    if handler is None or handler.parent != element.parent:
        return "It is not joined to exactly one step that undoes what was done."
    if len(around.at(element.attached_to, "compensate")) > 1:
        return "The step has several events that undo it."
    if not handler.details.get("compensation"):
        return f"What it leads to ({handler.id}) is not marked as compensation."
    if handler.incoming or handler.outgoing:
        return f"What undoes it ({handler.id}) stands in the flow."
    return f"What undoes it ({handler.id}) has events at its border." if handler.id in around.border else ""


def _thrown(element: Element, around: Around) -> str:
    holder = around.model.elements.get(element.parent)
    if holder is not None and holder.details.get("triggered_by_event"):
        return "From within an event subprocess nothing around it can be undone."
    if element.details.get("waits") == "no":
        return "It does not wait until everything is undone."
    named = element.details.get("activity", "")
    if named:
        return _named(named, element, around)
    return "" if element.parent in around.undone else "Nothing that is done before it can be undone."


def _named(named: str, element: Element, around: Around) -> str:
    other = around.model.elements.get(named)
    undone = any(not _border(event, around) for event in around.at(named, "compensate")[:2])
    if other is None or other.parent != element.parent or not (undone or named in around.undone):
        return f"It names a step ({named}) that nothing undoes beside it."
    return ""


def _cancel_end(element: Element, around: Around) -> str:
    holder = around.model.elements.get(element.parent)
    if holder is None or holder.kind != "transaction":
        return "Only a transaction can be cancelled."
    return "" if around.at(holder.id, "cancel") else "Its transaction has no cancel event at its border."


def _cancel_border(element: Element, around: Around) -> str:
    host = around.model.elements.get(element.attached_to)
    return "" if host is not None and host.kind == "transaction" else "Only a transaction can be cancelled."


def _ad_hoc(element: Element, around: Around) -> str:
    enough = element.details.get("enough", "")
    if enough and not _is_feel(enough):
        return "The condition that ends it is not FEEL."
    if element.details.get("ordering") != "Sequential":
        return ""
    inside = [other for other in around.inside.get(element.id, ()) if not other.attached_to]
    persons = all(other.kind in OF_A_PERSON and other.loop != "parallel" for other in inside)
    return "" if persons else "One after the other is only possible where all steps are done by people, each once."


def _free_event(element: Element, around: Around) -> str:
    holder = around.model.elements.get(element.parent)
    freely = holder is not None and holder.kind == "adHocSubProcess" and begins_freely(element)
    return "It would be waited for again and again, as nothing leads to it." if freely else ""


def _subprocess(element: Element, around: Around) -> str:
    if element.details.get("triggered_by_event") and event_start(element, around) is None:
        return "The event subprocess needs one start event, of a kind that can start it."
    return ""


def _is_feel(text: str) -> bool:
    try:
        feel.parse(text)
    except feel.FeelError:
        return False
    return True


_CHECKS: Mapping[tuple[str, str], Callable[[Element, Around], str]] = {
    ("boundaryEvent", "compensate"): _border,
    ("boundaryEvent", "cancel"): _cancel_border,
    ("endEvent", "compensate"): _thrown,
    ("endEvent", "cancel"): _cancel_end,
    ("intermediateThrowEvent", "compensate"): _thrown,
    ("adHocSubProcess", ""): _ad_hoc,
    ("subProcess", ""): _subprocess,
    ("intermediateCatchEvent", ""): _free_event,
}
