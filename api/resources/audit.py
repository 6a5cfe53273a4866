"""The record of who did what, when and why."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_moment_cursor
from api.replies import page
from api.resource import Resource
from api.schemas.audit import AuditEntryShape, AuditQuery
from api.schemas.fields import page_of
from api.work import work
from engine.audit import AuditRow, entries
from engine.errors import NotPermitted
from engine.people import may_everywhere, names_of_users

resource = Resource("audit", "The append-only record of who did what, when and why. It never holds answers.")


@resource.get(permission="audit:read", query=AuditQuery, answer=page_of(AuditEntryShape))
def list_entries(query: dict[str, Any]) -> Response:
    """List what happened, the last first.

    For those who may read it for the whole council; what happened to one case is on its timeline.
    """
    if not may_everywhere(actor(), "audit:read"):
        raise NotPermitted("You may read the record of your own service only: look at the timeline of the case.")
    before = read_moment_cursor(query.pop("cursor"))
    limit = query.pop("limit")
    kind, number = query.pop("subject_kind"), query.pop("subject_id")
    subject = None if kind is None else (kind, number)
    found = entries(work(), subject=subject, before=before, limit=limit + 1, **query)
    names = names_of_users(work(), {row.by for row in found if row.by is not None})
    return page(found, limit, lambda row: (row.happened_at, row.id), lambda row: _show(row, names))


def _show(row: AuditRow, names: dict[int, str]) -> dict[str, object]:
    kind, number = row.subject or (None, None)
    return {
        "id": row.id,
        "happened_at": row.happened_at,
        "action": row.action,
        "by": row.by,
        "by_name": None if row.by is None else names.get(row.by),
        "subject_kind": kind,
        "subject_id": number,
        "case_id": row.case_id,
        "reason": row.reason,
        "facts": row.facts,
    }
