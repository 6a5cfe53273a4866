"""Multi-instance activities and standard loops.

The activity itself is the node `<id>|one`, a child of the loop's task.
"""

from __future__ import annotations

from engine import feel
from engine.bpmn.environment import guarded
from engine.bpmn.failures import BudgetSpent, Stuck
from engine.bpmn.model import Element
from engine.bpmn.nodes import Node
from engine.bpmn.plain import plain
from engine.bpmn.spiff import TaskState
from engine.bpmn.workflow import CaseSpec, CaseTask

MAX_INSTANCES = 1_000


class _Repeating(Node):
    """What both kinds of loop share: the instance node, and the count of what is done."""

    repeats = True

    def __init__(self, spec: CaseSpec, element: Element, one: str) -> None:
        super().__init__(spec, element, visible=False)
        self.one = one

    def _begin(self, my_task: CaseTask, index: int, values: dict[str, feel.Value]) -> None:
        node = self._wf_spec.task_specs[self.one]
        child = my_task._add_child(node, TaskState.FUTURE)
        child.data = {**my_task.data, **values, "loopCounter": index + 1}
        child.internal_data["index"] = index
        node._update(child)

    def _of_loop(self, my_task: CaseTask, expression: str, values: dict[str, feel.Value]) -> bool:
        mine = my_task.data
        my_task.data = {**mine, **values}
        try:
            return self.is_true(my_task, expression)
        finally:
            my_task.data = mine


class Instances(_Repeating):
    """A multi-instance activity, one after the other or all at once."""

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        if my_task._state == TaskState.STARTED:
            return None
        super()._update_hook(my_task)
        items = self._items(my_task)
        if not items:
            return True
        my_task._set_state(TaskState.STARTED)
        sequential = self.element.loop == "sequential"
        inner = my_task.internal_data
        inner.update(total=len(items), done=0, items=items[1:] if sequential else [])
        if self.element.details.get("output_collection"):
            inner["results"] = [None] * len(items)
        for index, item in enumerate(items[:1] if sequential else items):
            self._begin(my_task, index, self._named(item))
        return None

    def _plain(self, my_task: CaseTask, expression: str) -> feel.Value:
        """The value of an expression, as it may be kept in the state of the case."""
        value = feel.to_plain(self.ask(my_task, expression))
        return guarded(my_task, lambda: plain({"value": value})["value"])

    def _named(self, item: feel.Value) -> dict[str, feel.Value]:
        name = self.element.details.get("element_variable")
        return {name: item} if name else {}

    def _items(self, my_task: CaseTask) -> list[feel.Value]:
        details = self.element.details
        if details.get("collection"):
            found = self._plain(my_task, details["collection"])
            if not isinstance(found, list):
                raise Stuck(self.element.id, f"'{details['collection'][:80]}' is not a list")
        else:
            number = feel.to_plain(self.ask(my_task, details.get("cardinality", "")))
            if isinstance(number, bool) or not isinstance(number, (int, float)) or number != int(number) or number < 0:
                raise Stuck(self.element.id, "the number of instances is not a whole number of 0 or more")
            found = [None] * min(int(number), MAX_INSTANCES + 1)
        if len(found) > MAX_INSTANCES:
            raise BudgetSpent(self.element.id, f"it would start more than {MAX_INSTANCES:,} instances")
        return found

    def member_done(self, my_task: CaseTask, member: CaseTask) -> None:
        """One instance is done: finish, or begin the next."""
        if my_task._state != TaskState.STARTED:
            return
        inner = my_task.internal_data
        inner["done"] += 1
        self._collect(my_task, member)
        if self._enough(my_task):
            for child in my_task.children:
                child.cancel()
            self._finish(my_task)
        elif inner["done"] == inner["total"]:
            self._finish(my_task)
        elif inner["items"]:
            self._begin(my_task, member.internal_data["index"] + 1, self._named(inner["items"].pop(0)))

    def _collect(self, my_task: CaseTask, member: CaseTask) -> None:
        results = my_task.internal_data.get("results")
        output = self.element.details.get("output_element")
        if results is not None and output:
            results[member.internal_data["index"]] = self._plain(member, output)

    def _enough(self, my_task: CaseTask) -> bool:
        condition = self.element.details.get("completion_condition")
        if not condition:
            return False
        inner = my_task.internal_data
        active = sum(child.live for child in my_task.children)
        counts = {
            "nrOfInstances": inner["total"],
            "nrOfCompletedInstances": inner["done"],
            "nrOfActiveInstances": active,
            "numberOfInstances": inner["total"],
            "numberOfCompletedInstances": inner["done"],
            "numberOfActiveInstances": active,
        }
        return self._of_loop(my_task, condition, counts)

    def _finish(self, my_task: CaseTask) -> None:
        results = my_task.internal_data.get("results")
        if results is not None:
            self.action(my_task).assign({self.element.details["output_collection"]: results})
        my_task.internal_data.clear()
        my_task._set_state(TaskState.READY)


class Loop(_Repeating):
    """A standard loop: again while its condition holds, at most its maximum."""

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        if my_task._state == TaskState.STARTED:
            return None
        super()._update_hook(my_task)
        if self.element.details.get("test_before") and not self._again(my_task, 0):
            return True
        my_task._set_state(TaskState.STARTED)
        self._begin(my_task, 0, {})
        return None

    def _again(self, my_task: CaseTask, done: int) -> bool:
        details = self.element.details
        maximum = details.get("loop_maximum", "")
        if maximum.isdigit() and done >= int(maximum):
            return False
        condition = details.get("loop_condition")
        return self._of_loop(my_task, condition, {"loopCounter": done + 1}) if condition else True

    def member_done(self, my_task: CaseTask, member: CaseTask) -> None:
        """One round is done."""
        if my_task._state != TaskState.STARTED:
            return
        done = member.internal_data["index"] + 1
        if self._again(my_task, done):
            self._begin(my_task, done, {})
        else:
            my_task._set_state(TaskState.READY)
