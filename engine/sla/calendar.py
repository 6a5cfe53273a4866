"""Working time: when a team is open, and what is due when. Pure arithmetic, no database and no reading of clocks.

The rules, fixed here and tested against a slow oracle:
- A moment is open when the wall clock of the calendar's zone shows a time inside one of the spans of its civil date.
  So an hour that the clocks skip in spring is not there to work in, and one they repeat in autumn counts twice.
- Hours are elapsed time; days are civil dates of the zone.
- A date's hours: the council's own entry for that date (closure, half day, one-off opening), else closed on a bank
  holiday the version observes, else the weekly hours. The version in force is that of the date, not of the receipt.
- Time counts from the first open moment at or after receipt. A target that runs out at closing time is due then.
- Days are counted from the day after receipt. A working day is a date with any opening. Working days are due at the
  last closing time of the date, other days at its end; what ends at midnight is due at 23:59:59 of the same date.
- Pauses are half-open (from, up to), merged before anything is counted. Hours stop for the open time in them; a day
  does not count when the clock stood still as it began (its first opening for working days, midnight for others).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from engine.errors import Refused
from engine.sla.openings import NOTHING, Interval, OpenDay, Openings, index_of
from engine.targets import ABSOLUTE, CALENDAR_DAYS, TIME, WORKING_DAYS, Target

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
PIECE = timedelta(minutes=15)
FURTHEST = 40 * 366
FIRST_LOOK = 60
MIDNIGHT = 24 * 60

Spans = tuple[tuple[int, int], ...]


class NeverOpen(Refused):
    """This calendar does not open long enough for the target within 40 years. Check its hours."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """What the council says of one date: its spans (none means closed) and why."""

    spans: Spans
    name: str


@dataclass(frozen=True, slots=True)
class Version:
    """The hours in force from a date on.

    `week` holds the spans of Monday to Sunday, each a pair of minutes after midnight (0 to 1440), in order and apart.
    `holidays` are the bank holidays observed, with their names; empty when none are.
    """

    number: int
    valid_from: date
    week: tuple[Spans, ...]
    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    holidays: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DayHours:
    """One civil date: the spans of UTC moments in which it is open, why it is so, and the version that said it."""

    day: date
    open: tuple[Interval, ...]
    why: str
    version: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours in one IANA zone, in versions by date. Before the first version the first one holds."""

    key: str
    zone: ZoneInfo
    versions: tuple[Version, ...]
    _cache: dict[date, DayHours] = field(default_factory=dict, compare=False, repr=False)
    _index: list[Openings] = field(default_factory=list, compare=False, repr=False)

    def local(self, moment: datetime) -> datetime:
        """The moment as this calendar's wall clock shows it; a naive one is taken as already shown so."""
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)

    def hours(self, day: date) -> DayHours:
        """The opening hours of a civil date."""
        known = self._cache.get(day)
        if known is None:
            known = self._cache[day] = _hours(self, day)
        return known

    def openings(self, first: date, until: date) -> Openings:
        """What is open from a date to another one, at least; a date beside each is looked at as well."""
        known = self._index[0] if self._index else None
        if known is None or first <= known.first or until >= known.until:
            known = _longer(self, known, first, until)
            self._index[:] = [known]
        return known


@lru_cache
def always_open(key: str = "24x7", zone: str = "Europe/London") -> Calendar:
    """A calendar that never closes: what counts when no other is given."""
    whole: Spans = ((0, MIDNIGHT),)
    return Calendar(key, ZoneInfo(zone), (Version(1, date(1970, 1, 1), (whole,) * 7),))


def merge(pauses: Iterable[Interval]) -> tuple[Interval, ...]:
    """The same paused time in UTC, in order, without overlaps and without empty spans."""
    if not pauses:
        return ()
    merged: list[Interval] = []
    for begin, end in sorted((begin.astimezone(UTC), end.astimezone(UTC)) for begin, end in pauses):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif begin < end:
            merged.append((begin, end))
    return tuple(merged)


def open_spans(calendar: Calendar, start: datetime) -> Iterator[Interval]:
    """The open spans from `start` on, in UTC, in order. Raises `NeverOpen` 40 years later."""
    begin = start.astimezone(UTC)
    first = calendar.local(start).date()
    for ahead in range(FURTHEST):
        for opens, closes in calendar.hours(first + ahead * DAY).open:
            if closes > begin:
                yield max(opens, begin), closes
    raise NeverOpen


def without(spans: Iterable[Interval], pauses: tuple[Interval, ...]) -> Iterator[Interval]:
    """What is left of ordered spans when merged pauses are taken out."""
    for opens, closes in spans:
        begin = opens
        for paused, resumed in pauses:
            if resumed <= begin or paused >= closes:
                continue
            if paused > begin:
                yield begin, paused
            begin = max(begin, resumed)
        if begin < closes:
            yield begin, closes


def elapsed(calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Interval] = ()) -> timedelta:
    """The open time between two moments, less pauses. Nothing when the end is not after the start."""
    begin, stop = start.astimezone(UTC), end.astimezone(UTC)
    if stop <= begin:
        return NOTHING
    index = calendar.openings(calendar.local(begin).date(), calendar.local(stop).date())
    total = index.passed(stop) - index.passed(begin)
    for paused, resumed in merge(pauses):
        if paused < stop and resumed > begin:
            total -= index.passed(min(resumed, stop)) - index.passed(max(paused, begin))
    return total


def after(calendar: Calendar, start: datetime, amount: timedelta, pauses: Iterable[Interval] = ()) -> datetime:
    """The first moment (UTC) by which `amount` of open, unpaused time has passed since `start`."""
    begin = start.astimezone(UTC)
    first = calendar.local(begin).date()
    paused = merge(pauses)
    ahead = FIRST_LOOK
    while ahead < FURTHEST:
        index = calendar.openings(first, first + ahead * DAY)
        if (found := _reached(index, begin, amount, paused)) is not None:
            return found
        ahead *= 4
    found = _reached(calendar.openings(first, first + FURTHEST * DAY), begin, amount, paused)
    if found is None:
        raise NeverOpen
    return found


def due_at(calendar: Calendar, start: datetime, target: Target, pauses: Iterable[Interval] = ()) -> datetime:
    """When `target` is due that began to run at `start`, as the calendar's wall clock shows it.

    Raises `NeverOpen` when the calendar has too little open time in 40 years.
    """
    merged = merge(pauses)
    if target.unit == ABSOLUTE:
        return _absolute(calendar, target)
    if target.unit == WORKING_DAYS:
        return calendar.local(_nth_working_day(calendar, start, target.days, merged))
    if target.unit == CALENDAR_DAYS:
        return calendar.local(_end_of_day(calendar, _nth_day(calendar, start, target.days, merged)))
    counted = always_open(zone=calendar.zone.key) if target.unit == TIME else calendar
    return calendar.local(after(counted, start, target.amount, merged))


def counts(calendar: Calendar, day: date, unit: str, merged: tuple[Interval, ...]) -> bool:
    """Whether a civil date counts towards a target in days: it is open (working days), and not paused as it begins."""
    if unit == WORKING_DAYS:
        spans = calendar.hours(day).open
        if not spans:
            return False
        begins = spans[0][0]
    else:
        begins = datetime.combine(day, time(), calendar.zone).astimezone(UTC)
    return not _is_paused(begins, merged)


def days_before(
    calendar: Calendar, start: datetime, due: datetime, days: Target, merged: tuple[Interval, ...] = ()
) -> date | None:
    """The date that lies so many counting dates before that of `due`; None when that is before the date of `start`."""
    day, first, left = calendar.local(due).date(), calendar.local(start).date(), days.days
    while left and day > first:
        day -= DAY
        left -= counts(calendar, day, days.unit, merged)
    return None if left else day


def _reached(index: Openings, begin: datetime, amount: timedelta, merged: tuple[Interval, ...]) -> datetime | None:
    """The first moment of the index by which `amount` of open, unpaused time has passed since `begin`."""
    gone = index.passed(begin)
    wanted = gone + amount
    for paused, resumed in merged:
        if resumed <= begin:
            continue
        before = index.passed(max(paused, begin))
        if before >= wanted:
            break
        wanted += index.passed(resumed) - before
    return index.reached(wanted)


def _nth_working_day(calendar: Calendar, start: datetime, count: int, merged: tuple[Interval, ...]) -> datetime:
    """When a working day is due, so many days that count after the day of `start`."""
    received = calendar.local(start).date()
    ahead = FIRST_LOOK
    while True:
        index = calendar.openings(received, received + min(ahead, FURTHEST) * DAY)
        place = _place_of(index, index.days_after(received), count, merged)
        if place is not None and (index.days[place] - received).days < FURTHEST:
            return index.dues[place]
        if ahead >= FURTHEST:
            raise NeverOpen
        ahead *= 4


def _place_of(index: Openings, place: int, count: int, merged: tuple[Interval, ...]) -> int | None:
    """The place of the date that is so many dates that count on from `place`, which is 1."""
    if not merged:
        return place + count - 1 if place + count <= len(index.days) else None
    for at in range(place, len(index.days)):
        count -= not _is_paused(index.begins[at], merged)
        if count == 0:
            return at
    return None


def working_days(calendar: Calendar, first: date, last: date) -> int:
    """How many dates with any opening lie after `first`, up to `last`."""
    return sum(bool(calendar.hours(first + ahead * DAY).open) for ahead in range(1, (last - first).days + 1))


def _nth_day(calendar: Calendar, start: datetime, count: int, merged: tuple[Interval, ...]) -> date:
    received = calendar.local(start).date()
    for ahead in range(1, FURTHEST):
        day = received + ahead * DAY
        count -= counts(calendar, day, CALENDAR_DAYS, merged)
        if count == 0:
            return day
    raise NeverOpen


def _is_paused(moment: datetime, merged: tuple[Interval, ...]) -> bool:
    return any(paused <= moment < resumed for paused, resumed in merged)


def _end_of_day(calendar: Calendar, day: date) -> datetime:
    return datetime.combine(day + DAY, time(), calendar.zone).astimezone(UTC) - SECOND


def _longer(calendar: Calendar, known: Openings | None, first: date, until: date) -> Openings:
    """An index that holds what is asked for and what was there, with a year of room at most to each side."""
    begins, ends = first - DAY, until + 2 * DAY
    if known is not None:
        room = min(known.until - known.first, 366 * DAY)
        begins = known.first if first > known.first else min(begins, known.first - room)
        ends = known.until if until < known.until else max(ends, known.until + room)
    dates = (begins + ahead * DAY for ahead in range((ends - begins).days))
    opening = (_open_day(calendar, hours) for day in dates if (hours := calendar.hours(day)).open)
    return index_of(begins, ends, opening)


def _open_day(calendar: Calendar, hours: DayHours) -> OpenDay:
    """A date that opens. What ends at midnight is due a second before, on the same date."""
    return OpenDay(hours.day, hours.open, min(hours.open[-1][1], _end_of_day(calendar, hours.day)))


def _absolute(calendar: Calendar, target: Target) -> datetime:
    if target.moment is not None:
        return calendar.local(target.moment)
    return calendar.local(_end_of_day(calendar, target.day or date.max))


def _hours(calendar: Calendar, day: date) -> DayHours:
    version = calendar.versions[0]
    for later in calendar.versions[1:]:
        if later.valid_from <= day:
            version = later
    spans, why = _spans(version, day)
    return DayHours(day, _in_utc(calendar.zone, day, spans), why, version.number)


def _spans(version: Version, day: date) -> tuple[Spans, str]:
    if special := version.days.get(day):
        return special.spans, special.name
    if holiday := version.holidays.get(day):
        return (), f"{holiday}, a bank holiday"
    spans = version.week[day.weekday()]
    unknown = ", bank holidays of the year not known yet" if _is_beyond(version.holidays, day) else ""
    return spans, f"{day:%A}{unknown}" if spans else f"{day:%A}, closed"


def _is_beyond(holidays: Mapping[date, str], day: date) -> bool:
    return bool(holidays) and day.year > max(holidays).year


def _in_utc(zone: ZoneInfo, day: date, spans: Spans) -> tuple[Interval, ...]:
    pieces = _pieces(zone, day)
    found: list[Interval] = []
    for begin, end, first in pieces:
        for opens, closes in spans:
            opened = max(begin, begin + timedelta(minutes=opens) - first)
            closed = min(end, begin + timedelta(minutes=closes) - first)
            if opened < closed:
                found.append((opened, closed))
    return _joined(sorted(found))


def _joined(found: list[Interval]) -> tuple[Interval, ...]:
    joined: list[Interval] = []
    for opens, closes in found:
        if joined and joined[-1][1] == opens:
            joined[-1] = (joined[-1][0], closes)
        else:
            joined.append((opens, closes))
    return tuple(joined)


def _pieces(zone: ZoneInfo, day: date) -> list[tuple[datetime, datetime, timedelta]]:
    """A civil date as stretches of UTC with one offset each, with what the wall clock shows as it begins."""
    begins = [datetime.combine(edge, time(), zone) for edge in (day, day + DAY)]
    offsets = {moment.replace(fold=fold).utcoffset() for moment in begins for fold in (0, 1)}
    if len(offsets) == 1:
        begin = begins[0].astimezone(UTC)
        return [(begin, begin + DAY, timedelta(0))]
    return _irregular(zone, day)


def _irregular(zone: ZoneInfo, day: date) -> list[tuple[datetime, datetime, timedelta]]:
    """The stretches of a date on or beside which the clocks change, found quarter of an hour by quarter of an hour."""
    midnight = datetime.combine(day, time(), UTC)
    pieces: list[tuple[datetime, datetime, timedelta]] = []
    previous: timedelta | None = None
    moment = midnight - DAY
    while moment < midnight + 2 * DAY:
        wall = moment.astimezone(zone)
        offset = wall.utcoffset()
        if wall.date() != day:
            previous = None
        elif offset == previous:
            pieces[-1] = (pieces[-1][0], moment + PIECE, pieces[-1][2])
        else:
            pieces.append((moment, moment + PIECE, timedelta(hours=wall.hour, minutes=wall.minute)))
            previous = offset
        moment += PIECE
    return pieces
