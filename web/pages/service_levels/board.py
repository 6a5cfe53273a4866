"""The board: what is overdue and what is at risk, the most urgent first by the time that is really left."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response

from engine import cases, people, sla
from engine.sla import URGENT, ClockFilter
from web.clock_words import left_words
from web.lists import ROWS, address, number, word
from web.names import Names, names
from web.page import actor, page, show, work
from web.pages.service_levels.measured import services_for

pages = Blueprint("service-levels", __name__)

MINE, ALL = "mine", "all"
VERDICTS = {"overdue": "Overdue", "at-risk": "At risk"}


@pages.get("/service-levels")
@page("clock:read")
def show_board() -> Response:
    """What is overdue and at risk, for a service and a team."""
    known = names(work())
    service_id, verdict = number("service"), word("verdict", URGENT)
    teams = _teams(known)
    team = word("team", teams) or next(iter(teams))
    wanted = ClockFilter(
        service_ids=people.scoped_services(actor(), "clock:read", service_id),
        team_ids=_team_ids(team),
        verdict=verdict,
        limit=ROWS,
    )
    found = sla.board(work(), wanted)
    return show(
        "service_levels/board.html",
        board=found,
        references=cases.references(work(), [row.clock.case_id for row in found.rows if row.clock.case_id]),
        asked={"service": service_id or "", "team": team, "verdict": verdict},
        services=services_for("clock:read"),
        teams=teams,
        verdicts=VERDICTS,
        rows=ROWS,
        names=known,
        left_words=left_words,
        address=address,
    )


def _teams(known: Names) -> Mapping[str, str]:
    """What the filter offers: the person's own teams first, where they have any."""
    own = {MINE: "Your teams"} if actor().team_ids else {}
    return {**own, ALL: "All teams", **{str(key): name for key, name in known.teams.items()}}


def _team_ids(team: str) -> frozenset[int] | None:
    if team == ALL:
        return None
    return actor().team_ids if team == MINE else frozenset({int(team)})
