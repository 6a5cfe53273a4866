"""Saving what was shown before: which version that was, and who has changed it since."""

from __future__ import annotations

from flask import request

from engine import audit
from engine.people import names_of_users
from engine.store import Work
from web.forms import chosen_id
from web.wording import day, time_of_day


def changed_meanwhile(work: Work, kind: str, number: int, thing: str) -> str:
    """One sentence: who changed this thing last, and what to do now. `thing` is as read out: “this team”."""
    last = next(iter(audit.entries(work, subject=(kind, number), limit=1)), None)
    who = "Somebody"
    if last is not None and last.by is not None:
        who = names_of_users(work, [last.by]).get(last.by, who)
    when = f" on {day(last.happened_at)} at {time_of_day(last.happened_at)}" if last else ""
    return f"{who} changed {thing}{when}, after you had opened it. It is shown as it stands now: change it again."


def version_seen() -> int:
    """The version of the row that was shown to whoever sends the form; 0, which none has, when it is missing."""
    return chosen_id(request.form.get("row_version")) or 0
