"""Keep only the tokens of a case: finished tasks go, but for the few that hold live ones together.

What is kept beside the live tasks: the root of each scope, and an activity's group with its boundary events (or an
event-based gateway with its events) while it is waiting. A finished task in between is taken out and its children
move up, so the size of a case follows what is open and not what has happened.
"""

from __future__ import annotations

from typing import Any

from engine.bpmn.events import Race, Split
from engine.bpmn.workflow import CaseTask, CaseWorkflow, Scope


def prune(case: CaseWorkflow) -> None:
    """Take out what is finished, in the case and in its running subprocesses."""
    for scope in case.scopes():
        _prune(scope)


def _prune(scope: Scope) -> None:
    root = scope.task_tree
    kept: dict[Any, CaseTask] = {}
    for task in scope.tasks.values():
        if task is root or task.live or _holds(task):
            kept[task.id] = task
    if len(kept) == len(scope.tasks):
        return
    for task in kept.values():
        if task is not root:
            task._parent = _kept_parent(scope, task, kept)
        task._children = []
    scope.tasks = kept
    for task in kept.values():
        if task is not root:
            kept[task._parent]._children.append(task.id)
    scope.last_task = None


def _holds(task: CaseTask) -> bool:
    return isinstance(task.task_spec, (Split, Race)) and task.task_spec.holds(task)


def _kept_parent(scope: Scope, task: CaseTask, kept: dict[Any, CaseTask]) -> object:
    parent = task._parent
    while parent not in kept:
        parent = scope.tasks[parent]._parent
    return parent
