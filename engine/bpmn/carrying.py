"""Carrying a running case over to another version of its model: where each of its tokens is there, or why it cannot be.

Steps go by a mapping of element ids, everything else by its own id. Tokens keep their ids, timers their due moments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import orjson

from engine.bpmn import state as documents
from engine.bpmn.compile import Spec
from engine.bpmn.environment import Action
from engine.bpmn.events import Beside, Boundary, Catch, Listener, Split
from engine.bpmn.failures import Stuck
from engine.bpmn.gateways import Inclusive, Parallel
from engine.bpmn.nodes import Node, Subprocess
from engine.bpmn.outcome import Tools
from engine.bpmn.spiff import TaskState
from engine.bpmn.undo import DONE, LEFT
from engine.bpmn.workflow import CaseSpec, CaseWorkflow

_ID, _PARENT, _NODE, _STATE, _INTERNAL, _VALUES = range(6)
_SPLIT = "|split"
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """The document of a case for the other version; empty when there are `problems`, one sentence for each."""

    state: bytes
    problems: tuple[str, ...] = ()


def carry_over(
    old: Spec,
    new: Spec,
    state: bytes,
    data: Mapping[str, object],
    mapping: Mapping[str, str],
    *,
    now: datetime,
    tools: Tools,
) -> Carried:
    """Where a case stands, said in terms of another version. Nothing is run but timers of events that are new there.

    `mapping` is element id of the old version -> of the new; empty for what has nothing to go to.
    """
    found = orjson.loads(state)
    carrier = _Carrier(old, new, mapping)
    scopes = [carrier.scope(*scope) for scope in found["scopes"]]
    if carrier.problems:
        return Carried(b"", tuple(dict.fromkeys(carrier.problems)))
    document = orjson.dumps({**found, "scopes": scopes})
    try:
        case = documents.load(new, document, Action(dict(data), now, tools))
        _wait_for_what_is_new(case, carrier.beside)
        carried = documents.save(case)
        documents.load(new, carried, Action(dict(data), now, tools))
    except Stuck as stuck:
        return Carried(b"", (f"The new version could not take it: {stuck.cause}.",))
    return Carried(carried)


class _Carrier:
    """Goes through the scopes of a document, and notes what has no place in the new version."""

    def __init__(self, old: Spec, new: Spec, mapping: Mapping[str, str]) -> None:
        self.old, self.new, self.mapping = old, new, mapping
        self.problems: list[str] = []
        self.beside = {
            (self.to(node.element.attached_to), self.to(node.name))
            for spec in old.scopes.values()
            for node in _nodes(spec)
            if isinstance(node, Beside)
        }

    def to(self, name: str) -> str:
        """The name of a node, or the id of an element, in the new version."""
        base, bar, rest = name.partition("|")
        return f"{self.mapping.get(base, base)}{bar}{rest}" if base else name

    def scope(self, parent: str | None, name: str, rows: Sequence[Row]) -> list[Any]:
        """One scope of the document for the new version."""
        old = self.old.scopes[name] if parent else self.old.top
        new = self.new.scopes.get(self.to(name)) if parent else self.new.top
        if new is None:
            self.problems.append(f"It is inside “{name}”, which the new version does not have.")
            return []
        carried = [self._row(row, old, new) for row in rows]
        return [parent, new.name, list(_grouped([row for row in carried if row], new))]

    def _row(self, row: Row, old: CaseSpec, new: CaseSpec) -> Row | None:
        before, name = old.task_specs[row[_NODE]], self.to(row[_NODE])
        after = new.task_specs.get(name)
        if after is None and isinstance(before, (Beside, Split)):
            return [*row[:_NODE], "", *row[_STATE:]] if isinstance(before, Split) else None
        if after is None:
            self.problems.append(f"“{_called(before)}” waits, and the new version has nothing for it to go on as.")
            return None
        self.problems += self._differences(before, after, row)
        internal = dict(row[_INTERNAL])
        if "from" in internal:
            internal["from"] = self.to(internal["from"])
        for kept in (DONE, LEFT):
            if isinstance(internal.get(kept), list):
                internal[kept] = [self._undoable(record, new) for record in internal[kept]]
        return [row[_ID], row[_PARENT], name, row[_STATE], internal, row[_VALUES]]

    def _undoable(self, record: Mapping[str, Any], new: CaseSpec) -> dict[str, Any]:
        """What was done and can be undone, by the names of the new version."""
        by = self.to(record["by"])
        inside = self.new.scopes.get(self.to(record["of"]), new)
        if by not in new.task_specs:
            self.problems.append(f"“{record['of']}” was done, and could not be undone in the new version.")
        inner = [self._undoable(one, inside) for one in record["inner"]]
        return {**record, "of": self.to(record["of"]), "by": by, "inner": inner}

    def _differences(self, before: Node, after: Node, row: Row) -> Iterator[str]:
        """Why a token at one node cannot be one at the other."""
        called = _called(before)
        if type(before) is not type(after) or before.element.loop != after.element.loop:
            yield f"“{called}” waits, and is done in another way in the new version."
        elif isinstance(before, Catch) and before.element.event != after.element.event:
            yield f"“{called}” waits for something else in the new version."
        elif (
            isinstance(before, Subprocess) and isinstance(after, Subprocess) and self.to(before.called) != after.called
        ):
            yield f"“{called}” holds other steps in the new version."
        elif isinstance(before, (Parallel, Inclusive)) and self.to(row[_INTERNAL].get("from", "")) not in after._inputs:
            yield f"At “{called}” the ways that come together are others in the new version."


def _nodes(spec: CaseSpec) -> Iterator[Node]:
    return (node for node in spec.task_specs.values() if isinstance(node, Node))


def _called(node: Node) -> str:
    return " ".join(node.element.name.split()) or node.element.id or node.name


def _grouped(rows: Sequence[Row], new: CaseSpec) -> Iterator[Row]:
    """The rows with each activity in a group where the new version has events at its border, and in none elsewhere."""
    gone = {row[_ID]: row[_PARENT] for row in rows if row[_NODE] == ""}
    by_id = {row[_ID]: row for row in rows}
    for row in rows:
        if row[_NODE] == "":
            continue
        parent = row[_PARENT]
        while parent in gone:
            parent = gone[parent]
        group = f"{row[_NODE]}{_SPLIT}"
        if group in new.task_specs and (parent is None or by_id[parent][_NODE] != group):
            identifier = str(uuid4())
            yield [identifier, parent, group, TaskState.COMPLETED, {}, row[_VALUES]]
            parent = identifier
        yield [row[_ID], parent, *row[_NODE:]]


def _wait_for_what_is_new(case: CaseWorkflow, known: set[tuple[str, str]]) -> None:
    """Let the events beside what is waiting wait as well where the old version had none."""
    for scope in case.scopes():
        groups = [task for task in scope.tasks.values() if isinstance(task.task_spec, Split)]
        for task in [scope.task_tree, *groups]:
            for name in task.task_spec._outputs:
                node = scope.spec.task_specs[name]
                if isinstance(node, (Boundary, Listener)) and (node.element.attached_to, node.name) not in known:
                    event = task._add_child(node, TaskState.FUTURE)
                    event.task_spec._update(event)
