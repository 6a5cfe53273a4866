"""Sums and differences of dates, times and durations. Whatever lies beyond the years of the language is null."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from engine.feel.days import day_number, days_in_month
from engine.feel.numbers import CONTEXT
from engine.feel.values import FarMoment, Value, YearsMonths, kind
from engine.feel.wide import (
    DAY,
    SECOND,
    Clock,
    Day,
    Duration,
    Moment,
    at_instant,
    calendar_of,
    clock_of,
    day_of,
    instant_of,
    local_of,
    nanos_of,
    offset_of,
    to_date,
    to_duration,
    to_moment,
    to_time,
    zone_of,
)

LONGEST_DIGITS = 20
"""No length in seconds has more digits than this and one."""


def is_moment(value: Day | Moment) -> bool:
    """Whether a value is a date and time, not a date alone."""
    return isinstance(value, datetime | FarMoment)


def midnight(value: Day | Moment) -> Moment | None:
    """A date as the start of its day in UTC; a date and time as it is."""
    if isinstance(value, datetime | FarMoment):
        return value
    return to_moment(day_of(value) * DAY, UTC)


def date_of(value: Day | Moment) -> Day | None:
    """The day of a date and time; a date as it is."""
    if isinstance(value, datetime):
        return value.date()
    return to_date(value.nanos // DAY) if isinstance(value, FarMoment) else value


def time_of(value: Moment) -> Clock:
    """The time of a date and time, with its zone."""
    return to_time(local_of(value) % DAY, zone_of(value))


def moment_at(day: Day | Moment, clock: Clock) -> Moment | None:
    """A day and a time as one; the zone is that of the time."""
    number = local_of(day) // DAY if isinstance(day, datetime | FarMoment) else day_of(day)
    return to_moment(number * DAY + clock_of(clock), zone_of(clock))


def moment_in(moment: Moment, zone: tzinfo) -> Moment | None:
    """The same moment on the clocks of another zone; None when the moment has none."""
    instant = instant_of(moment)
    return None if instant is None else at_instant(instant, zone)


def shift_date(day: Day, length: Duration) -> Day | None:
    """A date so much later, its time left out."""
    return to_date((day_of(day) * DAY + nanos_of(length)) // DAY)


def shift_time(clock: Clock, length: Duration) -> Clock:
    """A time so much later, round the clock."""
    return to_time((clock_of(clock) + nanos_of(length)) % DAY, zone_of(clock))


def shift_moment(moment: Moment, length: Duration) -> Moment | None:
    """A date and time so much later: real time passes when clocks change."""
    instant, zone = instant_of(moment), zone_of(moment)
    if instant is None or zone is None:
        return to_moment(local_of(moment) + nanos_of(length), None)
    return at_instant(instant + nanos_of(length), zone)


def shift_months(value: Day | Moment, length: YearsMonths) -> Day | Moment | None:
    """Move a date (or date and time) by months; the day becomes the last one where the month is shorter."""
    year, month, day = calendar_of(value)
    year, month = divmod(year * 12 + month - 1 + length.months, 12)
    try:
        number = day_number(year, month + 1, min(day, days_in_month(year, month + 1)))
    except ValueError:
        return None
    if isinstance(value, datetime | FarMoment):
        return to_moment(number * DAY + local_of(value) % DAY, zone_of(value))
    return to_date(number)


def difference(left: Day | Moment, right: Day | Moment) -> Duration | None:
    """How long after `right` is `left`; None when only one has a zone. A date is its midnight in UTC."""
    one, other = midnight(left), midnight(right)
    if one is None or other is None:
        return None
    ends = instant_of(one), instant_of(other)
    if ends[0] is None and ends[1] is None:
        return to_duration(local_of(one) - local_of(other))
    return None if ends[0] is None or ends[1] is None else to_duration(ends[0] - ends[1])


def time_difference(left: Clock, right: Clock) -> Duration | None:
    """How long after `right` is `left` on one day; None when only one has a zone."""
    one, other = (moment_at(date(2000, 1, 2), clock) for clock in (left, right))
    return None if one is None or other is None else difference(one, other)


def months_between(start: Day | Moment, end: Day | Moment) -> int:
    """Whole months from the day of `start` to that of `end`; negative when `end` is earlier."""
    first, last = calendar_of(start), calendar_of(end)
    months = (last[0] - first[0]) * 12 + last[1] - first[1]
    if months > 0 and last[2] < first[2]:
        return months - 1
    if months < 0 and last[2] > first[2]:
        return months + 1
    return months


def seconds_of(value: Duration) -> Decimal:
    """The length in seconds, exact to the nanosecond."""
    return CONTEXT.divide(Decimal(nanos_of(value)), Decimal(SECOND))


def from_seconds(seconds: Decimal) -> Duration | None:
    """The days and time duration of this many seconds, or None when it is too long."""
    if seconds.adjusted() > LONGEST_DIGITS:
        return None
    try:
        return to_duration(int(CONTEXT.multiply(seconds, Decimal(SECOND)).to_integral_value()))
    except ArithmeticError:
        return None


def place_of(value: Value) -> tuple[str, int]:
    """Where a date, time or date and time stands among those of its kind, and in which zone that is counted.

    Only what is counted in the same zone can be compared: UTC, none, or one that changes its clocks (times alone).
    """
    if kind(value) == "date":
        return "", day_of(value)
    at = clock_of(value) if kind(value) == "time" else local_of(value)
    offset = offset_of(value)
    if offset is not None:
        return "UTC", at - offset
    return str(zone_of(value) or ""), at
