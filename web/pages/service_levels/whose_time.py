"""Whose time it was: how long cases took, month by month, and whose time that was."""

from __future__ import annotations

from flask import Blueprint, Response

from engine.sla import SHARING as PARTIES
from web import lists
from web.clock_words import SHARING
from web.figures import FEWEST, read_figures
from web.page import page, show, work
from web.pages.service_levels.measured import last_year, services_for

pages = Blueprint("whose_time", __name__)

KEY = "time-by-party"
_GROUPS = ((), ("month",), ("split",), ("month", "split"))


@pages.get("/service-levels/whose-time")
@page("measure:read")
def whose_time() -> Response:
    """How long cases took in each of the last months, and whose time that was, for one service or all."""
    chosen = lists.number("service")
    months, period, scope = last_year(chosen)
    found = read_figures(work(), scope, period, {}, {KEY: _GROUPS})
    return show(
        "service_levels/whose_time.html",
        key=KEY,
        months=[month for month in reversed(months) if found.figure(KEY, month=month.key).denominator],
        figures=found,
        parties={party: SHARING[party] for party in PARTIES},
        services=services_for("measure:read"),
        chosen=chosen,
        fewest=FEWEST,
    )
