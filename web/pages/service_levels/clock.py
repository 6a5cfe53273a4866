"""One clock: what happened to it, and every stretch of its time up to the figures that are shown everywhere."""

from __future__ import annotations

from flask import Blueprint, Response

from engine import cases
from engine.targets import parse_target
from web.clock_words import PARTIES, ClockNow, left_words
from web.names import calendar_names, names
from web.page import actor, page, show, work
from web.pages.service_levels.clock_view import happened_words, picture_of, weeks_of
from web.wording import elapsed_words

pages = Blueprint("clock", __name__)


@pages.get("/clocks/<id:number>")
@page("clock:read")
def show_clock(number: int) -> Response:
    """The story of a clock, for whoever may see its case."""
    told = cases.clock_story(work(), number, by=actor())
    return show(
        "service_levels/clock.html",
        clock=ClockNow(told.clock, told.told, left_words(told.told), pause_overdue=False),
        reference=cases.references(work(), [told.clock.case_id]).get(told.clock.case_id) if told.clock.case_id else "",
        happened=[(one, happened_words(one)) for one in told.happened],
        called=names(work(), [one.by_user_id for one in told.happened]),
        parties=PARTIES,
        calendar=calendar_names(work()).get(told.clock.calendar, told.clock.calendar),
        weeks=weeks_of(told.entries),
        picture=picture_of(told, work().now),
        elapsed=elapsed_words,
        story=told,
        by_calendar=parse_target(told.clock.target).by_calendar,
    )
