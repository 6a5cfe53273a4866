"""`bpr sla`: when something is due, reckoned on the calendars of the database, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from engine import sla
from engine.cli.batch import FILE, answer_lines
from engine.cli.database import open_database, settings_or_exit
from engine.errors import EngineError
from engine.sla import Calendar, Line
from engine.store import reading

_YEARS = range(1970, 2201)


@click.group()
def command() -> None:
    """Calendars and due dates."""


@command.command("due", short_help="Print when a target is due and how that comes about, as JSON.")
@click.option("--calendar", help="Key of the calendar, such as england-mon-fri-9-17.")
@click.option(
    "--start", help="When it began, such as 2026-12-18T10:00; without an offset it is the calendar's local time."
)
@click.option("--target", help='"8 working hours", "10 working days", "3 calendar days", "8 weeks" or a date.')
@click.option("--pause", "pauses", multiple=True, metavar="FROM/TO", help="A pause; may be given more than once.")
@click.option(
    "--batch",
    type=FILE,
    help='A file with one {"calendar", "start", "target", "pauses": [[from, to]]} a line; one JSON answer a line.',
)
def due(calendar: str | None, start: str | None, target: str | None, pauses: Sequence[str], batch: Path | None) -> None:
    """Print when a target is due and how that comes about, as JSON: "due_at", and "explain" with a line a stretch.

    Exit code 1, with one sentence: it cannot be reckoned. With --batch it is 0; a line that cannot be answered answers
    {"error": sentence}. `bpr sla calendars` lists the calendars.

    \b
    bpr sla due --calendar england-mon-fri-9-17 --start 2026-12-18T10:00 --target "10 working days"
    """
    alone = {"calendar": calendar, "start": start, "target": target}
    if batch is not None:
        if pauses or any(alone.values()):
            raise click.UsageError("With --batch the file says everything; leave the other options out.")
        known = _calendars()
        answer_lines(
            batch, lambda question: _due(known, question), names='"calendar", "start" and "target"', sentence=_sentence
        )
        return
    if not all(alone.values()):
        raise click.UsageError("Give --calendar, --start and --target, or --batch with a file.")
    try:
        click.echo(_due(_calendars(), {**alone, "pauses": [pause.split("/") for pause in pauses]}))
    except (EngineError, ValueError) as error:
        raise click.ClickException(_sentence(error)) from None


@command.command("calendars")
def calendars() -> None:
    """List the calendars: key, zone, name."""
    with open_database(settings_or_exit()) as store, reading(store) as work:
        for row in sla.list_calendars(work):
            click.echo(f"{row.key:<32}  {row.zone:<16}  {row.name}")


def _calendars() -> dict[str, Calendar]:
    with open_database(settings_or_exit()) as store, reading(store) as work:
        return sla.calendars_by_key(work)


def _due(known: Mapping[str, Calendar], request: Mapping[str, object]) -> str:
    key = _text(request.get("calendar"), "calendar")
    calendar = known.get(key)
    if calendar is None:
        raise ValueError(f"There is no calendar {key!r}. There are: {', '.join(known)}.")
    start = _moment(calendar, request.get("start"), "start")
    target = sla.parse_target(_text(request.get("target"), "target"))
    found = sla.due(calendar, start, target, _pauses(calendar, request.get("pauses")))
    explain = [_line(line) for line in found.explain]
    return json.dumps({"due_at": found.at.isoformat(), "explain": explain}, ensure_ascii=False)


def _line(line: Line) -> dict[str, object]:
    return {"from": line.begin.isoformat(), "to": line.end.isoformat(), "counted": line.counted, "why": line.why}


def _pauses(calendar: Calendar, listed: object) -> list[tuple[datetime, datetime]]:
    found = []
    for pause in listed if isinstance(listed, list) else [] if listed is None else [listed]:
        if not isinstance(pause, list) or len(pause) != 2:
            raise ValueError("A pause has two moments: FROM/TO, such as 2026-12-21T09:00/2026-12-22T09:00.")
        begin, end = (_moment(calendar, moment, "pause") for moment in pause)
        if end < begin:
            raise ValueError(f"The pause from {pause[0]} to {pause[1]} ends before it begins.")
        found.append((begin, end))
    return found


def _moment(calendar: Calendar, value: object, what: str) -> datetime:
    text = _text(value, what)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"The {what} {text[:60]!r} is not ISO 8601. Write it like 2026-04-02T16:00+01:00.") from None
    if moment.year not in _YEARS:
        raise ValueError(f"The {what} {text!r} must lie between {_YEARS[0]} and {_YEARS[-1]}.")
    return calendar.local(moment).astimezone(UTC)


def _text(value: object, what: str) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError(f"The {what} is missing, or is not a text.")


def _sentence(error: Exception) -> str:
    return error.message if isinstance(error, EngineError) else str(error)
