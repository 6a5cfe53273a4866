"""The dates that open clocks have on another version of their calendar: the quick way for most, the whole for the rest.

A clock that was never paused and never extended is due when its target says. For any other its events are judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, Select, select

from engine.errors import EngineError
from engine.sla import tables
from engine.sla.calendar import Calendar
from engine.sla.changing import events_of
from engine.sla.clock import ClockEvent, judge
from engine.sla.warning import at_risk_of, promised
from engine.store import Work, any_of
from engine.targets import parse_target

_CLOCK = tables.clock.c
_EVENT = tables.clock_event.c
_NEEDED = (
    "id", "case_id", "task_id", "kind", "name", "service_id", "team_id", "target", "calendar_version", "status",
    "started_at", "due_at", "at_risk_at", "at_risk", "breached_at", "at_risk_share", "at_risk_left",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Redated:
    """A clock as it is (its row), and its dates by an edit; None while it is paused.

    `unextended_due_at` is when it would be due had nothing been agreed; None when nothing was. `fate`: `ended` for one
    that the edit would cancel, `kept` for one that it would leave as it is, else empty.
    """

    clock: RowMapping
    due_at: datetime | None
    at_risk_at: datetime | None
    unextended_due_at: datetime | None = None
    fate: str = ""

    @property
    def moved(self) -> bool:
        """Whether it is due at another moment than before."""
        return bool(self.due_at != self.clock["due_at"])


def open_clocks(calendar_id: int) -> Select[tuple[object, ...]]:
    """The clocks of a calendar that have not stopped, with what re-dating needs to know of them."""
    return select(*(_CLOCK[name] for name in _NEEDED)).where(
        _CLOCK.calendar_id == calendar_id, _CLOCK.stopped_at.is_(None)
    )


def redate(work: Work, clocks: Sequence[RowMapping], calendar: Calendar) -> Iterator[Redated]:
    """The dates of open clocks on a calendar; two statements at most.

    One that would never be due there, or whose target can no longer be read, keeps the dates that it has.
    """
    moving = _with_moves(work, [clock["id"] for clock in clocks])
    happened = events_of(work, moving) if moving else {}
    for clock in clocks:
        try:
            yield _redated(clock, calendar, happened.get(clock["id"], []), work.now)
        except EngineError:
            yield Redated(clock, clock["due_at"], clock["at_risk_at"])


def _redated(clock: RowMapping, calendar: Calendar, moves: Sequence[ClockEvent], now: datetime) -> Redated:
    """The dates of one clock. Raises as `judge` does."""
    target = parse_target(clock["target"])
    if not target.by_calendar:
        return Redated(clock, clock["due_at"], clock["at_risk_at"])
    warns = at_risk_of(clock["at_risk_share"], clock["at_risk_left"])
    if moves:
        state = judge(moves, calendar, target, now, warns=warns)
        return Redated(clock, state.due_at, state.at_risk_at, state.unextended_due_at)
    return Redated(clock, *promised(calendar, clock["started_at"], target, warns))


def _with_moves(work: Work, clock_ids: Sequence[int]) -> set[int]:
    """The clocks with events that may have moved their dates."""
    kinds = ("paused", "resumed", "extended")
    of_clocks = select(_EVENT.clock_id).where(_EVENT.clock_id == any_of(clock_ids))
    rows = work.rows(of_clocks.where(_EVENT.kind.in_(kinds)).distinct())
    return {row["clock_id"] for row in rows}
