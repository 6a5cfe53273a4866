"""Compensation: what was done and can be undone is remembered where it was done, and undone in reverse order.

The root of each scope keeps the list (`undo` in its state), in the order in which activities were completed. A
completed subprocess without a handler of its own is undone by undoing what was done in it. BPMN 2.0.2, 10.7, 13.5.5.
"""

from __future__ import annotations

from typing import Any

from engine.bpmn.events import cancel_border
from engine.bpmn.failures import BudgetSpent
from engine.bpmn.model import Element
from engine.bpmn.nodes import End, Node, Silent, Subprocess
from engine.bpmn.spiff import TaskState
from engine.bpmn.workflow import CaseSpec, CaseTask

MAX_UNDO = 1_000
DONE, LEFT = "undo", "left"
"""Where a scope keeps what can be undone, and an event what it still has to undo: lists of `Record`."""

ROOT = "|undo"

Record = dict[str, Any]
"""`of` the activity that was done, `by` the node that undoes it, `values` of its instance, `inner` of a subprocess."""


def remember(my_task: CaseTask) -> None:
    """Keep how the activity that was just completed can be undone, if anything can undo it.

    Raises BudgetSpent when there is too much to keep.
    """
    element, spec, scope = my_task.task_spec.element, my_task.workflow.spec, my_task.workflow
    one = f"{element.id}|one" if element.loop else element.id
    if my_task.task_spec.name != one or element.details.get("compensation"):
        return
    record: Record = {"of": element.id, "by": spec.handlers.get(element.id, ""), "values": my_task.data, "inner": []}
    inside = scope.top_workflow.subprocesses.get(my_task.id)
    if not record["by"] and inside is not None and f"{element.id}{ROOT}" in spec.task_specs:
        record.update(by=f"{element.id}{ROOT}", inner=inside.task_tree.internal_data.get(DONE, []))
    if record["by"] and (record["inner"] or spec.handlers.get(element.id)):
        kept = scope.task_tree.internal_data.setdefault(DONE, [])
        if len(kept) >= MAX_UNDO:
            raise BudgetSpent(element.id, f"more than {MAX_UNDO:,} things would be kept that can be undone")
        kept.append(record)


class _Undoing(Node):
    """Undoes one thing after the other, the last one first, and is done when all are."""

    def _run_hook(self, my_task: CaseTask) -> bool | None:
        inner = my_task.internal_data
        if LEFT not in inner:
            inner[LEFT] = self._take(my_task)
        if not inner[LEFT]:
            del inner[LEFT]
            return True
        record: Record = inner[LEFT].pop()
        node = self._wf_spec.task_specs[record["by"]]
        child = my_task._add_child(node, TaskState.FUTURE)
        child.data = dict(record["values"])
        child.internal_data[LEFT] = record["inner"]
        node._update(child)
        return None

    def _take(self, my_task: CaseTask) -> list[Record]:
        """What this event undoes: all of its scope, or what was done of one activity; each thing only once."""
        wanted = self.element.details.get("activity", "")
        root = my_task.workflow.task_tree.internal_data
        kept: list[Record] = root.pop(DONE, [])
        rest = [record for record in kept if wanted not in ("", record["of"])]
        if rest:
            root[DONE] = rest
        return [record for record in kept if wanted in ("", record["of"])]

    def member_done(self, my_task: CaseTask, member: CaseTask) -> None:
        """One thing is undone: go on with the one before."""
        if my_task._state == TaskState.STARTED:
            my_task._set_state(TaskState.READY)


class ThrowUndo(_Undoing):
    """An intermediate compensation event: goes on when everything is undone."""


class EndUndo(_Undoing, End):
    """A compensation end event."""


class Cancel(_Undoing, End):
    """A cancel end event: withdraws what runs in its transaction, undoes what was done, and leaves by the border."""

    def _run_hook(self, my_task: CaseTask) -> bool | None:
        if LEFT not in my_task.internal_data:
            my_task.workflow.withdraw(but=my_task)
        return super()._run_hook(my_task)

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        super()._on_complete_hook(my_task)
        cancel_border(my_task)


class UndoAll(_Undoing, Silent):
    """The root of a subprocess that is opened once more, to undo what was done in it."""

    def __init__(self, spec: CaseSpec, element: Element) -> None:
        super().__init__(spec, element, ROOT)


class UndoSubprocess(Subprocess):
    """Opens a completed subprocess once more, to undo what was done in it."""

    def __init__(self, spec: CaseSpec, element: Element) -> None:
        super().__init__(spec, element, f"{element.id}{ROOT}", element.id)
        self.visible = False

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        left = my_task.internal_data.pop(LEFT)
        super()._update_hook(my_task)
        my_task.workflow.top_workflow.subprocesses[my_task.id].reopen(ROOT, {LEFT: left})
        return None
