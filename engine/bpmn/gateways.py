"""Gateways: one flow in the order of the file, all flows, or all that hold; and how branches come together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from engine import feel
from engine.bpmn.failures import Stuck
from engine.bpmn.model import Element
from engine.bpmn.nodes import Node
from engine.bpmn.spiff import TaskState
from engine.bpmn.workflow import CaseSpec, CaseTask


@dataclass(frozen=True, slots=True)
class Way:
    """One outgoing flow of a gateway: its condition in FEEL (empty for none) and the node it leads to."""

    flow: str
    condition: str
    target: str
    default: bool


class Choosing(Node):
    """A gateway whose outgoing flows have conditions, tried in the order of the file."""

    chooses = True

    def __init__(self, spec: CaseSpec, element: Element, name: str = "") -> None:
        super().__init__(spec, element, name)
        self.ways: list[Way] = []

    def _take(self, my_task: CaseTask, ways: list[Way]) -> None:
        if not ways:
            cause = "no condition of its outgoing flows holds and it has no default flow"
            raise Stuck(self.element.id, f"{cause} (looked at: {self._looked_at(my_task)})")
        for way in ways:
            my_task._add_child(self._wf_spec.task_specs[way.target], TaskState.FUTURE)
        my_task.internal_data["taken"] = ",".join(way.flow for way in ways)

    def _looked_at(self, my_task: CaseTask) -> str:
        """The names its conditions need, and which of them have no value; never the values themselves."""
        seen = {**self.action(my_task).data, **my_task.data}
        names = sorted({name for way in self.ways if way.condition for name in feel.names(way.condition)})
        return ", ".join(name if seen.get(name) is not None else f"{name}, which has no value" for name in names)

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        self.note(my_task, my_task.internal_data.pop("taken", ""))

    def _holds(self, my_task: CaseTask, way: Way) -> bool:
        return not way.default and (not way.condition or self.is_true(my_task, way.condition))

    def _otherwise(self) -> list[Way]:
        return [way for way in self.ways if way.default]


class Exclusive(Choosing):
    """Takes the first flow whose condition holds, else the default."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        first = next((way for way in self.ways if self._holds(my_task, way)), None)
        self._take(my_task, [first] if first else self._otherwise())
        return True


class _Joining(Node):
    """A gateway that waits for several branches. A token remembers by which connection it came."""

    def _arrivals(self, my_task: CaseTask) -> dict[str, CaseTask]:
        """The oldest waiting token of each connection."""
        found: dict[str, CaseTask] = {}
        for task in my_task.workflow.tasks.values():
            if task.task_spec is self and task._state == TaskState.WAITING:
                found.setdefault(task.internal_data["from"], task)
        return found

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        super()._update_hook(my_task)
        my_task.internal_data.setdefault("from", my_task.parent.task_spec.name)
        if len(self._inputs) < 2:
            return True
        my_task._set_state(TaskState.WAITING)
        arrived = self._arrivals(my_task)
        return self._join(my_task, arrived) if self._complete(my_task, arrived) else None

    def _complete(self, my_task: CaseTask, arrived: dict[str, CaseTask]) -> bool:
        """Whether there is nothing left to wait for: a token has come by each connection."""
        return len(arrived) == len(self._inputs)

    def _join(self, my_task: CaseTask, arrived: dict[str, CaseTask]) -> bool | None:
        chosen = my_task if my_task in arrived.values() else arrived[my_task.internal_data["from"]]
        for task in arrived.values():
            if task is not chosen:
                task._set_state(TaskState.COMPLETED)
                chosen.data = {**task.data, **chosen.data}
        if chosen is my_task:
            return True
        chosen._ready()
        return None


class Parallel(_Joining):
    """Waits for one token on each incoming flow, then takes every outgoing flow. Further tokens go on waiting."""


class Inclusive(_Joining, Choosing):
    """Takes every flow whose condition holds, else the default; waits for all tokens that can still arrive.

    Whether a token can still arrive is looked at when the rest of the case has come to a stop (`settle`).
    """

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        if my_task._state == TaskState.WAITING:
            return super()._update_hook(my_task)
        Node._update_hook(self, my_task)
        my_task.internal_data.setdefault("from", my_task.parent.task_spec.name)
        if len(self._inputs) < 2:
            return True
        my_task._set_state(TaskState.WAITING)
        return None

    def _complete(self, my_task: CaseTask, arrived: dict[str, CaseTask]) -> bool:
        empty = [name for name in self._inputs if name not in arrived]
        for task in my_task.workflow.live_tasks():
            at = task.task_spec.name
            if task.task_spec is self or not any(at in self.reach[name] for name in empty):
                continue
            if not any(at in self.reach[name] for name in arrived):
                return False
        return True

    @cached_property
    def reach(self) -> dict[str, frozenset[str]]:
        """For each incoming connection: the nodes from which a token can come through it, not through this gateway."""
        return {name: self._reaching(name) for name in self._inputs}

    def _reaching(self, name: str) -> frozenset[str]:
        seen, todo = {name}, [name]
        while todo:
            for before in self._wf_spec.task_specs[todo.pop()]._inputs:
                if before != self.name and before not in seen:
                    seen.add(before)
                    todo.append(before)
        return frozenset(seen)

    def _run_hook(self, my_task: CaseTask) -> bool:
        self._take(my_task, [way for way in self.ways if self._holds(my_task, way)] or self._otherwise())
        return True
