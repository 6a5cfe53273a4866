"""What compensation, cancelling and ad-hoc subprocesses ask of a model, and why one cannot run, in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine import feel
from engine.bpmn.model import Element, Model

OF_A_PERSON = frozenset({"task", "userTask", "manualTask"})


def problem(element: Element, model: Model) -> str:
    """Why this element cannot run as it is drawn; empty when it can, or is of no such kind."""
    check = _CHECKS.get((element.kind, element.event)) or _CHECKS.get((element.kind, ""))
    return check(element, model) if check else ""


def handler_of(element: Element, model: Model) -> Element | None:
    """The activity that undoes the host of a compensation event, when exactly one is joined to it."""
    found = [model.elements.get(identifier) for identifier in element.details.get("handlers", "").split()]
    activities = [other for other in found if other is not None]
    return activities[0] if len(activities) == 1 else None


def handler_problem(handler: Element, model: Model) -> str:
    """Why an activity cannot undo another; empty when it can."""
    if not handler.details.get("compensation"):
        return f"What it leads to ({handler.id}) is not marked as compensation."
    if handler.incoming or handler.outgoing:
        return f"What undoes it ({handler.id}) stands in the flow."
    if any(other.attached_to == handler.id for other in model.elements.values()):
        return f"What undoes it ({handler.id}) has events at its border."
    return ""


def _border(element: Element, model: Model) -> str:
    handler = handler_of(element, model)
    if handler is None or handler.parent != element.parent:
        return "It is not joined to exactly one step that undoes what was done."
    host = element.attached_to
    if sum(other.event == "compensate" and other.attached_to == host for other in _borders(model)) > 1:
        return "The step has several events that undo it."
    return handler_problem(handler, model)


def _thrown(element: Element, model: Model) -> str:
    holder = model.elements.get(element.parent)
    if holder is not None and holder.details.get("triggered_by_event"):
        return "From within an event subprocess nothing around it can be undone."
    if element.details.get("waits") == "no":
        return "It does not wait until everything is undone."
    named = element.details.get("activity", "")
    if named:
        return _named(named, element, model)
    undone = any(
        other.event == "compensate" and _within(other, element.parent, model) and not _border(other, model)
        for other in _borders(model)
    )
    return "" if undone else "Nothing that is done before it can be undone."


def _borders(model: Model) -> list[Element]:
    return [other for other in model.elements.values() if other.kind == "boundaryEvent"]


def _within(element: Element | None, scope: str, model: Model) -> bool:
    while element is not None:
        if element.parent == scope:
            return True
        element = model.elements.get(element.parent)
    return False


def _named(named: str, element: Element, model: Model) -> str:
    other = model.elements.get(named)
    undone = any(
        event.attached_to == named and event.event == "compensate" and not problem(event, model)
        for event in model.elements.values()
    )
    holds = other is not None and other.kind in ("subProcess", "transaction", "adHocSubProcess")
    if other is None or other.parent != element.parent or not (undone or holds):
        return f"It names a step ({named}) that nothing undoes beside it."
    return ""


def _cancel_end(element: Element, model: Model) -> str:
    holder = model.elements.get(element.parent)
    if holder is None or holder.kind != "transaction":
        return "Only a transaction can be cancelled."
    border = (other for other in model.elements.values() if other.attached_to == holder.id)
    return (
        "" if any(other.event == "cancel" for other in border) else "Its transaction has no cancel event at its border."
    )


def _cancel_border(element: Element, model: Model) -> str:
    host = model.elements.get(element.attached_to)
    return "" if host is not None and host.kind == "transaction" else "Only a transaction can be cancelled."


def _ad_hoc(element: Element, model: Model) -> str:
    enough = element.details.get("enough", "")
    if enough and not _is_feel(enough):
        return "The condition that ends it is not FEEL."
    if element.details.get("ordering") != "Sequential":
        return ""
    inside = [other for other in model.elements.values() if other.parent == element.id and not other.attached_to]
    persons = all(other.kind in OF_A_PERSON and other.loop != "parallel" for other in inside)
    return "" if persons else "One after the other is only possible where all steps are done by people, each once."


def _is_feel(text: str) -> bool:
    try:
        feel.parse(text)
    except feel.FeelError:
        return False
    return True


_CHECKS: Mapping[tuple[str, str], Callable[[Element, Model], str]] = {
    ("boundaryEvent", "compensate"): _border,
    ("boundaryEvent", "cancel"): _cancel_border,
    ("endEvent", "compensate"): _thrown,
    ("endEvent", "cancel"): _cancel_end,
    ("intermediateThrowEvent", "compensate"): _thrown,
    ("adHocSubProcess", ""): _ad_hoc,
}
