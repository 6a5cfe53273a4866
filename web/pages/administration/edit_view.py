"""What the pages of edits of calendars and targets show alike: what would change, and how far the clocks are."""

from __future__ import annotations

from typing import Any

from engine import cases
from engine.sla import Run
from web.names import names
from web.page import work


def progress_of(run: Run, address: str) -> dict[str, Any]:
    """The part of an edit's page that changes while it is counted or applied; `address` is the page's."""
    figures = (
        ("Open clocks", run.looked_at),
        ("Due later", run.later),
        ("Due sooner", run.sooner),
        ("Overdue at once", run.overdue),
        ("Paused, no date now", run.paused),
    )
    return {
        "run": run,
        "address": address,
        "counting": run.status == "previewing",
        "figures": figures,
        "called": names(work(), [run.proposed_by, run.applied_by]),
        "references": cases.references(work(), {one.case_id for one in run.most_moved if one.case_id}),
    }
