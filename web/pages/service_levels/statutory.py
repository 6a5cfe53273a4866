"""Times set by law: what was decided in time, in agreed time and late, month by month, and what is open."""

from __future__ import annotations

from flask import Blueprint, Response

from engine import cases, people
from engine.sla import AGREED, IN_TIME, LATE, ClockFilter
from web import lists
from web.clock_words import ClockNow, clocks_now
from web.figures import read_figures
from web.names import names
from web.page import actor, page, show, work
from web.pages.service_levels.measured import last_year, services_for

pages = Blueprint("statutory", __name__)

KEY = "statutory-in-time"
OUTCOMES = {IN_TIME: "In time", AGREED: "In agreed time", LATE: "Late"}
MOST_OPEN = 200


@pages.get("/service-levels/statutory")
@page("measure:read")
def list_statutory() -> Response:
    """What was decided in the time set by law, what in a time agreed instead, what late, and what is still open."""
    services, chosen = services_for("measure:read"), lists.number("service")
    months, period, scope = last_year(chosen)
    found, still_open = read_figures(work(), scope, period, {KEY: ("month", "split")}), _open(chosen)
    return show(
        "service_levels/statutory.html",
        key=KEY,
        figures=found,
        months=[month for month in reversed(months) if found.figure(KEY, month=month.key).denominator],
        outcomes=OUTCOMES,
        services=services,
        chosen=chosen,
        called=names(work()),
        open=still_open,
        references=cases.references(work(), {clock.row.case_id for clock in still_open if clock.row.case_id}),
    )


def _open(service_id: int | None) -> list[ClockNow]:
    """The open times set by law, the most urgent first, for those who may see clocks."""
    if not people.may(actor(), "clock:read"):
        return []
    seen = people.scoped_services(actor(), "clock:read", service_id)
    wanted = ClockFilter(service_ids=seen, statutory=True, verdict="open", limit=MOST_OPEN)
    return clocks_now(work(), wanted)
