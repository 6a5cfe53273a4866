"""Starting a case and moving it on: pure functions from a state document and data to the next ones.

Nothing is kept when a call raises: the caller still has the document and the data it came with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from engine.bpmn import state as documents
from engine.bpmn import waits
from engine.bpmn.compile import Spec
from engine.bpmn.correlation import fits
from engine.bpmn.environment import MAX_KEPT, Action
from engine.bpmn.events import NOTHING, Beside, catching, escalate_at, fire_all, raise_at
from engine.bpmn.failures import BudgetSpent, NothingCatches, Stuck
from engine.bpmn.gateways import Inclusive, Parallel
from engine.bpmn.outcome import Outcome, Tools, WaitingJob
from engine.bpmn.plain import plain
from engine.bpmn.prune import prune
from engine.bpmn.spiff import SpiffWorkflowException, TaskState
from engine.bpmn.workflow import CaseTask, CaseWorkflow
from engine.errors import Conflict, EngineError

PRUNE_EVERY = 200
_NOT_WAITING = "This task is not waiting any more: somebody else did it, or the case has moved on."


def start(spec: Spec, *, data: Mapping[str, object], now: datetime, tools: Tools, at: str = "") -> Outcome:
    """Start a case and run it to where it waits. `at` is the start event that happened; else its plain one is taken.

    Raises Refused for data that may not be kept, Stuck when it fails.
    """
    action = Action(plain(data), now, tools, start=at)
    case = CaseWorkflow(spec.top, dict(spec.scopes), action)
    case.begin()
    return _moved(case)


def complete(
    spec: Spec,
    state: bytes,
    data: Mapping[str, object],
    task: str,
    answers: Mapping[str, object],
    *,
    now: datetime,
    tools: Tools,
) -> Outcome:
    """Complete a waiting task with answers, which replace case data key by key, and run on.

    Raises Conflict when the task does not wait (any more), Refused for answers that may not be kept, Stuck when the
    case cannot go on.
    """
    case = _load(spec, state, data, now, tools)
    found = _find(case, task)
    by_hand = waits.is_job(found)
    if not by_hand and not (found.has_state(TaskState.READY) and found.task_spec.manual):
        raise Conflict(_NOT_WAITING)
    case.action.assign(answers)
    _guarded(found, found._ready if by_hand else found.run)
    return _moved(case)


def complete_job(
    spec: Spec,
    state: bytes,
    data: Mapping[str, object],
    job: str,
    result: Mapping[str, object],
    *,
    now: datetime,
    tools: Tools,
) -> Outcome:
    """Take what a system answered to a job that waits, keep of it what the model says, and run on.

    Raises Conflict when the job does not wait (any more), Refused for values that may not be kept, Stuck when the case
    cannot go on.
    """
    case = _load(spec, state, data, now, tools)
    found = _find_job(case, job)
    _guarded(found, partial(found.task_spec.answer, found, plain(result)))
    return _moved(case)


def raise_error(
    spec: Spec,
    state: bytes,
    data: Mapping[str, object],
    job: str,
    code: str,
    values: Mapping[str, object],
    *,
    now: datetime,
    tools: Tools,
    came: Mapping[str, object] = NOTHING,
) -> Outcome:
    """End a job that waits with a BPMN error, which goes to what catches it; `values` become case data, and of what
    `came` beside them what the event that catches it names.

    Raises as `complete_job`, and NothingCatches when nothing in the model catches this code; the case is then unharmed.
    """
    case = _load(spec, state, data, now, tools)
    found = _find_job(case, job)
    case.action.assign(values)
    caught: list[bool] = []
    _guarded(found, lambda: caught.append(raise_at(found, code, came)))
    if not any(caught):
        raise NothingCatches(f"Nothing in the model catches the error '{code}'.")
    case.action.note(found.task_spec.element.id, "error", code)
    return _moved(case)


def escalate(
    spec: Spec, state: bytes, data: Mapping[str, object], job: str, code: str, *, now: datetime, tools: Tools
) -> Outcome:
    """Bring an escalation out of a job that waits to what catches it; where nothing does, all stays as it is.

    Raises as `complete_job`.
    """
    case = _load(spec, state, data, now, tools)
    found = _find_job(case, job)
    _guarded(found, partial(escalate_at, found, code))
    return _moved(case)


def fire_timers(spec: Spec, state: bytes, data: Mapping[str, object], *, now: datetime, tools: Tools) -> Outcome:
    """Fire every timer that is due by `now`, the oldest first, and run on after each."""
    case = _load(spec, state, data, now, tools)
    while due := _due(case, now):
        timer = min(due, key=lambda task: task.task_spec.due_at(task))
        case.action.spend(timer.task_spec.bpmn_id)
        _guarded(timer, partial(timer.task_spec.fire, timer))
        advance(case)
    return _moved(case)


def deliver_message(
    spec: Spec,
    state: bytes,
    data: Mapping[str, object],
    *,
    name: str,
    payload: Mapping[str, object],
    keys: Mapping[str, object] | None = None,
    kind: str = "message",
    now: datetime,
    tools: Tools,
) -> Outcome:
    """Give a message (or signal) to the case: the first that waits for its name goes on; a signal reaches all.

    `keys` must all be equal to what that place of the case knows its own by, or else to the case data of the same
    names. Raises Conflict when nothing waits for it.
    """
    case = _load(spec, state, data, now, tools)
    found = [task for task in catching(case, kind, name) if fits(task.task_spec.known(task), keys or {})]
    if not found:
        raise Conflict(f"The case does not wait for the {kind} '{name}' now.")
    case.action.assign(payload)
    _guarded(found[0], partial(fire_all, found if kind == "signal" else found[:1]))
    return _moved(case)


def jobs_now(
    spec: Spec, state: bytes, data: Mapping[str, object], *, now: datetime, tools: Tools
) -> tuple[WaitingJob, ...]:
    """The jobs that a case waits for, each with what it would be given today; it is not moved on. Raises Stuck."""
    case = _load(spec, state, data, now, tools)
    _ask_again(case)
    return tuple(waits.waiting_jobs(case))


def look_again(
    spec: Spec,
    state: bytes,
    data: Mapping[str, object],
    *,
    now: datetime,
    tools: Tools,
    change: Callable[[CaseWorkflow], object] | None = None,
) -> Outcome:
    """The case once `change` was made to its tokens, or its data have changed: what needs no person runs on.

    Raises Stuck when the case cannot go on so.
    """
    case = _load(spec, state, data, now, tools)
    if change is not None:
        change(case)
    case.action.changed = True
    _ask_again(case)
    return replace(_moved(case), rewritten=True)


def _ask_again(case: CaseWorkflow) -> None:
    for task in [task for scope in case.scopes() for task in scope.tasks.values() if waits.is_job(task)]:
        _guarded(task, partial(task.task_spec.ask_for, task))


def _load(spec: Spec, state: bytes, data: Mapping[str, object], now: datetime, tools: Tools) -> CaseWorkflow:
    return documents.load(spec, state, Action(dict(data), now, tools))


def _find(case: CaseWorkflow, task: str) -> CaseTask:
    for scope in case.scopes():
        for identifier, found in scope.tasks.items():
            if str(identifier) == task:
                return found
    raise Conflict(_NOT_WAITING)


def _find_job(case: CaseWorkflow, job: str) -> CaseTask:
    found = _find(case, job)
    if not waits.is_job(found):
        raise Conflict(_NOT_WAITING)
    return found


def _due(case: CaseWorkflow, now: datetime) -> list[CaseTask]:
    return [task for task, at in waits.running_timers(case) if at <= now]


def _guarded(task: CaseTask, work: Callable[[], object]) -> None:
    """Do one step of the engine; whatever goes wrong in the library names the element."""
    try:
        work()
    except Stuck:
        raise
    except EngineError as error:
        raise Stuck(task.task_spec.bpmn_id or "", error.message) from error
    except (SpiffWorkflowException, RecursionError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Stuck(task.task_spec.bpmn_id or "", f"the step failed ({type(error).__name__})") from error


def advance(case: CaseWorkflow) -> None:
    """Run everything that needs no person until all of the case waits."""
    steps = 0
    while True:
        _look_at_conditions(case)
        _close(case)
        ready = [task for scope in case.scopes() for task in scope.tasks.values() if _runs(task)]
        if not ready and not _join(case):
            return
        for task in ready:
            if _runs(task):
                case.action.spend(task.task_spec.bpmn_id or "")
                _guarded(task, task.run)
                _look_at_conditions(case)
                steps += 1
        if steps >= PRUNE_EVERY:
            prune(case)
            steps = 0


def _runs(task: CaseTask) -> bool:
    return task._state == TaskState.READY and not task.task_spec.manual


def _close(case: CaseWorkflow) -> None:
    """End each scope in which only event subprocesses still listen: they stop, and what holds it goes on."""
    for scope in case.scopes():
        if scope.busy():
            continue
        scope.withdraw()
        if scope is not case:
            host = case.get_task_from_id(scope.parent_task_id)
            if host._state == TaskState.STARTED:
                scope.completed = True
                host._set_state(TaskState.READY)


def _join(case: CaseWorkflow) -> bool:
    for scope in case.scopes():
        for task in scope.live_tasks():
            if isinstance(task.task_spec, Inclusive) and task._state == TaskState.WAITING:
                task.task_spec._update(task)
                if task._state != TaskState.WAITING:
                    return True
    return False


def _look_at_conditions(case: CaseWorkflow) -> None:
    """Fire the conditional events whose condition holds now, whenever data may have changed or one begins to wait."""
    while case.action.changed:
        case.action.changed = False
        waiting = [
            task
            for scope in case.scopes()
            if scope.spec.conditional
            for task in scope.live_tasks()
            if task.task_spec.element.event == "conditional"
        ]
        for task in waiting:
            if task._state == TaskState.WAITING and _rises(task):
                _guarded(task, partial(task.task_spec.fire, task))


def _rises(task: CaseTask) -> bool:
    """Whether a conditional event's condition has become true (a repeating one must have been false before)."""
    before = task.internal_data.get("held", False)
    holds = task.task_spec.is_true(task, task.task_spec.element.details.get("condition", ""))
    task.internal_data["held"] = holds
    return holds and not (before and isinstance(task.task_spec, Beside))


def _moved(case: CaseWorkflow) -> Outcome:
    advance(case)
    prune(case)
    action = case.action
    _refuse_deadlock(case)
    kept = sum(len(scope.tasks) for scope in case.scopes())
    if kept > MAX_KEPT:
        raise BudgetSpent("", f"more than {MAX_KEPT:,} tokens would be kept")
    return Outcome(
        state=documents.save(case),
        data=action.data,
        waiting=tuple(waits.waiting(case)),
        timers=tuple(waits.waiting_timers(case)),
        messages=tuple(waits.waiting_messages(case)),
        happened=tuple(action.happened),
        ended=not case.busy(),
        end_events=tuple(action.end_events),
        thrown=tuple(action.thrown),
        jobs=tuple(waits.waiting_jobs(case)),
        withdrawn=tuple(action.withdrawn),
        calls=tuple(waits.waiting_calls(case)),
        uncalled=tuple(action.uncalled),
        error=action.error,
        escalations=tuple(action.escalations),
    )


def _refuse_deadlock(case: CaseWorkflow) -> None:
    """A case in which nothing is left but gateways that wait for each other, or for what can never come, is stuck."""
    live = [
        task
        for scope in case.scopes()
        for task in scope.live_tasks()
        if task._state != TaskState.STARTED and not task.task_spec.listens
    ]
    if live and all(isinstance(task.task_spec, (Parallel, Inclusive)) for task in live):
        raise Stuck(live[0].task_spec.bpmn_id, "it waits for branches that can no longer arrive")
