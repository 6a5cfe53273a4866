"""What a clock says, worked out from the append-only list of what happened to it. Pure: no database, no present moment.

- A clock pauses for a reason; several reasons may hold at once, and their time is counted once. Resuming without a
  reason ends them all. While paused it has no due date and what remains stands still.
- Extending sets a date agreed with somebody, never later than its cap. It is fixed: later pauses do not move it, and
  it never brings the due date forward.
- What was finished at the very moment it was due is in time. A breach, once recorded, stays, also when a later pause
  or extension moves the date.
- Re-planning says that the calendar was edited; which version counts is what the caller gives. It moves nothing else.
- Another goal may come to hold (`retargeted`): the clock goes on with the time that has gone by. Nothing is breached
  by a goal before that held: a due date that was past by then is breached at that moment.
- When several things happen at one moment they count in the order of `PRECEDENCE`: starting, resuming, extending,
  another goal, pausing, warnings, and stopping last; so a pause outlives a resumption and stopping outweighs
  everything. Meeting comes before cancelling. Nothing after the first stop counts: what goes on is a new clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from engine.sla.calendar import Calendar, due_at, elapsed, merge
from engine.sla.openings import Interval
from engine.sla.warning import USUAL, AtRisk, at_risk_moment, counting
from engine.targets import Target

PRECEDENCE = (
    "started", "replanned", "resumed", "extended", "retargeted", "paused", "at-risk", "breached", "met", "cancelled",
)  # fmt: skip
IN_TIME = "in-time"
AGREED = "in-agreed-time"
LATE = "late"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One thing that happened to a clock, at a moment that may lie before it was written down.

    `reason` says why (of a pause, a resumption, an extension, another goal). `until` is the expected end of a pause or
    the date an extension sets; `cap` is the latest date an extension may set.
    """

    kind: str
    at: datetime
    reason: str = ""
    until: datetime | None = None
    cap: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClockState:
    """Where a clock stands at a moment.

    `status` is `running`, `paused`, `met` or `cancelled`. `due_at` is None while paused. `first_due_at` is what was
    promised at the start, `unextended_due_at` what would be due had nothing been agreed (None when nothing was).
    `breached_at` is the due moment that passed. `actual` is the time gone by, `worked` the part of it the target
    counts, `remaining` what is left of that up to the due date (nothing when it is past).
    """

    status: str
    started_at: datetime
    due_at: datetime | None
    unextended_due_at: datetime | None
    first_due_at: datetime
    at_risk_at: datetime | None
    at_risk: bool
    breached_at: datetime | None
    extended: bool
    pauses: tuple[Interval, ...]
    paused_since: datetime | None
    stopped_at: datetime | None
    actual: timedelta
    worked: timedelta
    remaining: timedelta


@dataclass(slots=True)
class _Tape:
    """The events read so far."""

    started: datetime | None = None
    stopped: datetime | None = None
    outcome: str = ""
    extended: datetime | None = None
    retargeted: datetime | None = None
    breached: datetime | None = None
    warned: bool = False
    pauses: list[Interval] = field(default_factory=list)
    waiting: dict[str, datetime] = field(default_factory=dict)
    ended: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def read(self, event: ClockEvent) -> None:
        if event.kind == "started":
            self.started = event.at
        elif event.kind == "paused":
            self.waiting.setdefault(event.reason, event.at)
        elif event.kind == "resumed":
            self.resume(event)
        elif event.kind == "extended":
            self.extend(event)
        elif event.kind == "retargeted":
            self.retargeted = event.at
        elif event.kind in ("met", "cancelled"):
            self.stopped, self.outcome = event.at, event.kind
        elif event.kind in ("at-risk", "breached"):
            self.warn(event)

    def resume(self, event: ClockEvent) -> None:
        for reason in [event.reason] if event.reason else list(self.waiting):
            if (since := self.waiting.pop(reason, None)) is not None:
                self.pauses.append((since, event.at))
                self.ended.append((reason, since, event.at))

    def extend(self, event: ClockEvent) -> None:
        if event.until is not None:
            to = event.until if event.cap is None else min(event.until, event.cap)
            self.extended = to if self.extended is None else max(self.extended, to)

    def warn(self, event: ClockEvent) -> None:
        self.warned = True
        if event.kind == "breached" and self.breached is None:
            self.breached = event.at


def judge(
    events: Iterable[ClockEvent],
    calendar: Calendar,
    target: Target,
    now: datetime,
    *,
    warns: AtRisk = USUAL,
) -> ClockState:
    """Where the clock of these events stands at `now`. Events dated later than `now` do not count yet.

    Raises ValueError when none of them starts it.
    """
    tape, started = _play(events, now)
    since = min(tape.waiting.values(), default=None)
    stands_at = tape.stopped or since or now
    pauses = merge([*tape.pauses, *((waiting, tape.stopped or now) for waiting in tape.waiting.values())])
    ended = pauses if tape.stopped else merge(tape.pauses)
    planned = due_at(calendar, started, target, ended).astimezone(UTC)
    due = planned if tape.extended is None else max(planned, tape.extended.astimezone(UTC))
    counted = counting(calendar, target)
    is_paused = since is not None and tape.stopped is None
    late = max(due, tape.retargeted or due)
    breached = tape.breached or (late if tape.outcome != "cancelled" and stands_at > due else None)
    at_risk = at_risk_moment(calendar, target, started, due, ended, warns)
    return ClockState(
        status=tape.outcome or ("paused" if is_paused else "running"),
        started_at=started,
        due_at=None if is_paused else due,
        unextended_due_at=None if tape.extended is None else planned,
        first_due_at=due_at(calendar, started, target).astimezone(UTC),
        at_risk_at=None if is_paused else at_risk,
        at_risk=tape.warned or stands_at >= at_risk,
        breached_at=breached,
        extended=tape.extended is not None,
        pauses=pauses,
        paused_since=since if is_paused else None,
        stopped_at=tape.stopped,
        actual=(tape.stopped or now) - started,
        worked=elapsed(counted, started, stands_at, pauses),
        remaining=elapsed(counted, stands_at, due, ended),
    )


def outcome(events: Iterable[ClockEvent], calendar: Calendar, target: Target, now: datetime) -> str:
    """How a clock did by this calendar and target, whatever it was judged by then: `IN_TIME`, `AGREED` or `LATE`.

    In time is what stopped by the moment the target names, pauses taken out. What stopped later, but by a date that was
    agreed, is told apart. An open clock is judged as if it stopped now. Raises `NeverOpen`, ValueError as `judge` does.
    """
    tape, started = _play(events, now)
    stopped = tape.stopped or now
    pauses = merge([*tape.pauses, *((since, stopped) for since in tape.waiting.values())])
    if stopped <= due_at(calendar, started, target, pauses).astimezone(UTC):
        return IN_TIME
    return AGREED if tape.extended is not None and stopped <= tape.extended else LATE


def paused_for(events: Iterable[ClockEvent], now: datetime) -> dict[str, datetime]:
    """The reasons for which the clock of these events is paused at `now`, each with since when; none once stopped."""
    tape, _ = _play(events, now)
    return {} if tape.stopped else dict(tape.waiting)


def pauses_of(events: Iterable[ClockEvent], now: datetime) -> list[tuple[str, datetime, datetime]]:
    """Every pause of the clock of these events up to `now`: its reason, from when, and to when."""
    tape, _ = _play(events, now)
    still = [(reason, since, tape.stopped or now) for reason, since in tape.waiting.items()]
    return sorted([*tape.ended, *still], key=lambda pause: (pause[1], pause[2]))


def _play(events: Iterable[ClockEvent], now: datetime) -> tuple[_Tape, datetime]:
    ordered = sorted(
        (event for event in events if event.at <= now), key=lambda event: (event.at, PRECEDENCE.index(event.kind))
    )
    tape = _Tape()
    for event in ordered:
        tape.read(event)
        if tape.stopped is not None:
            break
    if tape.started is None:
        raise ValueError("A clock has a started event before everything else.")
    return tape, tape.started
