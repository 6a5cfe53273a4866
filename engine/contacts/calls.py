"""Counts of telephone calls, imported from the telephone systems: the only ground for "share handled".

The share a front office handles needs all calls to the organisation, not only those it logged itself. A file has one
row for each line and interval: `date,line,office,calls` and, where known, `time,minutes,site`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import distinct, func, literal_column, select
from sqlalchemy.dialects.postgresql import insert

from engine import audit
from engine.contacts.tables import call_count as table
from engine.contacts.words import OFFICES
from engine.errors import Problem, Refused
from engine.people import Actor, sites
from engine.store import Work

COLUMNS = ("date", "line", "office", "calls", "time", "minutes", "site")
_NEEDED = frozenset(COLUMNS[:4])
_REPLACED = ("site_id", "office", "minutes", "calls", "source", "imported_at")
_MOST_PROBLEMS = 20
_DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class CallCount:
    """Calls to one line in one interval. `office` is front or other; `site` is a site's key, or empty."""

    day: date
    starts_at: time
    minutes: int
    line: str
    office: str
    calls: int
    site: str


@dataclass(frozen=True, slots=True)
class LineCalls:
    """Calls to one line in a period, as they were imported. `office` is front or other; `sources` say where from."""

    line: str
    office: str
    calls: int
    first: date
    last: date
    sources: tuple[str, ...]


def read_calls(data: bytes) -> tuple[CallCount, ...]:
    """The counts in a CSV file (UTF-8, with a heading line). Raises Refused naming the lines that cannot be read."""
    try:
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), restval="")
        missing = sorted(_NEEDED - set(rows.fieldnames or ()))
        if missing:
            raise Refused(f"The first line of the file must name its columns; {', '.join(missing)} is missing.")
        read = [_read_row(number, row) for number, row in enumerate(rows, start=2)]
    except UnicodeDecodeError:
        raise Refused("The file is not UTF-8 text. Save it as CSV UTF-8 and send it again.") from None
    except csv.Error as error:
        raise Refused(f"The file cannot be read as CSV: {error}.") from None
    problems = [item for item in read if isinstance(item, Problem)]
    if problems:
        raise Refused(f"{len(problems)} lines of the file cannot be read.", tuple(problems[:_MOST_PROBLEMS]))
    return tuple(item for item in read if isinstance(item, CallCount))


def import_calls(work: Work, counts: Sequence[CallCount], *, source: str, by: Actor) -> int:
    """Keep the counts, replacing those of the same line and interval; answer how many.

    Raises Refused when a site is unknown or no source is named.
    """
    if not source.strip():
        raise Refused("Say where the counts come from.", (Problem("source", "Name the system and its report."),))
    known: dict[str, int | None] = {"": None} | {site.key: site.id for site in sites(work)}
    unknown = sorted({count.site for count in counts} - set(known))
    if unknown:
        raise Refused(f"There is no site with the key {unknown[0]!r}.", (Problem("site", "Use the key of a site."),))
    latest = {(count.line, count.day, count.starts_at): count for count in counts}
    if latest:
        statement = insert(table)
        replaced = {name: statement.excluded[name] for name in _REPLACED}
        keys = ("line", "day", "starts_at")
        kept = {"source": source, "imported_at": work.now}
        rows = [_values(count) | {"site_id": known[count.site]} | kept for count in latest.values()]
        work.execute(statement.on_conflict_do_update(index_elements=keys, set_=replaced), rows)
    audit.record(work, "contacts:calls:imported", by=by.user_id, facts={"rows": len(latest), "source": source})
    return len(latest)


_HANDLED = (
    func.coalesce(func.sum(table.c.calls).filter(table.c.office == "front"), 0).label("front"),
    func.coalesce(func.sum(table.c.calls), 0).label("every"),
)


def calls_handled(work: Work, since: date, until: date) -> tuple[int, int]:
    """Calls the front office handled, and all calls to the organisation, from `since` to the day before `until`."""
    row = work.row(select(*_HANDLED).where(table.c.day >= since, table.c.day < until))
    return (0, 0) if row is None else (int(row["front"]), int(row["every"]))


def calls_handled_by_month(work: Work, since: date, until: date) -> dict[str, tuple[int, int]]:
    """What `calls_handled` counts, by calendar month as 2026-11: the months that calls were counted in."""
    month = func.to_char(table.c.day, literal_column("'YYYY-MM'")).label("month")
    counted = select(month, *_HANDLED).where(table.c.day >= since, table.c.day < until).group_by(month).order_by(month)
    return {row["month"]: (int(row["front"]), int(row["every"])) for row in work.rows(counted)}


def calls_by_line(work: Work, since: date, until: date) -> tuple[LineCalls, ...]:
    """What `calls_handled` counts, line by line: the most calls first."""
    calls = func.sum(table.c.calls).label("calls")
    days = func.min(table.c.day).label("first"), func.max(table.c.day).label("last")
    sources = func.array_agg(distinct(table.c.source)).label("sources")
    rows = work.rows(
        select(table.c.line, table.c.office, calls, *days, sources)
        .where(table.c.day >= since, table.c.day < until)
        .group_by(table.c.line, table.c.office)
        .order_by(calls.desc(), table.c.line)
    )
    return tuple(LineCalls(**{**row, "calls": int(row["calls"]), "sources": tuple(row["sources"])}) for row in rows)


def _values(count: CallCount) -> dict[str, object]:
    return {
        "line": count.line,
        "day": count.day,
        "starts_at": count.starts_at,
        "minutes": count.minutes,
        "office": count.office,
        "calls": count.calls,
    }


def _read_row(number: int, row: Mapping[str, str]) -> CallCount | Problem:
    where = f"line {number}"
    given = {name: (row.get(name) or "").strip() for name in COLUMNS}
    try:
        day = date.fromisoformat(given["date"])
        starts_at = time.fromisoformat(given["time"] or "00:00")
    except ValueError:
        return Problem(where, "Write the date as 2026-11-18 and the time as 09:30.")
    if given["office"] not in OFFICES:
        return Problem(where, f"The office is one of: {', '.join(OFFICES)}.")
    if not given["line"]:
        return Problem(where, "Name the line or number the calls came to.")
    minutes, calls = _whole(given["minutes"] or str(_DAY_MINUTES)), _whole(given["calls"])
    if calls is None or minutes is None or not 1 <= minutes <= _DAY_MINUTES:
        return Problem(where, "Calls and minutes are whole numbers; an interval has 1 to 1,440 minutes.")
    return CallCount(day, starts_at, minutes, given["line"], given["office"], calls, given["site"])


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
