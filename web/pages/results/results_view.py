"""What the pages of results show: what the address limits them to, the figures, and the list behind one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engine import measures, people
from engine.measures import Measure, Scope, ShareHandled
from web.figures import COLOURS, Figures, read_figures, scope_of, words_of
from web.lists import ROWS, Page, after_moment, number, page_of, word
from web.page import actor, work
from web.period import PERIODS, Period, asked_period
from web.standings import Standings, only_service, services_seen

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
DAYS = "days-to-end"


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
        return scope_of(work(), self.period, people.scopes(actor(), action), limits)


def asked_results(*, chosen: bool = False, service_id: int | None = None, process_id: int | None = None) -> Asked:
    """What the address asks for; without a service the one that the person has, if it is only one.

    With `chosen` no service is chosen for them.
    """
    only = None if chosen else only_service(actor(), "measure:read")
    return Asked(
        asked_period(work().now),
        service_id or number("service") or only,
        process_id or number("process"),
        number("site"),
        word("step") or None,
    )


def look_at_measure(found: Measure, asked: Asked, split: str, counted: str) -> dict[str, Any]:
    """What the template of a measure is given: its figure, what it is read with, and the list behind it.

    `split` names a part of it; `counted` ("yes" or "no") says whether to list what was counted or the rest.
    """
    figures = _figures_of(found, asked)
    whole = figures.figure(found.key, **({"split": split} if split else {}))
    return {
        "measure": found,
        "figures": figures,
        "figure": whole,
        "text": words_of(found, whole),
        "colours": COLOURS,
        "shown_with": measures.measure(found.shown_with) if found.shown_with else None,
        "page": _list_behind(found, asked, split, counted),
    }


def share_of(period: Period) -> ShareHandled | None:
    """Share handled, of the whole organisation; None without imported counts."""
    return measures.share_handled(work(), period.first, period.last + timedelta(days=1))


def choices(standings: Standings) -> dict[str, Any]:
    """What the filters offer: periods, sites, and the services that the person may see."""
    services = services_seen(standings, actor(), "measure:read")
    return {"periods": PERIODS, "services": services, "sites": standings.names.sites, "names": standings.names}


def sites_of(figures: Figures, standings: Standings) -> list[int]:
    """The sites where the process has cases or steps on their way, by name."""
    busy = {
        group for key in ("finished-at-first-contact", "open-tasks-overdue") for group in figures.groups(key, "site_id")
    }
    moved = {place.site_id for place in standings.listed}
    return [site_id for site_id in standings.names.sites if site_id in busy | moved]


def _figures_of(found: Measure, asked: Asked) -> Figures:
    """One measure, whole and by its split, with the one it is always shown with."""
    if found.value_column:
        return read_figures(work(), asked.scope(), asked.period, {}, {found.key: ((), ("split",))})
    together = [found.key, found.shown_with] if found.shown_with else [found.key]
    return read_figures(work(), asked.scope(), asked.period, dict.fromkeys(together, ("split",)))


def _list_behind(found: Measure, asked: Asked, split: str, counted: str) -> Page[Any] | None:
    """The page of the list behind a figure; None for those who may read no cases there."""
    if not people.may(actor(), "case:read", service_id=asked.service_id):
        return None
    rows = measures.listing(
        work(),
        found,
        asked.scope("case:read"),
        split=split or None,
        counted={"yes": True, "no": False}.get(counted),
        after=after_moment(),
        limit=ROWS + 1,
    )
    return page_of(rows, lambda row: (row["at"], row["row_id"]))
