"""Built-in functions on dates, and the two that ask the time: the moment the caller gave, never a clock."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.days import day_number, days_in_month, year_month_day
from engine.feel.signature import builtin
from engine.feel.temporal import date_of
from engine.feel.values import Value
from engine.feel.wide import Day, Moment, calendar_of, day_of

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("now()")
def now(run: Run) -> Value:
    """The moment that the evaluation is about."""
    if run.now is None:
        run.note("now() is not known here")
    return run.now


@builtin("today()")
def today(run: Run) -> Value:
    """The day that the evaluation is about."""
    if run.now is None:
        run.note("today() is not known here")
        return None
    return run.now.date()


@builtin("day of year(date: date|date and time)")
def day_of_year(run: Run, day: Day | Moment) -> Value:
    """1 for 1 January."""
    return Decimal(_number(day) - day_number(calendar_of(day)[0], 1, 1) + 1)


@builtin("day of week(date: date|date and time)")
def day_of_week(run: Run, day: Day | Moment) -> Value:
    """The English name of the day."""
    return _DAYS[(_number(day) - 1) % 7]


@builtin("month of year(date: date|date and time)")
def month_of_year(run: Run, day: Day | Moment) -> Value:
    """The English name of the month."""
    return _MONTHS[calendar_of(day)[1] - 1]


@builtin("week of year(date: date|date and time)")
def week_of_year(run: Run, day: Day | Moment) -> Value:
    """The ISO 8601 week."""
    number = _number(day)
    thursday = number - (number - 1) % 7 + 3  # a week belongs to the year of its Thursday
    return Decimal((thursday - day_number(year_month_day(thursday)[0], 1, 1)) // 7 + 1)


@builtin("last day of month(date: date|date and time)")
def last_day_of_month(run: Run, day: Day | Moment) -> Value:
    """The last day of the month of a date, as its number."""
    year, month, _ = calendar_of(day)
    return Decimal(days_in_month(year, month))


def _number(day: Day | Moment) -> int:
    found = date_of(day)
    return 0 if found is None else day_of(found)
