"""What can still come after a step: how a case knows whether anybody needs the customer, or decides, later on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine import bpmn
from engine.bpmn.model import Element, Model
from engine.definitions.graph import SUBPROCESSES, entrances, followers, on_own_account, reachable, scopes
from engine.definitions.mark import Mark, StepMark
from engine.definitions.running import KEPT, RunningVersion

_FULFILMENT = "fulfilment"
_AD_HOC = "adHocSubProcess"
_NO_DECISION = frozenset({"scriptTask", "serviceTask", "sendTask", "callActivity"})
"""Steps that a system does by itself: they need nobody, and what they call is looked at step by step."""


def stage_of(
    version: RunningVersion, marks: Mapping[str, Mark | StepMark], element: str, waits: Collection[str] = ()
) -> str:
    """The journey stage in which a case stands at this step: the one it is marked with, `contact` for one without.

    Fulfilment is only what comes after all that needs the customer or a decision. A step marked so from which another
    can still be reached that is not, and that no system does by itself, is of the contact. `waits` are the elements of
    the events that the case waits for meanwhile: what follows them can still come, too.
    """
    stage = _marked(version, marks, element)
    if stage == _FULFILMENT and any(
        version.steps[later].kind not in _NO_DECISION and _marked(version, marks, later) != _FULFILMENT
        for later in steps_after(version, element, waits)
    ):
        return "contact"
    return stage


def steps_after(version: RunningVersion, element: str, waits: Collection[str] = ()) -> frozenset[str]:
    """The element ids of the steps that a case can still reach from a step, and from the events it waits for.

    Events at the border of another step are no wait of the case: they are over when that step is.
    """
    drawn = _drawn(version.xml)
    roots = {element, *(wait for wait in waits if wait not in drawn.borders)}
    later = reachable(drawn.ways, {after for root in roots for after in drawn.ways.get(root, ())})
    return frozenset(later & version.steps.keys())


def element_name(version: RunningVersion, element: str) -> str:
    """What an element of a version is called: its id when it has no name; empty for none."""
    return _drawn(version.xml).names.get(element) or element


def _marked(version: RunningVersion, marks: Mapping[str, Mark | StepMark], element: str) -> str:
    mark = marks.get(version.steps[element].step_key)
    return (mark.stage if mark else "") or "contact"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A model as it is drawn: node -> what may run next, into and out of what holds other nodes; the events at the
    border of a step; what elements are called."""

    ways: Mapping[str, tuple[str, ...]]
    borders: frozenset[str]
    names: Mapping[str, str]


@lru_cache(maxsize=KEPT)
def _drawn(xml: bytes) -> _Drawn:
    model = bpmn.describe(bpmn.read_translated(xml))
    nodes = model.elements.values()
    after, inside, holders, beside = followers(model), _inside(model), _holders(model), _begun_beside(model)
    undone = _undone(model)
    ways: dict[str, tuple[str, ...]] = {}
    for node in nodes:
        leaves = (_left(holder) for holder in holders.get(node.parent, ()))
        onwards = (*after[node.id], *leaves, *beside.get(node.parent, ()), *undone.get(node.id, ()))
        if node.id in inside:
            ways[node.id], ways[_left(node.id)] = (*inside[node.id], _left(node.id)), onwards
        else:
            ways[node.id] = onwards
    borders = frozenset(node.id for node in nodes if node.attached_to)
    return _Drawn(ways, borders, {node.id: " ".join(node.name.split()) for node in nodes})


def _left(holder: str) -> str:
    """The place after all that a holder holds; no id has a space in it."""
    return f"{holder} left"


def _held(node: Element) -> str:
    """The subprocess that a node is, or the process that it calls; empty for a node that holds no others."""
    return node.id if node.kind in SUBPROCESSES else node.details.get("called", "")


def _inside(model: Model) -> dict[str, tuple[str, ...]]:
    """Subprocess or calling step -> where what it holds begins."""
    begins = {scope.id: tuple(node.id for node in entrances(scope)) for scope in scopes(model)}
    return {node.id: begins[_held(node)] for node in model.elements.values() if _held(node) in begins}


def _holders(model: Model) -> dict[str, list[str]]:
    """Subprocess or process -> what holds it: itself, or the steps that call it."""
    found: dict[str, list[str]] = {}
    for node in model.elements.values():
        if _held(node):
            found.setdefault(_held(node), []).append(node.id)
    return found


def _begun_beside(model: Model) -> dict[str, list[str]]:
    """Subprocess or process -> what may begin while something of it runs: an event subprocess, and in an ad-hoc
    subprocess what is offered again."""
    found = {
        scope.id: [node.id for node in entrances(scope) if not on_own_account(node)]
        for scope in scopes(model)
        if scope.kind == _AD_HOC
    }
    for node in model.elements.values():
        if node.details.get("triggered_by_event"):
            found.setdefault(node.parent, []).append(node.id)
    return found


def _undone(model: Model) -> dict[str, list[str]]:
    """Event that undoes what was done -> the steps that undo something in its scope, and from those back to it."""
    undoing = [node for node in model.elements.values() if node.details.get("compensation")]
    found: dict[str, list[str]] = {}
    for event in model.elements.values():
        if event.event in ("compensate", "cancel") and event.kind != "boundaryEvent":
            for step in undoing:
                if _within(model, step, event.parent):
                    found.setdefault(event.id, []).append(step.id)
                    found.setdefault(step.id, []).append(event.id)
    return found


def _within(model: Model, node: Element | None, scope: str) -> bool:
    while node is not None:
        if node.parent == scope:
            return True
        node = model.elements.get(node.parent)
    return False
