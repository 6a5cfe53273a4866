"""Answers that more than one noun gives: a case, a task with its form, what came of completing one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response

from api.replies import reply
from engine.cases import CaseView, Completed, Sent, Started, TaskView, TimeShares
from engine.sla import ClockRow, Told

_OF_TASK = (
    "id", "case_id", "reference", "name", "step_key", "team_id", "status", "claimed_by", "due_at", "row_version",
    "priority", "guidance", "customer_wording", "draft",
)  # fmt: skip
_OF_CASE = tuple(name for name in CaseView.__dataclass_fields__ if name != "root_id")
_LISTS = ("tasks", "hand_offs", "messages", "called_by", "called")


def show_started(started: Started) -> Response:
    """A case that was started."""
    return reply({"id": started.id, "reference": started.reference, "status": started.status}, 201)


def show_case(view: CaseView) -> Response:
    """A case; to readers without rights in its service its id, reference and service, the rest empty."""
    if not view.full:
        known = {"id": view.id, "reference": view.reference, "service_id": view.service_id, "full": False}
        nothing = dict.fromkeys(_OF_CASE)
        return reply({**nothing, **{name: [] for name in _LISTS}, **known})
    shown = {name: getattr(view, name) for name in _OF_CASE}
    if view.incident is not None:
        shown["incident"] = {
            name: getattr(view.incident, name) for name in ("id", "case_id", "happened_at", "element", "cause")
        }
    return reply(shown, version=view.row_version)


def show_task(task: TaskView) -> Response:
    """A task with its form, guidance, customer wording, and the reader's draft."""
    shown = {name: getattr(task, name) for name in _OF_TASK}
    return reply({**shown, "form": task.fields}, version=task.row_version)


def show_completed(completed: Completed) -> Response:
    """What happens next, by whom and by when."""
    opened = [
        {
            "id": task.id,
            "name": task.name,
            "team_id": task.team.id,
            "team": task.team.name,
            "promised_at": task.promised_at,
            "handed_over": task.handed_over,
        }
        for task in completed.settled.opened
    ]
    return reply(
        {
            "case_id": completed.case_id,
            "reference": completed.reference,
            "status": completed.settled.status,
            "opened": opened,
        }
    )


def show_sent(sent: Sent) -> Response:
    """What became of a message: the case that took it and how that stands now, or until when it is kept (202)."""
    known = {
        "message_id": sent.id,
        "delivered": sent.settled is not None,
        "expires_at": sent.expires_at,
        "reached": sent.reached,
        "case_id": sent.case_id,
        "reference": sent.reference or None,
        "status": sent.settled.status if sent.settled else None,
    }
    return reply(known, 200 if sent.settled else 202)


def show_clock(clock: ClockRow, told: Told) -> dict[str, object]:
    """A clock with what it says now."""
    return {
        **{name: getattr(clock, name) for name in ClockRow.__dataclass_fields__},
        "left_seconds": told.left.total_seconds(),
        "over_seconds": told.over.total_seconds(),
        "days": told.days,
        "elapsed_seconds": told.state.actual.total_seconds(),
        "counted_seconds": told.state.worked.total_seconds(),
        "pauses": told.pauses,
        "agreed": told.agreed,
    }


def show_version(version: object) -> dict[str, Any]:
    """What every version of a calendar, target or standard has, besides what it says."""
    names = ("number", "valid_from", "reason", "created_by", "created_at")
    return {name: getattr(version, name) for name in names}


def show_shares(found: TimeShares) -> dict[str, object]:
    """Whose time the time of a clock was, in whole seconds."""
    parties = [
        {"party": one.party, "elapsed_seconds": _seconds(one.elapsed), "working_seconds": _seconds(one.working)}
        for one in found.parties
    ]
    whole = {"elapsed_seconds": _seconds(found.elapsed), "working_seconds": _seconds(found.working)}
    return {"clock_id": found.clock_id, "name": found.name, **whole, "parties": parties}


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
