"""What a case waits for, told to whoever moves it on: tasks, timers, messages, jobs and calls."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.bpmn.events import Catch
from engine.bpmn.outcome import WaitingCall, WaitingJob, WaitingMessage, WaitingTask, WaitingTimer
from engine.bpmn.priority import NORMAL
from engine.bpmn.services import Call, Service
from engine.bpmn.spiff import TaskState
from engine.bpmn.workflow import CaseTask, CaseWorkflow


def is_job(task: CaseTask) -> bool:
    """Whether a token waits for what a system, or a called case, answers."""
    return isinstance(task.task_spec, Service) and task._state == TaskState.WAITING


def running_timers(case: CaseWorkflow) -> list[tuple[CaseTask, datetime]]:
    """The tokens at timers that are running, with when each is due."""
    return [
        (task, at)
        for scope in case.scopes()
        for task in scope.tasks.values()
        if task._state == TaskState.WAITING
        and isinstance(task.task_spec, Catch)
        and (at := task.task_spec.due_at(task))
    ]


def waiting(case: CaseWorkflow) -> list[WaitingTask]:
    """The tasks that people can do now."""
    return [
        WaitingTask(
            id=str(task.id),
            element=task.task_spec.bpmn_id,
            name=task.task_spec.element.name,
            lane=_lane(case, task),
            values=dict(task.data),
            priority=task.internal_data.get("priority", NORMAL),
        )
        for scope in case.scopes_outermost_first()
        for task in scope.tasks.values()
        if task._state == TaskState.READY and task.task_spec.manual
    ]


def waiting_jobs(case: CaseWorkflow) -> list[WaitingJob]:
    """What systems are asked to do."""
    return [
        WaitingJob(
            id=str(task.id),
            element=task.task_spec.bpmn_id,
            name=task.task_spec.element.name,
            lane=_lane(case, task),
            kind=task.task_spec.job.kind,
            topic=task.task_spec.job.topic,
            retries=task.task_spec.job.retries,
            inputs=case.action.asked.get(str(task.id)),
            values=dict(task.data),
        )
        for scope in case.scopes_outermost_first()
        for task in scope.tasks.values()
        if is_job(task) and not isinstance(task.task_spec, Call)
    ]


def waiting_calls(case: CaseWorkflow) -> list[WaitingCall]:
    """The calls of processes that are not in the file."""
    return [
        WaitingCall(
            id=str(task.id),
            element=task.task_spec.element.id,
            name=task.task_spec.element.name,
            lane=_lane(case, task),
            process=task.task_spec.job.topic,
            binding=task.task_spec.job.binding,
            bound_to=task.task_spec.job.bound_to,
            inputs=case.action.asked.get(str(task.id)),
            values=dict(task.data),
        )
        for scope in case.scopes_outermost_first()
        for task in scope.tasks.values()
        if is_job(task) and isinstance(task.task_spec, Call)
    ]


def _lane(case: CaseWorkflow, task: CaseTask) -> str:
    """The innermost lane of a task; a called process without lanes has those of its caller."""
    while not task.task_spec.lane and task.workflow.parent_task_id is not None:
        task = case.get_task_from_id(task.workflow.parent_task_id)
    return str(task.task_spec.lane or "")


def waiting_timers(case: CaseWorkflow) -> list[WaitingTimer]:
    """The timers that are running."""
    return [WaitingTimer(str(task.id), task.task_spec.bpmn_id, at.astimezone(UTC)) for task, at in running_timers(case)]


def waiting_messages(case: CaseWorkflow) -> list[WaitingMessage]:
    """The messages and signals that the case would react to."""
    return [
        WaitingMessage(
            str(task.id), task.task_spec.element.id, task.task_spec.listens_to, kind, task.internal_data.get("keys", {})
        )
        for scope in case.scopes_outermost_first()
        for task in scope.tasks.values()
        if task._state == TaskState.WAITING
        and isinstance(task.task_spec, Catch)
        and (kind := task.task_spec.element.event or "message") in ("message", "signal")
    ]
