"""Settling a step of a case, with what it means for the cases that it calls and for the one that called it.

A call that is reached begins its case, a call that is withdrawn ends it, and a case that has ended lets its caller go
on: all in the unit of work of the step. The first of all these cases is held (`engine.cases.locking`), so the others
are held in any order. What is left to do stands in a list, so that no model makes Python recurse.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import update

from engine import bpmn, definitions
from engine.audit import Entry
from engine.bpmn import NothingCatches, Outcome, Stuck, WaitingCall, WaitingTask
from engine.cases import tables
from engine.cases.calls.beginning import begin_called, entries_of, version_called
from engine.cases.calls.family import Call, Called, all_called, call_of, called_by
from engine.cases.calls.passing import given_out
from engine.cases.closing import end_now
from engine.cases.incidents import record_incident
from engine.cases.jobs.replying import run_answer
from engine.cases.locking import LockedCase, lock_case
from engine.cases.measuring import measure_called
from engine.cases.opening import OpenedTask
from engine.cases.settling import Cause, Settled, settle_one
from engine.cases.statuses import CANCELLED, ENDED, GOES_ON, STANDS_STILL, STUCK
from engine.cases.tools import toolbox
from engine.definitions import RunningVersion
from engine.errors import Conflict
from engine.store import Work

MOST_AT_ONCE = 100
"""Cases that one action begins by calls at most; trying again what is stuck then begins the next."""
CALL = {"action": "call"}
"""What an incident remembers of calls that could not begin: they are reached once more."""


def settle(work: Work, case: LockedCase, version: RunningVersion, outcome: Outcome, cause: Cause) -> Settled:
    """Write the outcome of one step of the engine for a case that this unit of work holds, as `settle_one` does, and
    let the cases that it calls begin or end, and the one that called it go on.

    The tasks that opened are those of all these cases. Raises as `settle_one`.
    """
    family = _Family(work, cause.by, cause.from_team_id)
    family.write(case, version, outcome, cause)
    return family.follow(case.id)


def no_more_called(work: Work, case_id: int, outcome: Outcome) -> list[Called]:
    """The called cases of a case that have not ended, and that nothing calls any more after this step of it."""
    needed = {call.id for call in outcome.calls}
    return [one for one in called_by(work, case_id) if one.engine_task not in needed and one.status not in ENDED]


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of a case that is written, and whose calls are still to be followed."""

    case: LockedCase
    version: RunningVersion
    outcome: Outcome
    call: Call | None


@dataclass(slots=True)
class _Family:
    """What one action does to cases that call each other."""

    work: Work
    by: int | None
    from_team_id: int | None
    todo: deque[_Step] = field(default_factory=deque)
    settled: dict[int, Settled] = field(default_factory=dict)
    opened: list[OpenedTask] = field(default_factory=list)
    over: set[int] = field(default_factory=set)
    begun: int = 0

    def write(self, case: LockedCase, version: RunningVersion, outcome: Outcome, cause: Cause) -> None:
        """Write one step of one case, and remember to follow its calls."""
        call = call_of(self.work, case.id) if case.root_id is not None else None
        if case.walk_through and outcome.calls:
            outcome = _by_hand(self.work, case, outcome)
        settled = settle_one(self.work, case, version, outcome, cause, lent=call.lent if call else None)
        self.settled[case.id] = settled
        self.opened += settled.opened
        self.todo.append(_Step(case, version, outcome, call))

    def follow(self, case_id: int) -> Settled:
        """Do what is left to do; answers how the case stands then, with all tasks that opened."""
        while self.todo:
            step = self.todo.popleft()
            if step.case.id not in self.over:
                self._withdraw(step)
                self._begin(step)
                self._answer(step)
        return replace(self.settled[case_id], opened=tuple(self.opened))

    def _withdraw(self, step: _Step) -> None:
        """End the cases of the calls that are needed no more."""
        outcome = step.outcome
        if not outcome.uncalled and not outcome.rewritten:
            return
        gone = [one.case_id for one in no_more_called(self.work, step.case.id, outcome)]
        for number in sorted({*gone, *all_called(self.work, gone)}):
            why = f"The call by case {step.case.reference} was withdrawn."
            end_now(self.work, number, CANCELLED, why, by=self.by)
            self.over.add(number)

    def _begin(self, step: _Step) -> None:
        """Begin the cases of the calls that were reached, and take in what those said that have ended meanwhile."""
        calls, there = step.outcome.calls, {}
        if calls and (step.outcome.rewritten or step.case.status in STANDS_STILL):
            there = {one.engine_task: one for one in called_by(self.work, step.case.id)}
        for call in calls:
            if call.inputs is not None and call.id not in there and not self._call(step, call):
                return
        for call in calls:
            if call.id in there and there[call.id].status in ENDED:
                self._tell(there[call.id].case_id)

    def _call(self, step: _Step, call: WaitingCall) -> bool:
        """Begin the case of one call; whether that went well. If not, the case that calls is stuck."""
        if self.begun >= MOST_AT_ONCE:
            cause = f"one step would begin more than {MOST_AT_ONCE} called cases at once"
            self._stick(step.case, Stuck(call.element, cause), CALL)
            return False
        try:
            case, version, answered = begin_called(self.work, step.case, step.version, call)
        except Stuck as stuck:
            self._stick(step.case, stuck, CALL)
            return False
        self.begun += 1
        case = measure_called(self.work, case, version, by=self.by)
        box = toolbox(self.work, case_id=case.id)
        told = entries_of(step.case, case, version, answered, self.by)
        try:
            outcome = bpmn.start(version.spec, data=case.data, now=self.work.now, tools=box.tools)
        except Stuck as stuck:
            self._stick(case, stuck, {"action": "start", "team_id": self.from_team_id, "at": ""}, told)
            return True
        self.write(case, version, outcome, self._came_of([*told, *box.entries]))
        return True

    def _answer(self, step: _Step) -> None:
        """Tell the case that called this one that it has ended, or what it escalates."""
        if step.call is None:
            return
        for code in step.outcome.escalations:
            self._escalate(step.call, code)
        if step.outcome.ended:
            if step.outcome.error is not None:
                self._note_error(step.call, step.outcome.error)
            self._tell(step.case.id)

    def _note_error(self, call: Call, code: str) -> None:
        columns = tables.call.c
        self.work.execute(update(tables.call).where(columns.case_id == call.case_id).values(error=code))

    def _tell(self, case_id: int) -> None:
        """Let the case that called one which has ended go on, unless it stands still: it is told once it goes on."""
        call = call_of(self.work, case_id)
        caller = lock_case(self.work, call.caller_id) if call else None
        if call is None or caller is None or caller.state is None or caller.status not in GOES_ON:
            return
        case, version = lock_case(self.work, case_id), definitions.running_version(self.work, caller.version_id)
        known = given_out(case.data, definitions.running_version(self.work, case.version_id), version)
        pending: dict[str, Any] = {"action": "job", "engine_task": call.engine_task, "result": known}
        if call.error is not None:
            pending |= {"code": call.error, "result": {}, "came": known}
        box = toolbox(self.work, case_id=caller.id)
        facts = {"step": call.name or call.element, "reference": case.reference, "code": call.error}
        action = "case:case:answered" if call.error is None else "case:case:answered-with-error"
        entry = Entry(action, self.by, ("case", case_id), caller.id, "", facts)
        try:
            outcome = run_answer(self.work, version.spec, caller, pending, box.tools)
        except Stuck as stuck:
            self._stick(caller, stuck, pending, [entry])
        except NothingCatches:
            cause = f"the called case {case.reference} ended with the error ‘{call.error}’, which nothing here catches"
            self._stick(caller, Stuck(call.element, cause), pending, [entry])
        except Conflict:  # the call was withdrawn: nobody waits for the answer
            return
        else:
            self.write(caller, version, outcome, self._came_of([entry, *box.entries]))

    def _escalate(self, call: Call, code: str) -> None:
        """Bring an escalation to what catches it in the case that called."""
        caller = lock_case(self.work, call.caller_id)
        if caller.state is None or caller.status not in GOES_ON:
            return
        version = definitions.running_version(self.work, caller.version_id)
        box, known = toolbox(self.work, case_id=caller.id), (caller.state, caller.data, call.engine_task, code)
        try:
            outcome = bpmn.escalate(version.spec, *known, now=self.work.now, tools=box.tools)
        except Stuck as stuck:
            self._stick(caller, stuck, {"action": "timers"})
        except Conflict:
            return
        else:
            self.write(caller, version, outcome, self._came_of(box.entries))

    def _came_of(self, entries: Sequence[Entry]) -> Cause:
        """What a step of another case came of: the action on the first."""
        return Cause(self.by, self.from_team_id, entries)

    def _stick(self, case: LockedCase, stuck: Stuck, pending: dict[str, Any], entries: Sequence[Entry] = ()) -> None:
        record_incident(self.work, case, stuck, pending=pending, entries=entries)
        self.settled[case.id] = Settled(STUCK)


def _by_hand(work: Work, case: LockedCase, outcome: Outcome) -> Outcome:
    """In a walk-through a person does what a process would do that is not there yet."""
    called = {one.engine_task for one in called_by(work, case.id)}
    hand = [call for call in outcome.calls if call.id not in called and not _is_there(work, case, call)]
    if not hand:
        return outcome
    tasks = (WaitingTask(call.id, call.element, call.name, call.lane, call.values) for call in hand)
    left = tuple(call for call in outcome.calls if call not in hand)
    return replace(outcome, waiting=(*outcome.waiting, *tasks), calls=left)


def _is_there(work: Work, case: LockedCase, call: WaitingCall) -> bool:
    if call.id in case.waiting or call.inputs is None:
        return False
    try:
        version_called(work, case, call)
    except Stuck:
        return False
    return True
