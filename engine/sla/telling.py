"""What a clock says to those who look at it: how much of its own time is left, and why it stands still."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, select

from engine.sla import tables
from engine.sla.calendar import DAY, Calendar, counts, elapsed
from engine.sla.calendars import calendars_for
from engine.sla.changing import event_of
from engine.sla.clock import ClockState, judge, paused_for
from engine.sla.pause_reasons import pause_reasons
from engine.sla.reading import ClockRow
from engine.sla.warning import counting
from engine.store import Work
from engine.targets import CALENDAR_DAYS, WORKING_DAYS, Target, parse_target


@dataclass(frozen=True, slots=True)
class OpenPause:
    """A pause that has not ended. `reason` is its key, or somebody's own words where it is not of the list.

    `party` is whose time it is; empty for a suspension. `expected_at` is when it was to go on, `words` what was said.
    """

    reason: str
    name: str
    party: str
    since: datetime
    expected_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """More time that was agreed: until when, when, approved by whom, why and with whom; `cap` is the latest date."""

    until: datetime
    at: datetime
    by: int | None
    reason: str
    agreed_with: str
    cap: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one clock says now.

    `left` is the time that the target counts which is left, `over` that by which it is past its date; while paused
    neither moves. `days` are the days left or over where the target counts days (working days or calendar days), None
    where it counts time. `unit` is the target's. A clock that has stopped has none of either left.
    """

    left: timedelta
    over: timedelta
    days: int | None
    unit: str
    state: ClockState
    pauses: tuple[OpenPause, ...] = ()
    agreed: tuple[Agreed, ...] = ()


def tell(work: Work, clocks: Collection[ClockRow]) -> dict[int, Told]:
    """What each of these clocks says, by id; three statements however many there are, none without any."""
    if not clocks:
        return {}
    events = _events(work, [clock.id for clock in clocks])
    kept = calendars_for(work, {clock.calendar for clock in clocks})
    names = {reason.key: reason.name for reason in pause_reasons(work)}
    found = {}
    for clock in clocks:
        calendar = kept[clock.calendar].as_of(clock.calendar_version)
        found[clock.id] = _told(calendar, parse_target(clock.target), events[clock.id], names, work.now)
    return found


def _events(work: Work, clock_ids: Sequence[int]) -> Mapping[int, list[RowMapping]]:
    columns = tables.clock_event.c
    found: dict[int, list[RowMapping]] = defaultdict(list)
    for row in work.rows(select(tables.clock_event).where(columns.clock_id.in_(clock_ids)).order_by(columns.id)):
        found[row["clock_id"]].append(row)
    return found


def _told(
    calendar: Calendar, target: Target, rows: Sequence[RowMapping], names: Mapping[str, str], now: datetime
) -> Told:
    events = [event_of(row) for row in rows]
    state = judge(events, calendar, target, now)
    stands_at = state.paused_since or now
    over = timedelta(0)
    days = None
    if state.stopped_at is None:
        due = state.due_at or stands_at
        over = elapsed(counting(calendar, target), due, stands_at) if state.due_at else over
        days = _days(calendar, target, state, stands_at)
    return Told(
        left=timedelta(0) if state.stopped_at else state.remaining,
        over=over,
        days=days,
        unit=target.unit,
        state=state,
        pauses=_open_pauses(rows, paused_for(events, now), names),
        agreed=tuple(_agreed(row) for row in rows if row["kind"] == "extended"),
    )


def _days(calendar: Calendar, target: Target, state: ClockState, stands_at: datetime) -> int | None:
    """The days of the target's own kind between now and the due date: after today up to it, or after it up to today."""
    if target.unit not in (WORKING_DAYS, CALENDAR_DAYS) or state.due_at is None:
        return None
    today, last = calendar.local(stands_at).date(), calendar.local(state.due_at).date()
    first, until = sorted((today, last))
    return sum(counts(calendar, first + n * DAY, target.unit, ()) for n in range(1, (until - first).days + 1))


def _open_pauses(
    rows: Sequence[RowMapping], held: Mapping[str, datetime], names: Mapping[str, str]
) -> tuple[OpenPause, ...]:
    found = []
    for reason, since in held.items():
        row = next(row for row in rows if (row["kind"], row["reason"], row["at"]) == ("paused", reason, since))
        name = names.get(reason, reason)
        found.append(OpenPause(reason, name, row["party"], since, row["until"], row["words"]))
    return tuple(found)


def _agreed(row: RowMapping) -> Agreed:
    until = row["until"] if row["cap"] is None else min(row["until"], row["cap"])
    return Agreed(until, row["at"], row["by_user_id"], row["reason"], row["agreed_with"], row["cap"])
