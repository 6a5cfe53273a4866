"""Tell the targets that are watched on a case what has happened to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine import sla
from engine.bpmn import Outcome
from engine.cases.clock_dates import follow_clocks
from engine.cases.locking import LockedCase
from engine.definitions import RunningVersion
from engine.sla import CaseTurn, Known
from engine.store import Work

_NO_ELEMENTS = frozenset({"message", "signal", "escalation", "error", "cancelled"})


def observe(
    work: Work,
    case: LockedCase,
    version: RunningVersion,
    outcome: Outcome,
    *,
    over: Collection[int],
    heard: Collection[str],
    by: int | None,
) -> None:
    """Let one step of the engine act on the clocks of watched targets.

    `over` are the tasks that were done or withdrawn with it, `heard` the names of the messages that led to it.
    """
    done = [happened.element for happened in outcome.happened if happened.kind not in _NO_ELEMENTS]
    new = [waited.element for waited in outcome.waiting if waited.id not in case.waiting]
    asked = [job.element for job in outcome.jobs if job.inputs is not None]
    called = [call.element for call in outcome.calls if call.inputs is not None]
    thrown = {happened.name for happened in outcome.happened if happened.kind in ("message", "signal")}
    happening = CaseTurn(
        known=Known(outcome.data, work.now),
        done=_keys([*done, *outcome.end_events], version),
        reached=_keys([*done, *outcome.end_events, *new, *asked, *called], version),
        messages=frozenset(thrown | set(heard)),
        ended=outcome.ended,
        over=frozenset(over),
    )
    if sla.observe(work, case.id, happening, by=by):
        follow_clocks(work, case.id)


def _keys(elements: Iterable[str], version: RunningVersion) -> frozenset[str]:
    """The ids of elements, and the keys of those that are steps: a target outlives a new name of its step."""
    found = set(elements)
    return frozenset(found | {version.steps[one].step_key for one in found if one in version.steps})
