"""A step that a system does: it asks, waits for the answer, and goes on with what came back, or with an error."""

from __future__ import annotations

from collections.abc import Mapping

from engine import feel
from engine.bpmn.environment import Action
from engine.bpmn.model import Job
from engine.bpmn.nodes import Node
from engine.bpmn.plain import plain
from engine.bpmn.spiff import TaskState
from engine.bpmn.workflow import CaseTask


class Service(Node):
    """Works out its inputs when it is reached, then waits until somebody says how the job went."""

    @property
    def job(self) -> Job:
        """What it asks; a step that asks nothing is none of these."""
        if self.element.job is None:
            raise LookupError(f"the step {self.element.id} asks no system")
        return self.element.job

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        if my_task._state == TaskState.WAITING:
            return None
        super()._update_hook(my_task)
        my_task._set_state(TaskState.WAITING)
        self.ask_for(my_task)
        return None

    def ask_for(self, my_task: CaseTask) -> None:
        """Work out what the job is given, by what the case knows now."""
        inputs = {name: feel.to_plain(self.ask(my_task, text)) for name, text in self.job.inputs}
        self.action(my_task).asked[str(my_task.id)] = plain(inputs)

    def answer(self, my_task: CaseTask, result: Mapping[str, object]) -> None:
        """Keep what the job answered, as the model says, and go on."""
        action, job = self.action(my_task), self.job
        kept: dict[str, object] = {job.result: dict(result)} if job.result else {}
        if job.outputs:
            kept |= self.taken(my_task, job.outputs, {**result, **kept})
        elif not job.result and job.kind != "http":
            kept = dict(result)
        action.assign(kept)
        my_task._ready()

    def _on_cancel(self, my_task: CaseTask) -> None:
        action = self.action(my_task)
        action.asked.pop(str(my_task.id), None)
        self._no_longer_needed(action).append(str(my_task.id))
        action.note(self.element.id, "cancelled", self.element.name)

    def _no_longer_needed(self, action: Action) -> list[str]:
        return action.withdrawn


class Call(Service):
    """A call of a process that is not in the file: it waits until the case of that process has ended."""

    def ask_for(self, my_task: CaseTask) -> None:
        """Work out what the called case begins with."""
        super().ask_for(my_task)
        if self.job.all_in:
            action, key = self.action(my_task), str(my_task.id)
            action.asked[key] = plain({**action.data, **my_task.data, **action.asked[key]})

    def answer(self, my_task: CaseTask, result: Mapping[str, object]) -> None:
        """Keep of what the called case knew at its end what the model says, and go on."""
        kept = dict(result) if self.job.all_out else self.taken(my_task, self.job.outputs, result)
        self.action(my_task).assign(kept)
        my_task._ready()

    def _no_longer_needed(self, action: Action) -> list[str]:
        return action.uncalled
