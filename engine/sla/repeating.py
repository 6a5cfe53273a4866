"""Rules by which whole days repeat (RFC 5545), as far as they are read here. Pure.

A rule is never run: each day in the years looked at is asked whether it fits, so no rule takes longer than another.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

DAY = timedelta(days=1)
_COUNTED_FROM = timedelta(days=20 * 366)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"})
_UNREAD = "repeats by a rule that is not read here. Write its dates out as events of their own."


class LeftOut(Exception):
    """Why an event is left out: how its sentence goes on after its name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of repetition from its first day on. `of_weekday` has pairs of place and weekday."""

    first: date
    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    of_weekday: frozenset[tuple[int, int]] = frozenset()


def read_rule(given: object, first: date) -> Rule:
    """The rule that an event gives. Raises LeftOut for one that is not read here."""
    if not isinstance(given, Mapping):
        raise LeftOut(_UNREAD)
    parts = {str(key).upper(): value if isinstance(value, list) else [value] for key, value in given.items()}
    try:
        rule = Rule(
            first,
            str(parts["FREQ"][0]).upper(),
            interval=int(parts.get("INTERVAL", [1])[0]),
            count=int(parts["COUNT"][0]) if "COUNT" in parts else None,
            until=_until(parts["UNTIL"][0]) if "UNTIL" in parts else None,
            months=frozenset(int(month) for month in parts.get("BYMONTH", ())),
            month_days=frozenset(int(day) for day in parts.get("BYMONTHDAY", ())),
            of_weekday=frozenset(_weekday(str(day)) for day in parts.get("BYDAY", ())),
        )
    except (ValueError, KeyError, TypeError):
        raise LeftOut(_UNREAD) from None
    if not set(parts) <= _KNOWN or not _is_read(rule, parts):
        raise LeftOut(_UNREAD)
    return rule


def _until(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise ValueError


def _weekday(text: str) -> tuple[int, int]:
    place, day = text[:-2], text[-2:].upper()
    return int(place or 0), _WEEKDAYS.index(day)


def _is_read(rule: Rule, parts: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a rule says only what is read here: weekdays have places in a month or a year, weeks begin on Monday."""
    places = {place for place, _ in rule.of_weekday}
    weekly = rule.frequency in ("WEEKLY", "DAILY")
    from_monday = str(parts.get("WKST", ["MO"])[0]).upper() == "MO"
    return (
        rule.frequency in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
        and rule.interval >= 1
        and not (weekly and places - {0})
        and not (rule.frequency == "WEEKLY" and rule.month_days)
        and (from_monday or rule.frequency != "WEEKLY" or rule.interval == 1)
    )


def occurrences(rule: Rule, since: date, until: date) -> Iterator[date]:
    """The days on which an event begins, from `since` on (from its first day, where they are counted)."""
    if rule.count is not None and since - rule.first > _COUNTED_FROM:
        raise LeftOut("is counted from a day more than twenty years ago.")
    day = rule.first if rule.count is not None else max(rule.first, since)
    last = until if rule.until is None else min(until, rule.until + DAY)
    left = rule.count
    while day < last and left != 0:
        if _fits(rule, day):
            left = None if left is None else left - 1
            yield day
        day += DAY


def _fits(rule: Rule, day: date) -> bool:
    return _is_turn(rule, day) and _is_month(rule, day) and _is_day(rule, day)


def _is_turn(rule: Rule, day: date) -> bool:
    """Whether a day lies in a year, month, week or day that the interval does not pass over."""
    first = rule.first
    gone = {
        "YEARLY": day.year - first.year,
        "MONTHLY": (day.year - first.year) * 12 + day.month - first.month,
        "WEEKLY": ((day - day.weekday() * DAY) - (first - first.weekday() * DAY)).days // 7,
        "DAILY": (day - first).days,
    }
    return gone[rule.frequency] % rule.interval == 0


def _is_month(rule: Rule, day: date) -> bool:
    if rule.months:
        return day.month in rule.months
    by_day = bool(rule.month_days or rule.of_weekday)
    return rule.frequency != "YEARLY" or by_day or day.month == rule.first.month


def _is_day(rule: Rule, day: date) -> bool:
    if not rule.month_days and not rule.of_weekday:
        if rule.frequency == "WEEKLY":
            return day.weekday() == rule.first.weekday()
        return rule.frequency == "DAILY" or day.day == rule.first.day
    length = monthrange(day.year, day.month)[1]
    in_month = not rule.month_days or bool({day.day, day.day - length - 1} & rule.month_days)
    return in_month and (not rule.of_weekday or bool(_places(rule, day, length) & rule.of_weekday))


def _places(rule: Rule, day: date, length: int) -> set[tuple[int, int]]:
    """The names of a weekday: without a place, and with its place from either end of its month or year."""
    number, days = day.day, length
    if rule.frequency == "YEARLY" and not rule.months:
        number, days = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    weekday = day.weekday()
    return {(0, weekday), ((number - 1) // 7 + 1, weekday), (-((days - number) // 7) - 1, weekday)}
