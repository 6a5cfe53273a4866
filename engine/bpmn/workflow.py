"""A running case as SpiffWorkflow sees it, without looking ahead: a task exists when a token has reached it.

The library would build every possible future, log each change and walk the whole tree after each step; none of that
is wanted, so tasks and workflows are subclassed here. Tasks carry no case data, only the values of one instance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.bpmn.environment import MAX_NESTING, Action, FeelEngine
from engine.bpmn.failures import BudgetSpent
from engine.bpmn.spiff import BpmnSpecMixin, BpmnSubWorkflow, BpmnWorkflow, Task, TaskState, WorkflowSpec


class CaseTask(Task):
    """One token at one element."""

    def _set_state(self, value: int) -> None:
        self._state = value

    def _add_child(self, task_spec: BpmnSpecMixin, state: int = TaskState.FUTURE) -> CaseTask:
        self.workflow.top_workflow.action.make(task_spec.bpmn_id or "", len(self.workflow.tasks))
        return CaseTask(self.workflow, task_spec, self, state=state)

    def _inherit_data(self) -> None:
        if self.parent.data:
            self.data = {**self.parent.data, **self.data}

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        """Nothing of a case goes to a log."""
        return dct or {}

    @property
    def live(self) -> bool:
        """Whether the token is still on its way."""
        return self._state < TaskState.COMPLETED

    def cancel(self) -> None:
        """Withdraw this work and all that it began."""
        for child in self.children:
            child.cancel()
        if self.live:
            begun = self._state != TaskState.FUTURE
            self._set_state(TaskState.CANCELLED)
            if begun:
                self.task_spec._on_cancel(self)


class CaseSpec(WorkflowSpec):
    """The compiled form of one process or subprocess; never changed once it is built.

    `conditional`: a node of it waits for a condition. `on_done` are told of each completed activity: a function of the
    scope's own. `handlers`: activity -> the activity that undoes it.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.data_objects: dict[str, Any] = {}
        self.conditional = False
        self.handlers: dict[str, str] = {}
        self.on_done: list[Callable[[CaseTask], None]] = []


class Scope:
    """What the case itself and its subprocesses share."""

    spec: CaseSpec
    tasks: dict[Any, CaseTask]
    task_tree: CaseTask
    last_task: CaseTask | None
    completed: bool
    parent_task_id: str | None
    top_workflow: CaseWorkflow
    depth: int

    def _task_completed_notify(self, task: CaseTask) -> None:
        self.last_task = task

    def live_tasks(self) -> list[CaseTask]:
        """The tokens of this scope that are still on their way, oldest first."""
        return [task for task in self.tasks.values() if task.live]

    def activity_done(self, task: CaseTask) -> None:
        """Tell what this kind of scope wants to know of each completed activity."""
        for tell in self.spec.on_done:
            tell(task)

    def reopen(self, root: str, internal: dict[str, Any]) -> None:
        """Begin at another root than the start, with this in its state."""
        self.tasks.clear()
        node = self.spec.task_specs[root]
        self.task_tree = CaseTask(self, node, state=TaskState.READY)
        self.task_tree.internal_data.update(internal)

    def busy(self) -> bool:
        """Whether a token is still on its way here; what only listens does not count."""
        return any(
            task.live and not (task.task_spec.listens and task._state == TaskState.WAITING)
            for task in self.tasks.values()
        )

    def withdraw(self, but: CaseTask | None = None) -> None:
        """Cancel everything in this scope, or everything but one task."""
        for task in list(self.tasks.values()):
            if task.live and task is not but:
                task.cancel()


class CaseSubWorkflow(Scope, BpmnSubWorkflow):
    """One subprocess or called process that is running."""


class CaseWorkflow(Scope, BpmnWorkflow):
    """One case that is running."""

    def __init__(self, spec: CaseSpec, subprocesses: dict[str, CaseSpec], action: Action) -> None:
        super().__init__(spec, subprocesses, FeelEngine(action), deserializing=True)
        self.action = action

    def begin(self) -> None:
        """Put the first token at the start of the process."""
        self.task_tree = CaseTask(self, self.spec.start, state=TaskState.READY)

    def create_subprocess(self, my_task: CaseTask, spec_name: str) -> CaseSubWorkflow:
        """Open a subprocess for a task. Raises BudgetSpent when processes call each other too deeply."""
        sub = CaseSubWorkflow(self.subprocess_specs[spec_name], my_task.id, self, deserializing=True)
        if sub.depth > MAX_NESTING:
            raise BudgetSpent(
                my_task.task_spec.bpmn_id, f"processes call each other more than {MAX_NESTING} levels deep"
            )
        self.subprocesses[my_task.id] = sub
        sub.task_tree = CaseTask(sub, sub.spec.start, state=TaskState.READY)
        sub.task_tree.data = dict(my_task.data)
        return sub

    def scopes(self) -> list[Scope]:
        """The case and its running subprocesses, the innermost first."""
        return [*sorted(self.subprocesses.values(), key=lambda sub: -sub.depth), self]

    def scopes_outermost_first(self) -> list[Scope]:
        """The case and its running subprocesses, each after the one it runs in, older ones first."""
        return [self, *sorted(self.subprocesses.values(), key=lambda sub: sub.depth)]
