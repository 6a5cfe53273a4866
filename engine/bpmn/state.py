"""A running case <-> one small document: only where its tokens are. It holds no answers and nothing of the model.

Format 1, JSON: `{"format": 1, "scopes": [[parent task or null, spec, [task, ...]], ...]}`, the case itself first and
each subprocess after the one that holds its parent; a task is `[id, parent, node, state, internal, values]`, the
root first. A document of a newer format, or one whose nodes the model no longer has, is refused, never guessed at.
"""

from __future__ import annotations

from typing import Any

import orjson

from engine.bpmn.compile import Spec
from engine.bpmn.environment import Action
from engine.bpmn.failures import Stuck
from engine.bpmn.workflow import CaseSubWorkflow, CaseTask, CaseWorkflow, Scope

FORMAT = 1


def save(case: CaseWorkflow) -> bytes:
    """The state document of a case (prune it first)."""
    scopes = [_scope(case, None)]
    for sub in sorted(case.subprocesses.values(), key=lambda item: item.depth):
        scopes.append(_scope(sub, str(sub.parent_task_id)))
    return orjson.dumps({"format": FORMAT, "scopes": scopes})


def _scope(scope: Scope, parent: str | None) -> list[Any]:
    return [parent, scope.spec.name, [_task(task) for task in scope.tasks.values()]]


def _task(task: CaseTask) -> list[Any]:
    parent = None if task._parent is None else str(task._parent)
    return [str(task.id), parent, task.task_spec.name, task._state, task.internal_data, task.data]


def load(spec: Spec, document: bytes, action: Action) -> CaseWorkflow:
    """The running case a document tells of, with the safe script engine attached.

    Raises Stuck when the document cannot be read.
    """
    try:
        found = orjson.loads(document)
        known = found["format"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise Stuck("", "its state document is damaged") from error
    if known != FORMAT:
        raise Stuck("", f"its state document has format {known}; this program reads format {FORMAT}")
    case = CaseWorkflow(spec.top, dict(spec.scopes), action)
    try:
        _restore(case, found["scopes"][0][2])
        for parent, name, tasks in found["scopes"][1:]:
            sub = CaseSubWorkflow(spec.scopes[name], parent, case, deserializing=True)
            case.subprocesses[parent] = sub
            _restore(sub, tasks)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise Stuck("", "its state document does not fit the model") from error
    return case


def _restore(scope: Scope, tasks: list[list[Any]]) -> None:
    for identifier, parent, node, state, internal, values in tasks:
        above = None if parent is None else scope.tasks[parent]
        task = CaseTask(scope, scope.spec.task_specs[node], above, state=state, id=identifier)
        task.internal_data = internal
        task.data = values
        if above is None:
            scope.task_tree = task
