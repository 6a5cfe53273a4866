"""Events that are waited for or thrown, boundary events and the event-based gateway."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from engine.bpmn.correlation import kept_for, key_values, sent_values
from engine.bpmn.cron import is_cron
from engine.bpmn.due import NotATime, following, is_literal, is_working_time, schedule
from engine.bpmn.failures import Stuck
from engine.bpmn.listening import heard_name
from engine.bpmn.model import Element
from engine.bpmn.nodes import End, Node
from engine.bpmn.outcome import Thrown
from engine.bpmn.spiff import TaskState
from engine.bpmn.workflow import CaseSpec, CaseTask, CaseWorkflow

NOTHING: Mapping[str, object] = {}
"""What comes with an error or escalation of the case itself: all that it brings is the case's data already."""


class Catch(Node):
    """Waits for its event: a timer, a message, a signal, a condition; at a boundary also an error or escalation."""

    def __init__(self, spec: CaseSpec, element: Element, name: str = "", *, visible: bool = True) -> None:
        super().__init__(spec, element, name, visible=visible)
        spec.conditional = spec.conditional or element.event == "conditional"

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        if my_task._state == TaskState.WAITING:
            return None
        super()._update_hook(my_task)
        my_task._set_state(TaskState.WAITING)
        if self.element.event == "timer":
            self._arm(my_task)
        elif self.element.event == "conditional":
            self.action(my_task).changed = True
        elif keys := key_values(self, my_task):
            my_task.internal_data["keys"] = keys
        return None

    def known(self, my_task: CaseTask) -> dict[str, object]:
        """What a message's keys are compared to here: the case data, and over it what the model says."""
        return {**self.action(my_task).data, **my_task.data, **my_task.internal_data.get("keys", {})}

    def _arm(self, my_task: CaseTask) -> None:
        action, details = self.action(my_task), self.element.details
        text, kind = details.get("timer", ""), details.get("timer_kind", "duration")
        value = self._time(my_task, text)
        try:
            found = schedule(kind, value, action.now)
        except (NotATime, OverflowError) as error:
            # what an expression gave may be an answer, so it is never told
            told = (
                str(error) if is_literal(text) else f"the expression '{text[:60]}' gave no date or duration to wait for"
            )
            raise Stuck(self.element.id, f"its time cannot be used: {told}") from error
        my_task.internal_data.update(due=found.first.isoformat(), every=found.every, left=found.left)
        if target := action.counted.get(found.first):
            my_task.internal_data["counted"] = {"target": target, "begun": action.now.isoformat(), "stood": []}

    def put_off(self, my_task: CaseTask, since: datetime) -> None:
        """Let a timer fire later, as its case has stood still since then; one for a date, or by cron, stays.

        What was counted in working time is counted anew without that pause, as the clocks of a promise are.
        """
        inner, action = my_task.internal_data, self.action(my_task)
        stays = self.element.details.get("timer_kind") == "date" or is_cron(inner.get("every") or "")
        if counted := inner.get("counted"):
            counted["stood"].append([since.isoformat(), action.now.isoformat()])
            begun = datetime.fromisoformat(counted["begun"])
            stood = [(datetime.fromisoformat(begin), datetime.fromisoformat(end)) for begin, end in counted["stood"]]
            inner["due"] = action.recount(self.element, self.lane, counted["target"], begun, stood).isoformat()
        elif inner.get("due") and not stays:
            inner["due"] = (datetime.fromisoformat(inner["due"]) + (action.now - since)).isoformat()

    def _time(self, my_task: CaseTask, text: str) -> object:
        self.action(my_task).counted.clear()
        if is_working_time(text):
            return self.action(my_task).due_after(self.element, self.lane, text)
        return text if is_literal(text) else self.ask(my_task, text)

    def due_at(self, my_task: CaseTask) -> datetime | None:
        """When this timer fires next; None for what is not a timer."""
        due = my_task.internal_data.get("due")
        return datetime.fromisoformat(due) if due else None

    @property
    def listens_to(self) -> str:
        """The name or code of the event, or its element when the file gives none."""
        return heard_name(self.element)

    def take(self, my_task: CaseTask, came: Mapping[str, object]) -> None:
        """Keep of what came with an error what the model names."""
        if named := json.loads(self.element.details.get("outputs", "{}")):
            self.action(my_task).assign(self.taken(my_task, named.items(), came))

    def fire(self, my_task: CaseTask) -> None:
        """The event has come."""
        my_task._ready()

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        my_task.internal_data.clear()
        super()._on_complete_hook(my_task)


class Beside(Catch, ABC):
    """An event that waits beside what runs: it ends that and goes on here, or starts a path of its own beside it."""

    def fire(self, my_task: CaseTask) -> None:
        """Interrupting: withdraw what runs and go on here. Otherwise start a path, and wait again if it repeats."""
        if self.element.interrupting:
            my_task._ready()
            self._interrupt(my_task)
        elif self._again(my_task):
            if self.visible:
                self.note(my_task)
            self._set_off(my_task)
        else:
            my_task._ready()

    @abstractmethod
    def _interrupt(self, my_task: CaseTask) -> None:
        """Withdraw what this event ends."""

    def _set_off(self, my_task: CaseTask) -> None:
        """Start the paths of one occurrence beside this event, which goes on waiting and may be withdrawn alone."""
        for name in self._outputs:
            child = my_task.parent._add_child(self._wf_spec.task_specs[name], TaskState.FUTURE)
            child.internal_data["from"] = self.name
            child.task_spec._update(child)

    def _again(self, my_task: CaseTask) -> bool:
        if self.element.event != "timer":
            return True
        inner = my_task.internal_data
        left = inner.get("left")
        if not inner.get("every") or left == 1:
            return False
        now, due = self.action(my_task).now, datetime.fromisoformat(inner["due"])
        due, missed = following(inner["every"], due, now, inner.get("missed", 0))
        inner.update(due=due.isoformat(), left=None if left is None else left - 1, missed=missed)
        return True


class Boundary(Beside):
    """An event at the border of an activity."""

    def _interrupt(self, my_task: CaseTask) -> None:
        my_task.parent.task_spec.interrupted(my_task.parent, my_task)


class Listener(Beside):
    """The start event of an event subprocess, as the scope around it listens for it for as long as it runs.

    It keeps nothing alive. The trace shows the start event itself, when the event subprocess begins.
    """

    listens = True

    def __init__(self, spec: CaseSpec, element: Element, name: str) -> None:
        super().__init__(spec, element, name, visible=False)

    def _interrupt(self, my_task: CaseTask) -> None:
        my_task.workflow.withdraw(but=my_task)


class Split(Node):
    """Holds an activity and its boundary events together."""

    def __init__(self, spec: CaseSpec, element: Element, name: str, main: str) -> None:
        super().__init__(spec, element, name, visible=False)
        self.main = main

    def member_done(self, my_task: CaseTask, member: CaseTask) -> None:
        """When the activity is done its boundary events stop waiting."""
        if member.task_spec.name == self.main:
            for sibling in self.waiting(my_task):
                sibling.cancel()

    def interrupted(self, my_task: CaseTask, event: CaseTask) -> None:
        """Withdraw the activity and the other events: one event has ended it."""
        for sibling in my_task.children:
            if sibling is not event and sibling.live and sibling.task_spec.name in self._outputs:
                sibling.cancel()

    def waiting(self, my_task: CaseTask) -> list[CaseTask]:
        """The boundary events that are still waiting."""
        return [task for task in my_task.children if task.live and isinstance(task.task_spec, Boundary)]

    def holds(self, my_task: CaseTask) -> bool:
        """Whether the group is still needed: its activity is not done."""
        return any(task.live and task.task_spec.name in self._outputs for task in my_task.children)


class Race(Node):
    """An event-based gateway: the first of its events to come wins, the others stop waiting."""

    def member_done(self, my_task: CaseTask, member: CaseTask) -> None:
        """One event has come."""
        for sibling in my_task.children:
            if sibling is not member and sibling.live and sibling.task_spec.name in self._outputs:
                sibling.cancel()

    def holds(self, my_task: CaseTask) -> bool:
        """Whether events of this gateway are still waiting."""
        return any(task.live and task.task_spec.name in self._outputs for task in my_task.children)


class Throw(Node):
    """A send task, or an intermediate event that throws a message, a signal or an escalation, or nothing."""

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        super()._on_complete_hook(my_task)
        throw(self, my_task)


class ThrowingEnd(End):
    """An end event that throws."""

    def _on_complete_hook(self, my_task: CaseTask) -> None:
        super()._on_complete_hook(my_task)
        throw(self, my_task)


def throw(node: Node, my_task: CaseTask) -> None:
    """Say that something was thrown; errors and escalations go to the nearest activity that catches them."""
    kind = "message" if node.element.kind == "sendTask" else node.element.event
    if kind not in ("message", "signal", "error", "escalation"):
        return
    name = node.element.details.get(kind, "") or node.element.name
    node.action(my_task).note(node.element.id, kind, name)
    if kind in ("message", "signal"):
        keys, payload = key_values(node, my_task), sent_values(node, my_task)
        node.action(my_task).thrown.append(Thrown(node.element.id, kind, name, keys, payload, _kept_for(node)))
    if kind == "signal":
        fire_all(catching(my_task.workflow.top_workflow, "signal", name))
    elif kind in ("error", "escalation") and not _bring(my_task, kind, name):
        _leave(my_task, kind, node.element.details.get(kind, ""))


def _leave(my_task: CaseTask, kind: str, code: str) -> None:
    """Let what nothing here catches leave the case: an error ends it."""
    top = my_task.workflow.top_workflow
    if kind == "error":
        top.action.error = code
        top.withdraw()
    else:
        top.action.escalations.append(code)


def _kept_for(node: Node) -> timedelta | None:
    text = node.element.details.get("kept_for", "")
    with suppress(NotATime):  # a finding has told of it, and a walk-through goes on
        return kept_for(text) if text else None
    return None


def fire_all(found: list[CaseTask]) -> None:
    """Let an event come to all that wait for it; what one of them withdraws does not get it any more."""
    for task in found:
        if task._state == TaskState.WAITING:
            task.task_spec.fire(task)


def catching(case: CaseWorkflow, kind: str, name: str) -> list[CaseTask]:
    """The tokens of a case that wait for this message or signal."""
    return [
        task
        for scope in case.scopes()
        for task in scope.live_tasks()
        if task._state == TaskState.WAITING
        and isinstance(task.task_spec, Catch)
        and (task.task_spec.element.event or "message") == kind
        and task.task_spec.listens_to == name
    ]


def raise_at(my_task: CaseTask, code: str, came: Mapping[str, object]) -> bool:
    """Bring an error that came up in an activity itself to what catches it: at its own border, else further out.

    `came` are values that came with it. Answers whether anything did; the activity is then over.
    """
    caught = _caught(_at_border(my_task), "error", code, came) or _bring(my_task, "error", code, came)
    if caught and my_task.live:
        my_task.cancel()
    return caught


def escalate_at(my_task: CaseTask, code: str) -> bool:
    """Bring an escalation that came up in an activity itself to what catches it; answers whether anything did."""
    return _caught(_at_border(my_task), "escalation", code) or _bring(my_task, "escalation", code)


def _bring(my_task: CaseTask, kind: str, code: str, came: Mapping[str, object] = NOTHING) -> bool:
    """Bring an error or escalation to the nearest that catches it, from the scope it is thrown in outwards.

    Answers whether any did. In each scope its event subprocesses come first, then the border of what holds it (BPMN
    2.0.2, 10.5.6). An event subprocess never catches what is thrown in itself.
    """
    scope, left = my_task.workflow, ""
    while True:
        beside = [task for task in scope.live_tasks() if task.task_spec.listens]
        if _caught([task for task in beside if task.task_spec.element.parent != left], kind, code, came):
            return True
        if scope.parent_task_id is None:
            return False
        host = scope.top_workflow.get_task_from_id(scope.parent_task_id)
        if _caught(_at_border(host), kind, code, came):
            return True
        scope, left = host.workflow, host.task_spec.element.id


def _caught(waiting: list[CaseTask], kind: str, code: str, came: Mapping[str, object] = NOTHING) -> bool:
    """Fire the one of these events that catches this code, else the one that catches every code of its kind."""
    for wanted in dict.fromkeys((code, "")):
        for event in waiting:
            element = event.task_spec.element
            waits = event._state == TaskState.WAITING and element.event == kind
            if waits and element.details.get(kind, "") == wanted:
                event.task_spec.take(event, came)
                event.task_spec.fire(event)
                return True
    return False


def cancel_border(my_task: CaseTask) -> None:
    """Leave the transaction that this task is in by the cancel event at its border."""
    scope = my_task.workflow
    if scope.parent_task_id is not None:
        _caught(_at_border(scope.top_workflow.get_task_from_id(scope.parent_task_id)), "cancel", "")


def _at_border(host: CaseTask) -> list[CaseTask]:
    """The boundary events waiting at an activity, or at the loop it is one instance of."""
    above = host.parent
    while above is not None and above.task_spec.repeats:
        above = above.parent
    return above.task_spec.waiting(above) if above is not None and isinstance(above.task_spec, Split) else []
