"""Calendars, their versions, and edits of them."""

from __future__ import annotations

from api.schemas.fields import Shape, choice, day, flag, moment, part, query_flag, several, text, upload
from api.schemas.fields import number as count
from api.schemas.runs import RunShape
from engine.sla import DIVISIONS

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPANS = "Spans such as 09:00-12:30, in order; none is closed, 00:00-24:00 always open."


class WeekShape(Shape):
    """The spans of each day of the week; a day that is left out is closed."""

    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
        several(text("A span.", longest=11), _SPANS, most=20, load_default=list) for _ in DAYS
    )


class SpecialDayShape(Shape):
    """A day that differs: a closure, a half day, a one-off opening."""

    day = day("The day.", required=True)
    open = several(text("A span.", longest=11), _SPANS, most=20, required=True)
    name = text("Why it differs.", required=True, longest=100)


class HoursShape(Shape):
    """Opening hours."""

    week = part(WeekShape, "The days of the week.", required=True)
    days = part(SpecialDayShape, "The days that differ.", many=True, load_default=list)
    bank_holidays = choice("On whose bank holidays it is closed; empty for none.", DIVISIONS, load_default="")


class NewCalendarVersion(HoursShape):
    """New hours from a day on."""

    valid_from = day("The first day on which they hold.", required=True)
    reason = text("Why the hours change.", required=True)


class NewCalendar(HoursShape):
    """A calendar to be added."""

    key = text("Small letters, digits and hyphens; never changes.", required=True, longest=60)
    name = text("The name.", required=True, longest=200)
    zone = text("The IANA time zone, such as Europe/London.", required=True, longest=60)
    valid_from = day("The first day on which its hours hold.", required=True)


class CalendarShape(Shape):
    """A calendar."""

    id = count("The id.", required=True)
    key = text("The key.", required=True)
    name = text("The name.", required=True)
    zone = text("The IANA time zone.", required=True)


class CalendarVersionShape(HoursShape):
    """One version of a calendar."""

    number = count("Its number.", required=True)
    valid_from = day("The first day on which it holds.", required=True)
    reason = text("Why the hours changed.", required=True)
    created_by = count("Who wrote it.", allow_none=True, required=True)
    created_at = moment("When.", required=True)


class CalendarDetailShape(CalendarShape):
    """A calendar with its versions."""

    in_force = count("The number of the version that holds today; null before the first.", allow_none=True)
    versions = part(CalendarVersionShape, "The newest first.", many=True, required=True)


class PreviewQuery(Shape):
    """Whether the edit is only previewed."""

    preview = query_flag("Count what it would change, and apply nothing yet.", load_default=False)


class ClosuresForm(Shape):
    """Closures from a file, from a day on."""

    valid_from = day("The first day on which the new hours hold; today when left out.", load_default=None)
    reason = text("Why the hours change.", load_default="Closures from a calendar file")


class ClosuresFiles(Shape):
    """The file."""

    file = upload("An iCalendar file (.ics), 300 kB at most.")


class ReplanShape(RunShape):
    """An edit of a calendar: what it would change, and how far the open clocks are re-planned."""

    calendar = text("The key of the calendar.", required=True)


class FoundDayShape(Shape):
    """A day of a file."""

    day = day("The day.", required=True)
    name = text("What it is called there.", required=True)
    added = flag("Whether it is closed now: not, when it was closed already or has hours of its own.", required=True)


class LeftOutShape(Shape):
    """An event of a file that was left out."""

    name = text("What it is called there.", required=True)
    why = text("Why.", required=True)


class ImportedClosuresShape(ReplanShape):
    """An edit by a file, with what was found in it."""

    found = part(FoundDayShape, "The days from today on.", many=True, required=True)
    left_out = part(LeftOutShape, "What was left out.", many=True, required=True)
