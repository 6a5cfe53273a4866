"""What has come of the work: figures by service, site and step, each with its definition and the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response

from engine import contacts, definitions, measures, people
from engine.measures import Measure, Scope, ShareHandled
from web.figures import Figures, read_figures, scope_of, words_of
from web.lists import address, after_moment, number, page_of, word
from web.page import actor, page, show, work
from web.period import PERIODS, Period, asked_period
from web.standings import Standings, read_standings, waiting_rows

pages = Blueprint("results", __name__)

_PLACE = ("process_id", "step_key", "site_id")
_ALL = ("service_id", *_PLACE)
OVERVIEW = {
    "finished-at-first-contact": _ALL,
    "need-met": (*_ALL, "split"),
    "tasks-done-by-front-office": _ALL,
    "hand-offs": _ALL,
    "open-tasks-overdue": _ALL,
    "transfer-states": (*_ALL, "split"),
    "held-contacts": (*_ALL, "split"),
}
_DAYS = "days-to-end"
MOST_STEPS = 60
"""How many steps the overview lists; with more of them a service has to be chosen."""
MOST_WAITING = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address limits the results to."""

    period: Period
    service_id: int | None
    process_id: int | None = None
    site_id: int | None = None
    step_key: str | None = None

    def scope(self, action: str = "measure:read") -> Scope:
        """The same as the engine takes it, where the person may do `action`."""
        limits = {name: getattr(self, name) for name in _ALL}
        return scope_of(work(), self.period, people.scopes(actor(), action), **limits)


@pages.get("/results")
@page("measure:read")
def overview() -> Response:
    """Show what has come of the work, by process, site and step, and what holds the rest."""
    asked = _asked()
    standings = read_standings(work(), actor(), service_id=asked.service_id, action="measure:read")
    figures = read_figures(work(), asked.scope(), asked.period, OVERVIEW, {_DAYS: ((), ("site_id",), ("process_id",))})
    waiting = waiting_rows(standings, figures, sites=_one(asked.site_id))
    return show(
        "results/overview.html",
        asked=asked,
        figures=figures,
        standings=standings,
        share=_share(asked.period),
        promise=measures.SHARE_HANDLED,
        waiting=waiting[:MOST_WAITING],
        more_waiting=len(waiting) - MOST_WAITING,
        most_steps=MOST_STEPS,
        **_choices(standings),
    )


@pages.get("/results/processes/<int:process_id>")
@page("measure:read")
def process(process_id: int) -> Response:
    """Show one process, its sites side by side, and what holds each step at each of them."""
    found = definitions.process(work(), process_id)
    people.require(actor(), "measure:read", service_id=found.service_id)
    asked = _asked(service_id=found.service_id, process_id=process_id)
    standings = read_standings(
        work(), actor(), service_id=found.service_id, process_id=process_id, action="measure:read"
    )
    figures = read_figures(work(), asked.scope(), asked.period, OVERVIEW, {_DAYS: (("site_id",),)})
    held = waiting_rows(standings, figures, keep=lambda row: bool(row.standing.held_by or (row.days_late or 0) > 0))
    return show(
        "results/process.html",
        process=found,
        asked=asked,
        figures=figures,
        standings=standings,
        site_ids=_sites_of(figures, standings),
        held=held,
        **_choices(standings),
    )


@pages.get("/results/share-handled")
@page("measure:read")
def share_handled() -> Response:
    """Show what the share of all calls means, and the imported counts it is made of."""
    asked = _asked()
    period = asked.period
    return show(
        "results/share.html",
        asked=asked,
        promise=measures.SHARE_HANDLED,
        share=_share(period),
        lines=contacts.calls_by_line(work(), period.first, period.last + timedelta(days=1)),
        periods=PERIODS,
    )


@pages.get("/results/<measure_key>")
@page("measure:read")
def measure(measure_key: str) -> Response:
    """Show what a measure means, its figure, and the list behind it."""
    found = measures.measure(measure_key)
    asked, split, counted = _asked(chosen=True), word("split"), word("counted", ("yes", "no"))
    figures = _figures_of(found, asked)
    whole = figures.figure(found.key, **({"split": split} if split else {}))
    may_list = people.may(actor(), "case:read", service_id=asked.service_id)
    rows = (
        measures.listing(
            work(),
            found,
            asked.scope("case:read"),
            split=split or None,
            counted={"yes": True, "no": False}.get(counted),
            after=after_moment(),
            limit=51,
        )
        if may_list
        else ()
    )
    standings = read_standings(work(), actor(), service_id=asked.service_id, action="measure:read")
    return show(
        "results/measure.html",
        measure=found,
        asked=asked,
        figures=figures,
        figure=whole,
        text=words_of(found, whole),
        shown_with=measures.measure(found.shown_with) if found.shown_with else None,
        split=split,
        counted=counted,
        may_list=may_list,
        standings=standings,
        page=page_of(rows, lambda row: (row["at"], row["row_id"])),
        address=address,
        **_choices(standings),
    )


def _share(period: Period) -> ShareHandled | None:
    """Share handled, of the whole organisation; None without imported counts."""
    return measures.share_handled(work(), period.first, period.last + timedelta(days=1))


def _asked(*, chosen: bool = False, service_id: int | None = None, process_id: int | None = None) -> Asked:
    """What the address asks for; without a service the one that the person has, if it is only one.

    With `chosen` no service is chosen for them.
    """
    seen = people.scoped_services(actor(), "measure:read")
    only = next(iter(seen)) if seen is not None and len(seen) == 1 and not chosen else None
    return Asked(
        asked_period(work().now),
        service_id or number("service") or only,
        process_id or number("process"),
        number("site"),
        word("step") or None,
    )


def _figures_of(found: Measure, asked: Asked) -> Figures:
    """One measure, whole and by its split, with the one it is always shown with."""
    if found.unit == "days":
        return read_figures(work(), asked.scope(), asked.period, {}, {found.key: ((), ("split",))})
    together = [found.key, found.shown_with] if found.shown_with else [found.key]
    return read_figures(work(), asked.scope(), asked.period, dict.fromkeys(together, ("split",)))


def _choices(standings: Standings) -> dict[str, Any]:
    """What the filters offer: periods, sites, and the services that the person may see."""
    seen = people.scoped_services(actor(), "measure:read")
    services = {key: name for key, name in standings.names.services.items() if seen is None or key in seen}
    return {"periods": PERIODS, "services": services, "sites": standings.names.sites, "names": standings.names}


def _sites_of(figures: Figures, standings: Standings) -> list[int]:
    """The sites where the process has cases or steps on their way, by name."""
    busy = {
        group for key in ("finished-at-first-contact", "open-tasks-overdue") for group in figures.groups(key, "site_id")
    }
    moved = {place.site_id for place in standings.listed}
    return [site_id for site_id in standings.names.sites if site_id in busy | moved]


def _one(site_id: int | None) -> tuple[int, ...] | None:
    return None if site_id is None else (site_id,)
