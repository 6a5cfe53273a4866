"""What a case waits for, told to whoever moves it on: tasks, timers, messages, jobs and calls."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from engine.bpmn.events import Catch
from engine.bpmn.model import Job
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
        WaitingJob(kind=job.kind, topic=job.topic, retries=job.retries, **asked)
        for service, job, asked in _asking(case)
        if not isinstance(service, Call)
    ]


def waiting_calls(case: CaseWorkflow) -> list[WaitingCall]:
    """The calls of processes that are not in the file."""
    return [
        WaitingCall(process=job.topic, binding=job.binding, bound_to=job.bound_to, **asked)
        for service, job, asked in _asking(case)
        if isinstance(service, Call)
    ]


def _asking(case: CaseWorkflow) -> Iterator[tuple[Service, Job, dict[str, Any]]]:
    """The steps that wait for an answer: what each asks by the model, and what jobs and calls tell alike of it."""
    for scope in case.scopes_outermost_first():
        for task in scope.tasks.values():
            if is_job(task):
                service: Service = task.task_spec
                asked = {
                    "id": str(task.id),
                    "element": service.element.id,
                    "name": service.element.name,
                    "lane": _lane(case, task),
                    "inputs": case.action.asked.get(str(task.id)),
                    "values": dict(task.data),
                }
                yield service, service.job, asked


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
