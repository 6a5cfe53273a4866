"""The story of a clock: what happened to it, and every stretch of its time."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import Shape, choice, flag, moment, number, part, text
from api.schemas.pauses import CaseClockShape


class HappeningShape(Shape):
    """One thing that happened to a clock."""

    kind = text(
        "started, replanned, resumed, extended, retargeted, paused, at-risk, breached, met or cancelled.", required=True
    )
    at = moment("When it happened.", required=True)
    recorded_at = moment("When it was written down.", required=True)
    by_user_id = number("Whose action it was; null when it came by itself.", allow_none=True, required=True)
    reason = text("Why, in words.", required=True)
    words = text("What was said with it.", required=True)
    party = text("Whose time a pause is.", required=True)
    until = moment("The expected end, the date agreed, or the new due date.", allow_none=True, required=True)
    cap = moment("The latest date that could be agreed.", allow_none=True, required=True)
    agreed_with = text("With whom.", required=True)
    was_version = number("The calendar's version before a re-plan.", allow_none=True, required=True)
    calendar_version = number("The calendar's version after it.", allow_none=True, required=True)
    was_due_at = moment("When it was due before a re-plan.", allow_none=True, required=True)


class ClockStoryShape(CaseClockShape):
    """A clock with what it says now and what happened to it."""

    zone = text("The time zone of its calendar.", required=True)
    happened = part(HappeningShape, "What happened to it, in order.", many=True, required=True)


class StretchShape(Shape):
    """One stretch of a clock's time."""

    begin = moment("From.", required=True)
    end = moment("To.", required=True)
    counted = flag("Whether it counts.", required=True)
    why = text("By which rule, and by which version of the calendar.", required=True)
    adds_seconds = fields.Float(required=True, metadata={"description": "What it adds to the time of its phase."})
    phase = choice("Gone, left up to the due date, or gone past it.", ("gone", "left", "over"), required=True)


class ExplainedShape(ClockStoryShape):
    """A clock with every stretch of its time: gone and over add up to counted_seconds, left to left_seconds."""

    stretches = part(StretchShape, "From its start on, end to end.", many=True, required=True)
