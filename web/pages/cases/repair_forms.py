"""What the pages of repair share: a reason, the version of the case that was seen, and where to go on."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea
from wtforms import SubmitField, TextAreaField

from engine import people
from engine.cases import RepairView
from engine.errors import Refused, StaleVersion
from web.forms import PageForm, refuse, sent, version_seen
from web.happened import changed_by
from web.page import actor, see, work

_AGAIN = "Read below how it stands now. If this is still right, send it again."


class Repair(PageForm):
    """A repair that is confirmed with a reason, for the case as it was seen."""

    reason = TextAreaField("Why?", widget=GovTextArea())
    go = SubmitField("Go on", widget=GovSubmitInput())


def repaired(form: Repair, case_id: int, do: Callable[[str, int], object], *, apart: str = "") -> bool:
    """Whether `do` was done with the reason and the version seen; if not, the form says why where it was sent.

    Raises Refused when what was refused is the field `apart`, which is none of this form.
    """
    if not sent(form):
        return False
    try:
        do(form.reason.data or "", version_seen())
    except StaleVersion:
        form.form_errors.append(f"{changed_by(work(), 'case', case_id, 'this case')} {_AGAIN}")
        return False
    except Refused as error:
        if apart and any(problem.where == apart for problem in error.problems):
            raise
        refuse(form, error)
        return False
    return True


def after_repair(found: RepairView) -> Response:
    """Where to go on: the page of the case for those who may read it, else that of its repair."""
    return see(f"/cases/{found.id}" if may_read(found) else f"/cases/{found.id}/repair")


def may_read(found: RepairView) -> bool:
    """Whether the page of the case is open to whoever repairs it."""
    place = {"service_id": found.service_id, "site_id": found.site_id}
    return not found.walk_through and people.may(actor(), "case:read", **place)
