"""Calendars: their hours in versions, and edits that are previewed, applied and followed by the open clocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Response

from api.auth import actor
from api.files import check_single
from api.replies import page, reply
from api.resource import Resource
from api.schemas.calendars import (
    DAYS,
    CalendarDetailShape,
    CalendarShape,
    ClosuresFiles,
    ClosuresForm,
    ImportedClosuresShape,
    NewCalendar,
    NewCalendarVersion,
    PreviewQuery,
    ReplanShape,
)
from api.schemas.fields import page_of
from api.showing import show_version
from api.versions import version_asked
from api.work import work
from engine import sla
from engine.errors import Refused
from engine.sla import Hours, Replan, SpecialDay

resource = Resource("calendars", "Working calendars, in versions, and what edits of them do to the open clocks.")
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})", re.ASCII)
Spans = tuple[tuple[int, int], ...]


@resource.get(permission="clock:read", answer=page_of(CalendarShape))
def list_calendars() -> Response:
    """List them all, by key."""
    found = sla.list_calendars(work())
    return page(found, len(found), lambda item: (item.id,))


@resource.post(permission="calendar:manage", body=NewCalendar, answer=CalendarDetailShape, status=201)
def add_calendar(body: dict[str, Any]) -> Response:
    """Add a calendar with its first hours."""
    named = {name: body[name] for name in ("key", "name", "zone", "valid_from")}
    sla.add_calendar(work(), **named, hours=_hours(body), by=actor())
    return _show(body["key"], 201)


@resource.get("/<key>", permission="clock:read", answer=CalendarDetailShape)
def show_calendar(key: str) -> Response:
    """Show a calendar with all its versions."""
    return _show(key, 200)


@resource.post(
    "/<key>/versions",
    permission="calendar:manage",
    query=PreviewQuery,
    body=NewCalendarVersion,
    answer=ReplanShape,
    status=201,
    if_match="optional",
)
def add_version(key: str, query: dict[str, Any], body: dict[str, Any]) -> Response:
    """Give a calendar new hours; the worker re-plans the open clocks. With `preview` nothing is applied yet."""
    edit = sla.propose_version if query["preview"] else sla.add_version
    return reply(_told(edit(work(), key, _hours(body), by=actor(), **version_asked(body))), 201)


@resource.post(
    "/<key>/closures",
    permission="calendar:manage",
    query=PreviewQuery,
    form=ClosuresForm,
    files=ClosuresFiles,
    answer=ImportedClosuresShape,
    status=201,
)
def import_closures(key: str, query: dict[str, Any], form: dict[str, Any], files: dict[str, Any]) -> Response:
    """Close the days of an iCalendar file, as an edit like any other."""
    check_single("file")
    detail = sla.calendar_detail(work(), key)
    found = sla.read_closures(files["file"].read(), today=detail.today)
    hours, added = sla.close_days(sla.calendar_for(work(), key), detail.versions[0].hours, found.days)
    starts = form["valid_from"] or max(detail.today, detail.versions[0].valid_from)
    edit = sla.propose_version if query["preview"] else sla.add_version
    run = edit(work(), key, hours, valid_from=starts, reason=form["reason"], by=actor())
    listed = [{"day": day, "name": name, "added": day in added} for day, name in found.days.items()]
    left_out = [{"name": name, "why": why} for name, why in found.left_out]
    return reply({**_told(run), "found": listed, "left_out": left_out}, 201)


@resource.get("/<key>/replans/<id:number>", permission="calendar:manage", answer=ReplanShape)
def show_replan(key: str, number: int) -> Response:
    """Show what an edit would change, or how far the clocks are."""
    return reply(_told(_read(key, number)))


@resource.post("/<key>/replans/<id:number>/apply", permission="calendar:manage", answer=ReplanShape)
def apply_edit(key: str, number: int) -> Response:
    """Apply an edit that was previewed; the worker re-plans the open clocks."""
    return reply(_told(sla.apply_version(work(), _read(key, number).id, by=actor())))


def _read(key: str, number: int) -> Replan:
    return sla.replan(work(), number, of=key, by=actor())


def _told(run: Replan) -> dict[str, Any]:
    return {name: getattr(run, name) for name in ReplanShape().fields}


def _show(key: str, status: int) -> Response:
    detail = sla.calendar_detail(work(), key)
    versions = [
        {
            **show_version(version),
            **_written(version.hours),
        }
        for version in detail.versions
    ]
    named = {name: getattr(detail, name) for name in ("id", "key", "name", "zone", "in_force")}
    return reply({**named, "versions": versions}, status, version=detail.versions[0].number)


def _hours(body: Mapping[str, Any]) -> Hours:
    """The hours that were sent. Raises Refused at the span that cannot be read."""
    week = tuple(_spans(body["week"].get(name) or (), f"week.{name}") for name in DAYS)
    days = {one["day"]: SpecialDay(_spans(one["open"], "days"), one["name"]) for one in body["days"]}
    return Hours(week, days, body["bank_holidays"])


def _spans(texts: Iterable[str], where: str) -> Spans:
    found = []
    for text in texts:
        read = _SPAN.fullmatch(text)
        if read is None:
            raise Refused.at(where, f"“{text}” is not a span. Write it like 09:00-12:30.")
        opens, closes = (int(read[1]) * 60 + int(read[2]), int(read[3]) * 60 + int(read[4]))
        found.append((opens, closes))
    return tuple(found)


def _written(hours: Hours) -> dict[str, Any]:
    days = [{"day": day, "open": _texts(one.spans), "name": one.name} for day, one in hours.days.items()]
    week = {name: _texts(spans) for name, spans in zip(DAYS, hours.week, strict=True)}
    return {"week": week, "days": days, "bank_holidays": hours.bank_holidays}


def _texts(spans: Sequence[tuple[int, int]]) -> list[str]:
    return [f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}" for opens, closes in spans]
