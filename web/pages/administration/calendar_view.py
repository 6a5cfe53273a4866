"""The page of one calendar: its hours, closures and versions, and when something would be due on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Response, request

from engine import people, sla
from engine.errors import EngineError
from engine.sla import CalendarDetail, CalendarVersion, Due, SpecialDay
from engine.store import Work
from engine.targets import CALENDAR_DAYS
from web.names import names
from web.page import actor, show
from web.pages.administration.calendar_forms import DIVISIONS, WEEK
from web.pages.administration.hours import write_spans

_YEARS = range(1970, 2201)
_TARGET = "10 working days"


def calendar_page(work: Work, key: str) -> Response:
    """The page; the address may ask on it when `target` is due that begins at `start`. Raises NotFound."""
    detail = sla.calendar_detail(work, key)
    due, problem = _due(work, key)
    return show(
        "administration/calendar.html",
        422 if problem else 200,
        calendar=detail,
        week=[(name.title(), write_spans(spans)) for name, spans in zip(WEEK, detail.hours.week, strict=True)],
        differing=list(_coming(detail)),
        holidays=[
            (day, name)
            for day, name in detail.bank_holidays.items()
            if day >= detail.today and day.year <= detail.today.year + 1
        ],
        versions=[_said(version) for version in detail.versions],
        edits={run.to_version: run.id for run in sla.replans(work, key, by=actor())},
        division=DIVISIONS[detail.hours.bank_holidays],
        called=names(work, [version.created_by for version in detail.versions]),
        services=[
            place
            for place in people.services(work)
            if key in (place.default_calendar, *place.channel_calendars.values())
        ],
        teams=[team for team in people.teams(work) if key in (team.calendar, *team.channel_calendars.values())],
        asked=_asked(work, detail),
        due=due,
        every_day=due is not None and sla.parse_target(request.args["target"]).unit == CALENDAR_DAYS,
        problem=problem,
    )


def _coming(detail: CalendarDetail) -> Iterator[tuple[date, SpecialDay, str, int]]:
    """The days to come that differ, each as the version says that holds on it: day, why, hours, version."""
    days = {day for version in detail.versions for day in version.hours.days if day >= detail.today}
    for day in sorted(days):
        holding = sla.in_force(detail.versions, day)
        special = holding.hours.days.get(day) if holding else None
        if holding and special:
            yield day, special, write_spans(special.spans), holding.number


def _said(version: CalendarVersion) -> tuple[CalendarVersion, list[tuple[str, str]], list[tuple[date, str, str]]]:
    """A version with its weekly hours and its days that differ, as people write them."""
    week = [(name.title(), write_spans(spans)) for name, spans in zip(WEEK, version.hours.week, strict=True)]
    days = [(day, write_spans(special.spans), special.name) for day, special in sorted(version.hours.days.items())]
    return version, week, days


def _asked(work: Work, detail: CalendarDetail) -> dict[str, str]:
    """What the question when something is due is filled with: what was asked, else now and a usual target."""
    start = request.args.get("start") or f"{work.now.astimezone(ZoneInfo(detail.zone)):%Y-%m-%dT%H:%M}"
    return {"start": start[:40], "target": (request.args.get("target") or _TARGET)[:100]}


def _due(work: Work, key: str) -> tuple[Due | None, str]:
    """The answer to that question, or what is wrong with it; neither when nothing was asked."""
    if "target" not in request.args:
        return None, ""
    start = _moment(request.args.get("start", ""))
    if start is None:
        return None, "Enter when it begins as a real day and time, such as 2026-12-18T10:00."
    calendar = sla.calendar_for(work, key)
    try:
        target = sla.parse_target(request.args["target"])
        return sla.due(calendar, calendar.local(start).astimezone(UTC), target), ""
    except EngineError as error:
        return None, error.message


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.year in _YEARS else None
