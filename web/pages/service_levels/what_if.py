"""What if the target, or the calendar, were another: the work of the last months judged again, nothing written."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from engine import measures, standards
from engine.errors import NotFound, Refused
from engine.sla import Rule
from engine.standards import Replayed
from web.lists import address, word
from web.names import calendar_names, names
from web.page import actor, page, show, work
from web.pages.service_levels.measured import read_subject, services_for, subjects
from web.pages.service_levels.standard_view import OUTCOMES, share_words

pages = Blueprint("what-if", __name__)

MONTHS = {"12": "Last 12 months", "3": "Last 3 months"}
CHANGES = {"worse": "Would have been late", "better": "Would have been in time"}
MOST_LISTED = 100


@pages.get("/service-levels/what-if")
@page("measure:read")
def what_if() -> Response:
    """Ask for other targets or calendars, and show what the work of the last months would have been."""
    offered = subjects(services_for("measure:read"))
    asked = {
        "about": word("about") or next(iter(offered)),
        "target": word("target"),
        "calendar": word("calendar"),
        "months": word("months", MONTHS) or "12",
        "change": word("change", CHANGES),
    }
    problem, found = "", None
    if asked["target"] or asked["calendar"]:
        try:
            found = _replayed(asked)
        except (Refused, NotFound) as error:
            problem = error.message
    return show(
        "service_levels/what_if.html",
        422 if problem else 200,
        asked=asked,
        offered=offered,
        calendars=calendar_names(work()),
        months=MONTHS,
        changes=CHANGES,
        outcomes=OUTCOMES,
        problem=problem,
        names=names(work()),
        share_words=share_words,
        address=address,
        **_result(found, asked),
    )


def _replayed(asked: dict[str, str]) -> list[Replayed]:
    """The work asked for, judged again. Raises Refused and NotFound for what cannot be asked, saying why."""
    subject, months = read_subject(asked["about"]), measures.latest_months(work().now, int(asked["months"]))
    return standards.replay(work(), subject, months, Rule(asked["target"], asked["calendar"]), by=actor())


def _result(found: list[Replayed] | None, asked: dict[str, str]) -> dict[str, Any]:
    if found is None:
        return {"whole": None}
    months = measures.latest_months(work().now, int(asked["months"]))
    counts = standards.changes(found)
    changed = [one for one in reversed(found) if one.change and asked["change"] in ("", one.change)]
    return {
        "whole": standards.difference(found),
        "by_month": standards.difference_by_month(found, months),
        "counts": {name: counts[name] for name in CHANGES},
        "changed": changed[:MOST_LISTED],
        "behind": len(changed),
        "most": MOST_LISTED,
    }
