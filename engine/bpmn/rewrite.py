"""Changing where a case stands, for repair: pure functions from a state document to the next outcome.

Nothing is kept when a call raises: the caller still has the document that it came with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import orjson

from engine.bpmn.compile import Spec
from engine.bpmn.events import Catch
from engine.bpmn.outcome import Outcome, Tools
from engine.bpmn.run import look_again
from engine.bpmn.state import FORMAT
from engine.bpmn.workflow import CaseTask, CaseWorkflow

_PARENT_OF_SCOPE, _TASKS = 0, 2
_ID, _PARENT = 0, 1


def resume(
    spec: Spec, state: bytes, data: Mapping[str, object], *, since: datetime, now: datetime, tools: Tools
) -> Outcome:
    """Go on with a case that has stood still since `since`.

    A wait for a length of time goes on with what was left of it then, in working time where it was counted so; one for
    a date ends on that date. Raises Stuck.
    """
    return look_again(spec, state, data, now=now, tools=tools, change=lambda case: _put_off(_tokens(case), since))


def go_back(
    spec: Spec,
    earlier: bytes,
    current: bytes,
    data: Mapping[str, object],
    *,
    again: str,
    since: datetime,
    now: datetime,
    tools: Tools,
) -> Outcome:
    """A case as it stood at `since`, when `earlier` was its document, in the place of `current`.

    What still waits keeps its id and its timers. What has gone since comes back under a new id, the task `again` among
    it, and its timers with the time that was left to them then. Of a `current` document that is damaged, all is gone.
    Raises Stuck.
    """
    gone = tokens_in(earlier) - tokens_in(current) | {again}
    ids = {identifier: str(uuid4()) for identifier in gone}
    back = set(ids.values())

    def put_off(case: CaseWorkflow) -> None:
        _put_off((task for task in _tokens(case) if str(task.id) in back), since)

    return look_again(spec, _renamed(earlier, ids), data, now=now, tools=tools, change=put_off)


def tokens_in(document: bytes) -> frozenset[str]:
    """The ids of all that a document holds, tasks, jobs and calls among them; none of one that cannot be read."""
    return frozenset(task[_ID] for task in _rows(document))


def _rows(document: bytes) -> list[list[Any]]:
    """The tasks of a document, as it writes them; none of one that cannot be read."""
    try:
        found = orjson.loads(document)
        return [task for scope in found["scopes"] for task in scope[_TASKS]] if found["format"] == FORMAT else []
    except (ValueError, LookupError, TypeError):
        return []


def _renamed(document: bytes, ids: Mapping[str, str]) -> bytes:
    """The document with other ids for these tasks, wherever they are named."""
    found = orjson.loads(document)
    for scope in found["scopes"]:
        scope[_PARENT_OF_SCOPE] = ids.get(scope[_PARENT_OF_SCOPE], scope[_PARENT_OF_SCOPE])
        for task in scope[_TASKS]:
            task[_ID], task[_PARENT] = (ids.get(task[at], task[at]) for at in (_ID, _PARENT))
    return orjson.dumps(found)


def _tokens(case: CaseWorkflow) -> Iterable[CaseTask]:
    return (task for scope in case.scopes() for task in scope.tasks.values())


def _put_off(tokens: Iterable[CaseTask], since: datetime) -> None:
    """Let the timers among these fire later, as they have stood still since then."""
    for task in tokens:
        if isinstance(task.task_spec, Catch):
            task.task_spec.put_off(task, since)
