"""Where every step stands at every site on its way to the front office, and what waits where it is not live."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from engine import people
from engine.transfer import STATES
from web.figures import Figures, read_figures, scope_of
from web.lists import address, is_on, number, word
from web.page import actor, page, show, work
from web.period import asked_period
from web.standings import Waiting, only_service, read_standings, services_seen, waiting_rows

pages = Blueprint("transfers", __name__)

_HELD = {"held-contacts": ("service_id", "process_id", "step_key", "site_id", "split")}
_FILTERS = ("service", "process", "site", "state", "held", "late")
MOST_ROWS = 200
"""How many steps the table lists; with more of them a service or a process has to be chosen."""


@pages.get("/transfers")
@page("transfer:read")
def board() -> Response:
    """Show where every step stands at every site, and what waits where they are not live."""
    service_id = number("service") or only_service(actor(), "transfer:read")
    standings = read_standings(
        work(), actor(), service_id=service_id, process_id=number("process"), action="transfer:read"
    )
    figures = _figures(service_id)
    sites = [site_id for site_id in standings.names.sites if number("site") in (None, site_id)]
    return show(
        "transfers/board.html",
        standings=standings,
        names=standings.names,
        figures=figures,
        site_ids=sites,
        services=services_seen(standings, actor(), "transfer:read"),
        asked={name: request.args.get(name, "") for name in _FILTERS} | {"service": service_id or ""},
        states=STATES,
        address=address,
        **_listed(waiting_rows(standings, figures, sites=sites, live=True)),
    )


def _figures(service_id: int | None) -> Figures:
    period = asked_period(work().now)
    limits = {"service_id": service_id, "process_id": number("process"), "site_id": number("site")}
    scope = scope_of(work(), period, people.scopes(actor(), "transfer:read"), limits)
    return read_figures(work(), scope, period, _HELD)


def _listed(every: list[Waiting]) -> dict[str, Any]:
    """The rows that the filters leave, of which there may be more than are listed, and how many stand how."""
    rows = [row for row in every if _wanted(row)]
    return {
        "rows": rows[:MOST_ROWS],
        "more": len(rows) - MOST_ROWS,
        "shown": {row.place for row in rows},
        "filtered": any(request.args.get(name) for name in ("state", "held", "late")),
        "counts": _counts(every),
    }


def _wanted(row: Waiting) -> bool:
    state, held = word("state", STATES), word("held", ("yes", "no"))
    return (
        (not state or row.standing.state == state)
        and (not held or (held == "yes") is (row.standing.held_by is not None))
        and (not is_on("late") or row.is_late)
    )


def _counts(rows: list[Waiting]) -> dict[str, int]:
    """How many steps at a site stand in each state, are held, and are late."""
    counts = {state: sum(row.standing.state == state for row in rows) for state in STATES if state != "back_office"}
    held = sum(row.standing.held_by is not None for row in rows)
    return counts | {"held": held, "late": sum(row.is_late for row in rows)}
