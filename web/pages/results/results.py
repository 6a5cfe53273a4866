"""What has come of the work: figures by service, site and step, each with its definition and the list behind it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response

from engine import contacts, definitions, measures, people
from web.demo import demo_here
from web.figures import read_figures
from web.lists import address, word
from web.page import actor, page, show, work
from web.pages.results.results_view import (
    DAYS,
    OVERVIEW,
    asked_results,
    choices,
    look_at_measure,
    share_of,
    sites_of,
)
from web.pages.results.trends import read_trends
from web.period import PERIODS
from web.standings import read_standings, waiting_rows

pages = Blueprint("results", __name__)

MOST_STEPS = 60
"""How many steps the overview lists; with more of them a service has to be chosen."""
MOST_WAITING = 12


@pages.get("/results")
@page("measure:read")
def overview() -> Response:
    """Show what has come of the work, by process, site and step, and what holds the rest."""
    asked = asked_results()
    standings = read_standings(work(), actor(), service_id=asked.service_id, action="measure:read")
    figures = read_figures(work(), asked.scope(), asked.period, OVERVIEW, {DAYS: ((), ("site_id",), ("process_id",))})
    waiting = waiting_rows(standings, figures, sites=None if asked.site_id is None else (asked.site_id,))
    return show(
        "results/overview.html",
        asked=asked,
        figures=figures,
        standings=standings,
        share=share_of(asked.period),
        promise=measures.SHARE_HANDLED,
        trends=read_trends(asked, with_calls=True, growing=_growing()),
        waiting=waiting[:MOST_WAITING],
        more_waiting=len(waiting) - MOST_WAITING,
        most_steps=MOST_STEPS,
        **choices(standings),
    )


@pages.get("/results/processes/<id:process_id>")
@page("measure:read")
def process(process_id: int) -> Response:
    """Show one process, its sites side by side, and what holds each step at each of them."""
    found = definitions.process(work(), process_id)
    people.require(actor(), "measure:read", service_id=found.service_id)
    asked = asked_results(service_id=found.service_id, process_id=process_id)
    standings = read_standings(
        work(), actor(), service_id=found.service_id, process_id=process_id, action="measure:read"
    )
    figures = read_figures(work(), asked.scope(), asked.period, OVERVIEW, {DAYS: (("site_id",),)})
    held = waiting_rows(standings, figures, keep=lambda row: bool(row.standing.held_by or (row.days_late or 0) > 0))
    return show(
        "results/process.html",
        process=found,
        asked=asked,
        figures=figures,
        standings=standings,
        trends=read_trends(asked, growing=_growing()),
        site_ids=sites_of(figures, standings),
        held=held,
        **choices(standings),
    )


@pages.get("/results/share-handled")
@page("measure:read")
def share_handled() -> Response:
    """Show what the share of all calls means, and the imported counts it is made of."""
    asked = asked_results()
    period = asked.period
    return show(
        "results/share.html",
        asked=asked,
        promise=measures.SHARE_HANDLED,
        share=share_of(period),
        lines=contacts.calls_by_line(work(), period.first, period.last + timedelta(days=1)),
        periods=PERIODS,
    )


@pages.get("/results/<measure_key>")
@page("measure:read")
def measure(measure_key: str) -> Response:
    """Show what a measure means, its figure, and the list behind it."""
    found = measures.measure(measure_key)
    asked, split, counted = asked_results(chosen=True), word("split"), word("counted", ("yes", "no"))
    standings = read_standings(work(), actor(), service_id=asked.service_id, action="measure:read")
    return show(
        "results/measure.html",
        asked=asked,
        split=split,
        counted=counted,
        standings=standings,
        address=address,
        **look_at_measure(found, asked, split, counted),
        **choices(standings),
    )


def _growing() -> bool:
    """Whether the invented council's year is still being made, so that figures of the past grow."""
    here = demo_here()
    return here is not None and here.growing
