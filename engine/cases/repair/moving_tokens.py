"""Move a case on, or back, from where it waits to another step or event, past what lies between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine import bpmn, definitions
from engine.audit import Entry
from engine.bpmn import Outcome, Stuck, TokenPlace, Tools, WaitingJob, WaitingTask
from engine.cases.calls.following import no_more_called, settle
from engine.cases.incidents import resolve_incident
from engine.cases.jobs.opening import by_hand
from engine.cases.locking import LockedCase
from engine.cases.repair.holding import hold_for_repair
from engine.cases.settling import Cause, Settled
from engine.cases.statuses import SUSPENDED
from engine.cases.tools import toolbox
from engine.errors import Conflict, Refused
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work


@dataclass(frozen=True, slots=True)
class TokenMove:
    """What moving from one place to another does, by the names of steps.

    `opens` are the tasks that open, `withdraws` those that are withdrawn; `asks` are the steps for which a system is
    asked anew, `asks_no_more` those for which it no longer is. `waits_until` is when the next timer is due; `ends`: the
    case ends with it. `beside` are tasks that wait elsewhere in the case and stay. `uncalled` are the references of
    called cases that are cancelled.
    """

    at: str
    to: str
    opens: tuple[str, ...]
    withdraws: tuple[str, ...]
    asks: tuple[str, ...]
    asks_no_more: tuple[str, ...]
    beside: tuple[str, ...]
    waits_until: datetime | None
    ends: bool
    uncalled: tuple[str, ...]


def places(work: Work, case_id: int, *, by: Actor) -> tuple[TokenPlace, ...]:
    """Where a case waits, and where each of these tokens can be moved.

    Raises NotFound, NotPermitted, Conflict (it has ended, or was never started).
    """
    case = hold_for_repair(work, case_id, by=by)
    version = definitions.running_version(work, case.version_id)
    return bpmn.places(version.spec, _state(case), now=work.now)


def foresee_token_move(work: Work, case_id: int, *, token: str, to: str, by: Actor) -> TokenMove:
    """What `move_token` would do; changes nothing. Raises as that does, but for the reason."""
    case = hold_for_repair(work, case_id, by=by)
    version = definitions.running_version(work, case.version_id)
    outcome = _moved(version.spec, case, token, to, work.now, toolbox(work, case_id=case_id).tools)
    now = _now(version.spec, case, work)
    before, after = _named(now.waiting), _named(outcome.waiting)
    asked, asks = _named(now.jobs), _named(outcome.jobs)
    (place,) = (place for place in bpmn.places(version.spec, _state(case), now=work.now) if place.token == token)
    return TokenMove(
        at=place.name or place.element,
        to=definitions.element_name(version, to) or to,
        opens=tuple(name for task, name in after.items() if task not in before),
        withdraws=tuple(name for task, name in before.items() if task not in after),
        asks=tuple(name for job, name in asks.items() if job not in asked),
        asks_no_more=tuple(name for job, name in asked.items() if job not in asks),
        beside=tuple(name for task, name in after.items() if task in before),
        waits_until=min((timer.due_at for timer in outcome.timers), default=None),
        ends=outcome.ended,
        uncalled=tuple(one.reference for one in no_more_called(work, case_id, outcome)),
    )


def move_token(
    work: Work, case_id: int, *, token: str, to: str, reason: str, by: Actor, if_version: int | None = None
) -> Settled:
    """Withdraw what waits at a place and go on at another element of the same process or subprocess.

    What lies between is not done. A system is asked no more for a step that is left so, and asked anew, with a new key,
    for one that the case is moved onto. Raises NotFound (no such token or element), NotPermitted, StaleVersion,
    Conflict (it has ended or is suspended), Refused (no reason, or the case could not go on from there).
    """
    case = hold_for_repair(work, case_id, by=by, if_version=if_version)
    if case.status == SUSPENDED:
        raise Conflict("This case is suspended. Resume it first, then move it.")
    version = definitions.running_version(work, case.version_id)
    box = toolbox(work, case_id=case_id)
    place = next((one for one in bpmn.places(version.spec, _state(case), now=work.now) if one.token == token), None)
    outcome = _moved(version.spec, case, token, to, work.now, box.tools)
    why = reason_given(reason, ask="Enter why the case is moved there.")
    resolve_incident(work, case_id, by.user_id)
    facts = {
        "step": (place.name or place.element) if place else "",
        "to": definitions.element_name(version, to) or to,
    }
    entry = Entry("case:case:moved", by.user_id, ("case", case_id), case_id, why, facts)
    return settle(work, case, version, outcome, Cause(by.user_id, entries=[entry, *box.entries]))


def _state(case: LockedCase) -> bytes:
    if case.state is None:
        raise Conflict("This case has not been started, so nothing of it waits anywhere. Try it again instead.")
    return case.state


def _now(spec: bpmn.Spec, case: LockedCase, work: Work) -> Outcome:
    tools = toolbox(work, case_id=case.id).tools
    return by_hand(case, bpmn.look_again(spec, _state(case), case.data, now=work.now, tools=tools))


def _named(waiting: Sequence[WaitingTask | WaitingJob]) -> dict[str, str]:
    return {one.id: one.name or one.element for one in waiting}


def _moved(spec: bpmn.Spec, case: LockedCase, token: str, to: str, now: datetime, tools: Tools) -> Outcome:
    try:
        return by_hand(case, bpmn.move(spec, _state(case), case.data, token=token, to=to, now=now, tools=tools))
    except Stuck as stuck:
        raise Refused(f"The case could not go on from there: {stuck.cause}. Nothing was changed.") from stuck
