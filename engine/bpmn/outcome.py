"""What a caller hands in beside the answers, and what it gets back after a case has moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.bpmn.priority import NORMAL


def _no_decision(key: str, _data: Mapping[str, object]) -> object:
    raise LookupError(f"there is no decision {key} here")


FUNCTIONS = frozenset({"due after"})
"""FEEL functions that are always handed in: `due after("5 working days")` is the moment that is due from now."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a model something is asked: the step (of a boundary event its activity) and the lane it lies in."""

    step: str = ""
    lane: str = ""


Pause = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Tools:
    """What a case may ask for while it moves.

    `decide(key, data)` evaluates a decision; `functions` are extra FEEL functions. `due_after(place, target)` counts
    working time for a place; FEEL knows it as `due after(target)`. `recount(place, target, begun, stood)` says when a
    target is due that began then, of a case that stood still from one moment to another, once or more.
    """

    decide: Callable[[str, Mapping[str, object]], object] = _no_decision
    functions: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    due_after: Callable[[Place, str], object] | None = None
    recount: Callable[[Place, str, datetime, Sequence[Pause]], datetime] | None = None


@dataclass(frozen=True, slots=True)
class WaitingTask:
    """A task a person can do now. `values` are those of this instance alone (a multi-instance item); `priority`, from 0
    to 100, is that of the moment when it was reached."""

    id: str
    element: str
    name: str
    lane: str
    values: Mapping[str, object] = field(default_factory=dict)
    priority: int = NORMAL


@dataclass(frozen=True, slots=True)
class WaitingTimer:
    """A timer that is running; `due_at` is aware, in UTC."""

    id: str
    element: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class WaitingMessage:
    """A message (or a signal, see `kind`) the case would react to now.

    `keys` are the values by which it knows its own, where the model says which.
    """

    id: str
    element: str
    name: str
    kind: str = "message"
    keys: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Thrown:
    """A message or signal (`kind`) that the case threw.

    `keys` are those the model gives it. `payload` is what it carries, `kept_for` how long it waits for somebody to take
    it; None where the model does not say.
    """

    element: str
    kind: str
    name: str
    keys: Mapping[str, object] = field(default_factory=dict)
    payload: Mapping[str, object] | None = None
    kept_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class WaitingJob:
    """Work that a system does. `inputs` is what it is given when it was asked for in this action, else None.

    `kind`, `topic` and `retries` are those of `model.Job`; `lane` and `values` those of a `WaitingTask`.
    """

    id: str
    element: str
    name: str
    lane: str
    kind: str
    topic: str
    retries: int
    inputs: Mapping[str, object] | None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A call of a process that is not in the file. `inputs` is what its case begins with when it was called in this
    action, else None; `lane` and `values` are those of a `WaitingTask`, `process` and the binding those of `model.Job`.
    """

    id: str
    element: str
    name: str
    lane: str
    process: str
    binding: str
    bound_to: str
    inputs: Mapping[str, object] | None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened, in order: `kind` is the BPMN tag of an element that was finished, or one of
    `message`, `signal`, `escalation`, `error` (thrown; `name` is then the name or code of what was thrown),
    `cancelled` (work that was withdrawn). `detail` is the flow that a gateway chose."""

    element: str
    kind: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case after one action: the new state document and data, what it waits for, and what happened.

    `withdrawn` are the ids of jobs that are no longer needed, `uncalled` those of calls. `rewritten`: tokens were
    changed by a repair, so that `jobs` and `calls` alone say which are needed now, each with what it would be given
    today. `error` is the code of an error that nothing in the model catches, None where there was none: the case has
    ended with it. `escalations` are the codes of those that nothing in the model catches.
    """

    state: bytes
    data: dict[str, object]
    waiting: tuple[WaitingTask, ...]
    timers: tuple[WaitingTimer, ...]
    messages: tuple[WaitingMessage, ...]
    happened: tuple[Happened, ...]
    ended: bool
    end_events: tuple[str, ...]
    thrown: tuple[Thrown, ...] = ()
    jobs: tuple[WaitingJob, ...] = ()
    withdrawn: tuple[str, ...] = ()
    rewritten: bool = False
    calls: tuple[WaitingCall, ...] = ()
    uncalled: tuple[str, ...] = ()
    error: str | None = None
    escalations: tuple[str, ...] = ()
