"""The code list of what causes failure demand. A council may rename, retire and add entries.

The list shipped follows the categories used with national indicator 14 (avoidable contact, 2008), and has complaints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine import audit
from engine.contacts.tables import cause as table
from engine.errors import Problem, Refused
from engine.people import Actor
from engine.store import Work

_KEY = re.compile(r"[a-z][a-z0-9_]{1,59}")


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause of failure demand. One that is not `active` stays on old contacts and is offered no more."""

    key: str
    label: str
    active: bool = True


SHIPPED = (
    Cause("unnecessary_clarification", "Needed something explained that should have been clear"),
    Cause("poor_signposting", "Sent to the wrong place, or passed around"),
    Cause("repeat_notification", "Had to tell us the same thing again"),
    Cause("progress_chasing", "Asked what is happening"),
    Cause("premature_closure", "Came back because it was closed too soon"),
    Cause("complaint", "Complains about what we did, or did not do"),
)


def causes(work: Work) -> tuple[Cause, ...]:
    """The whole list: the shipped entries as the council has changed them, then its own by key."""
    changed = {row["key"]: Cause(**row) for row in work.rows(select(table).order_by(table.c.key))}
    shipped = tuple(changed.pop(entry.key, entry) for entry in SHIPPED)
    return (*shipped, *changed.values())


def set_cause(work: Work, key: str, label: str, *, by: Actor, active: bool = True) -> Cause:
    """Add, rename, retire or bring back an entry. Raises Refused when key or label cannot be used."""
    if not _KEY.fullmatch(key):
        raise Refused(
            "The key of a cause has small letters, digits and underscores.",
            (Problem("key", "Give a key such as wrong_form."),),
        )
    if not label.strip() or len(label) > 200 or not label.isprintable():
        raise Refused("A cause needs a label that people can read.", (Problem("label", "Give up to 200 characters."),))
    values = {"label": label.strip(), "active": active}
    statement = insert(table).values(key=key, **values)
    work.execute(statement.on_conflict_do_update(index_elements=[table.c.key], set_=values))
    audit.record(work, "contacts:cause:changed", by=by.user_id, facts={"key": key, **values})
    return Cause(key, label.strip(), active)


def check_cause(work: Work, demand: str, failure_cause: str) -> None:
    """Raise Refused unless failure demand has an active cause, and value demand none."""
    if demand == "value":
        if failure_cause:
            problem = Problem("failure_cause", "Leave it out, or say that the demand is failure.")
            raise Refused("Only failure demand has a cause.", (problem,))
        return
    known = [entry.key for entry in causes(work) if entry.active]
    if failure_cause not in known:
        problem = Problem("failure_cause", f"Use one of: {', '.join(known)}.")
        raise Refused("Failure demand needs one of the causes on the list.", (problem,))
