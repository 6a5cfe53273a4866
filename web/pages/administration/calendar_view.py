"""The page of one calendar: its hours, closures and versions, and when something would be due on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response, request

from engine import people, sla
from engine.errors import EngineError
from engine.sla import CalendarDetail, Due, Hours, SpecialDay
from engine.store import Work
from web.names import names
from web.page import show
from web.pages.administration.calendar_forms import DIVISIONS, WEEK
from web.pages.administration.hours import write_spans

_YEARS = range(1970, 2201)
_TARGET = "10 working days"
_AHEAD = timedelta(days=400)


def calendar_page(work: Work, key: str) -> Response:
    """The page; the address may ask on it when `target` is due that begins at `start`. Raises NotFound."""
    detail = sla.calendar_detail(work, key)
    due, problem = _due(work, key)
    return show(
        "administration/calendar.html",
        422 if problem else 200,
        calendar=detail,
        week=[(name.title(), write_spans(spans)) for name, spans in zip(WEEK, detail.hours.week, strict=True)],
        differing=[(day, said, write_spans(said.spans)) for day, said in _coming(detail.hours, detail.today)],
        holidays=[
            (day, name) for day, name in detail.bank_holidays.items() if detail.today <= day < detail.today + _AHEAD
        ],
        division=DIVISIONS[detail.hours.bank_holidays],
        called=names(work, [version.created_by for version in detail.versions]),
        services=[service for service in people.services(work) if service.default_calendar == key],
        asked=_asked(work, detail),
        due=due,
        problem=problem,
    )


def _coming(hours: Hours, today: date) -> list[tuple[date, SpecialDay]]:
    return sorted(((day, special) for day, special in hours.days.items() if day >= today), key=lambda held: held[0])


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
