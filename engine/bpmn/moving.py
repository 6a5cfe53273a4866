"""Moving a token of a case from where it waits to another element of the same process or subprocess, for repair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.bpmn.compile import Spec
from engine.bpmn.environment import Action
from engine.bpmn.events import Beside, Catch, Race, Split
from engine.bpmn.model import Element
from engine.bpmn.nodes import Manual, Node, Subprocess
from engine.bpmn.outcome import Outcome, Tools
from engine.bpmn.run import look_again
from engine.bpmn.services import Service
from engine.bpmn.spiff import TaskState
from engine.bpmn.state import load
from engine.bpmn.workflow import CaseTask, CaseWorkflow, Scope
from engine.errors import NotFound

_NO_PLACE = frozenset({"process", "startEvent", "boundaryEvent"})
_BY_ITSELF = frozenset({"compensation", "triggered_by_event"})
"""What no way leads to: it undoes something, or is begun by an event."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An element that a token can be moved to; `kind` is its BPMN tag."""

    element: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a token waits, and where it can be moved. `token` is the engine's id of it; `kind` a BPMN tag."""

    token: str
    element: str
    name: str
    kind: str
    targets: tuple[Destination, ...]


def places(spec: Spec, state: bytes, *, now: datetime) -> tuple[TokenPlace, ...]:
    """The tokens of a case that can be moved: at tasks, at steps of systems, at events, at subprocesses as a whole.

    One of several instances of a step cannot. Raises Stuck when the document cannot be read.
    """
    case = load(spec, state, Action({}, now, Tools()))
    return tuple(
        TokenPlace(str(task.id), element.id, element.name, element.kind, _targets(scope, element.id))
        for scope in case.scopes_outermost_first()
        for task in scope.tasks.values()
        if _moves(task)
        for element in (task.task_spec.element,)
    )


def stops(spec: Spec) -> tuple[Destination, ...]:
    """Where a case of this version can wait by itself: for people, systems and events, and inside subprocesses."""
    found = {
        node.element.id: Destination(node.element.id, node.element.name, node.element.kind)
        for scope in (spec.top, *spec.scopes.values())
        for node in scope.task_specs.values()
        if isinstance(node, (Manual, Service, Catch, Subprocess)) and "|" not in node.name.removesuffix("|one")
    }
    return tuple(found.values())


def move(
    spec: Spec, state: bytes, data: Mapping[str, object], *, token: str, to: str, now: datetime, tools: Tools
) -> Outcome:
    """Withdraw a token from where it waits, with what waits beside it there, and let it go on at the element `to`.

    Raises NotFound (no such token, or no such element beside it), Stuck when the case cannot go on from there.
    """

    def move_it(case: CaseWorkflow) -> None:
        task, scope = _found(case, token)
        if to not in {target.element for target in _targets(scope, task.task_spec.element.id)}:
            raise NotFound("This cannot be moved there. Choose one of the places that are listed for it.")
        _put(task, scope.spec.task_specs.get(f"{to}|split") or scope.spec.task_specs[to])

    return look_again(spec, state, data, now=now, tools=tools, change=move_it)


def _found(case: CaseWorkflow, token: str) -> tuple[CaseTask, Scope]:
    for scope in case.scopes():
        for task in scope.tasks.values():
            if str(task.id) == token and _moves(task):
                return task, scope
    raise NotFound("This does not wait there any more. Load the case again to see where it stands.")


def _moves(task: CaseTask) -> bool:
    node = task.task_spec
    if "|" in node.name:  # one of several instances, or nothing that is drawn
        return False
    if isinstance(node, Subprocess):
        return bool(task._state == TaskState.STARTED)
    if isinstance(node, (Catch, Service)):
        return bool(task._state == TaskState.WAITING) and not isinstance(node, Beside)
    return bool(task._state == TaskState.READY) and node.manual


def _targets(scope: Scope, here: str) -> tuple[Destination, ...]:
    elements = {node.element.id: node.element for node in _nodes(scope)}
    return tuple(
        Destination(element.id, element.name, element.kind)
        for element in elements.values()
        if element.id != here and _is_target(element)
    )


def _nodes(scope: Scope) -> Iterator[Node]:
    return (node for node in scope.spec.task_specs.values() if isinstance(node, Node))


def _is_target(element: Element) -> bool:
    """Whether a token may be put there: not at a gateway, which would wait for others or choose by chance."""
    if element.kind in _NO_PLACE or element.kind.endswith("Gateway") or element.event == "link":
        return False
    return not _BY_ITSELF & set(element.details)


def _put(task: CaseTask, target: Node) -> None:
    """Withdraw the token with the group it waits in, and make a new one beside it."""
    group, withdrawn = task, [task]
    holder = task.parent.task_spec
    if isinstance(holder, (Split, Race)) and task.task_spec.name in holder._outputs:
        group = task.parent
        withdrawn = [one for one in group.children if one.live and one.task_spec.name in holder._outputs]
    for one in withdrawn:
        one.cancel()
    moved = group.parent._add_child(target, TaskState.FUTURE)
    moved.task_spec._update(moved)
