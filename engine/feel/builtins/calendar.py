"""Built-in functions on dates, and the two that ask the time: the moment the caller gave, never a clock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.signature import builtin
from engine.feel.temporal import add_months
from engine.feel.values import Value

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
def day_of_year(run: Run, day: date) -> Value:
    """1 for 1 January."""
    return Decimal(day.timetuple().tm_yday)


@builtin("day of week(date: date|date and time)")
def day_of_week(run: Run, day: date) -> Value:
    """The English name of the day."""
    return _DAYS[day.weekday()]


@builtin("month of year(date: date|date and time)")
def month_of_year(run: Run, day: date) -> Value:
    """The English name of the month."""
    return _MONTHS[day.month - 1]


@builtin("week of year(date: date|date and time)")
def week_of_year(run: Run, day: date) -> Value:
    """The ISO 8601 week."""
    return Decimal(day.isocalendar().week)


@builtin("last day of month(date: date|date and time)")
def last_day_of_month(run: Run, day: date) -> Value:
    """The last day of the month of a date, as its number."""
    following = add_months(date(day.year, day.month, 1), 1)
    return (
        Decimal(31) if following is None else Decimal(following.toordinal() - date(day.year, day.month, 1).toordinal())
    )
