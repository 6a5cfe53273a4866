"""Task specifications: what a token does at each kind of element. Subclasses of the library's, with our rules.

A node never looks ahead. When it completes, it makes one child for each outgoing connection; a node that chooses
(`chooses = True`) makes its children itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from engine import feel
from engine.bpmn import priority
from engine.bpmn.environment import Action, guarded
from engine.bpmn.failures import Stuck
from engine.bpmn.model import Element
from engine.bpmn.spiff import BpmnSpecMixin, TaskState
from engine.bpmn.words import ACTIVITIES
from engine.bpmn.workflow import CaseSpec, CaseTask


class Node(BpmnSpecMixin):
    """The rules all nodes share. `visible` nodes are elements of the drawing and leave a trace when they finish.

    A node that `listens` waits for as long as its scope runs, and keeps nothing alive.
    """

    chooses = False
    listens = False
    repeats = False

    def __init__(
        self, spec: CaseSpec, element: Element, name: str = "", *, manual: bool = False, visible: bool = True
    ) -> None:
        super().__init__(spec, name or element.id, bpmn_name=element.name, lane=element.lane, manual=manual)
        self.bpmn_id = element.id
        self.element = element
        self.visible = visible

    def test(self) -> None:
        """Connections were checked when the model was compiled."""

    def _predict(self, my_task: CaseTask, seen: object = None, looked_ahead: int = 0, mask: int = 3) -> None:
        """A task exists when a token reaches it; nothing is foreseen."""

    def _update(self, my_task: CaseTask) -> None:
        if self._update_hook(my_task):
            my_task._ready()

    def _on_complete(self, my_task: CaseTask) -> None:
        if not self.chooses:
            self._go_on(my_task)
        super()._on_complete(my_task)
        self._tell_parent(my_task)

    def _go_on(self, my_task: CaseTask) -> None:
        for name in self._outputs:
            my_task._add_child(self._wf_spec.task_specs[name], TaskState.FUTURE)

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        if self.visible:
            self.note(my_task)
        if self.element.kind in ACTIVITIES:
            my_task.workflow.activity_done(my_task)

    def _tell_parent(self, my_task: CaseTask) -> None:
        holder = my_task.parent
        if holder is not None:
            holder.task_spec.member_done(holder, my_task)

    def member_done(self, my_task: CaseTask, member: CaseTask) -> None:
        """A child task has completed: of interest to nodes that hold a group together."""

    def note(self, my_task: CaseTask, detail: str = "") -> None:
        """Leave a trace of this element."""
        self.action(my_task).note(self.element.id, self.element.kind, self.element.name, detail)

    def action(self, my_task: CaseTask) -> Action:
        """The action that is moving the case now."""
        action: Action = my_task.workflow.top_workflow.action
        return action

    def ask(self, my_task: CaseTask, expression: str) -> feel.Value:
        """The FEEL value of an expression as this token sees it."""
        return my_task.workflow.top_workflow.script_engine.evaluate(my_task, expression)

    def taken(
        self, my_task: CaseTask, named: Iterable[tuple[str, str]], came: Mapping[str, object]
    ) -> dict[str, object]:
        """The values that the model takes, by name and FEEL, out of what came from outside."""
        environment = my_task.workflow.top_workflow.script_engine.environment
        seen = {**my_task.data, **came}
        return {
            name: feel.to_plain(guarded(my_task, partial(environment.evaluate, text, seen))) for name, text in named
        }

    def is_true(self, my_task: CaseTask, expression: str) -> bool:
        """Whether a condition holds. Null counts as no; anything but true, false and null is an error."""
        value = self.ask(my_task, expression)
        if value is not None and not isinstance(value, bool):
            raise Stuck(self.element.id, f"the condition '{expression[:120]}' gave neither true nor false")
        return value is True


class Silent(Node):
    """A node that is not in the drawing: a start, a pass-through for a second flow between the same two elements."""

    def __init__(self, spec: CaseSpec, element: Element, name: str) -> None:
        super().__init__(spec, element, name, visible=False)


class Beginning(Silent):
    """Before all that begins with a process or subprocess. Of its start events one happens.

    `starts` are their names, the one first that is taken unless another is named.
    """

    def __init__(self, spec: CaseSpec, element: Element, name: str) -> None:
        super().__init__(spec, element, name)
        self.starts: list[str] = []

    def _go_on(self, my_task: CaseTask) -> None:
        named = self.action(my_task).start if my_task.workflow.parent_task_id is None else ""
        start = named if named in self.starts else next(iter(self.starts), "")
        for name in self._outputs:
            if name == start or name not in self.starts:
                my_task._add_child(self._wf_spec.task_specs[name], TaskState.FUTURE)


class Manual(Node):
    """A user, manual or undefined task: waits until a person completes it."""

    def __init__(self, spec: CaseSpec, element: Element, name: str = "") -> None:
        super().__init__(spec, element, name, manual=True)

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        goes_on = super()._update_hook(my_task)
        if expression := self.element.details.get("priority", ""):
            found = self.ask(my_task, expression)
            try:
                my_task.internal_data["priority"] = priority.valued(found)
            except priority.NotAPriority as problem:
                raise Stuck(self.element.id, f"its priority '{expression[:80]}' gave {problem}") from problem
        return bool(goes_on)

    def _on_cancel(self, my_task: CaseTask) -> None:
        self.action(my_task).note(self.element.id, "cancelled", self.element.name)


class Script(Node):
    """A script in FEEL: a context whose entries become case data, or one expression with a result variable."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        script, result = self.element.details.get("script", ""), self.element.details.get("result_variable", "")
        if result:
            value = self.ask(my_task, script)
            self.action(my_task).assign({result: feel.to_plain(value)})
        else:
            my_task.workflow.top_workflow.script_engine.execute(my_task, script)
        return True


class Decision(Node):
    """A business rule task: asks for a decision, and keeps its result under the result variable or by its names."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        action, details = self.action(my_task), self.element.details
        seen = {**action.data, **my_task.data}
        key = details["decision"]
        result = feel.to_plain(guarded(my_task, lambda: action.tools.decide(key, seen)))
        name = details.get("result_variable", "")
        if name or not isinstance(result, dict):
            result = {name or key: result}
        action.assign(result)
        return True


class End(Node):
    """An end event that only ends its own path."""

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        super()._on_complete_hook(my_task)
        self.action(my_task).end_events.append(self.element.id)


class Terminate(End):
    """A terminate end event: everything else in its process or subprocess is withdrawn."""

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        super()._on_complete_hook(my_task)
        my_task.workflow.withdraw()


class Subprocess(Node):
    """An embedded subprocess or a called process of the same file; both see the one data of the case."""

    def __init__(self, spec: CaseSpec, element: Element, name: str, called: str) -> None:
        super().__init__(spec, element, name)
        self.called = called

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        super()._update_hook(my_task)
        my_task.workflow.top_workflow.create_subprocess(my_task, self.called)
        my_task._set_state(TaskState.STARTED)
        return None

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        super()._on_complete_hook(my_task)
        my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)

    def _on_cancel(self, my_task: CaseTask) -> None:
        inner = my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        if inner is not None:
            inner.withdraw()
        self.action(my_task).note(self.element.id, "cancelled", self.element.name)
