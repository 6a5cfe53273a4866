"""The list of reasons for which time may stand still, each with whose time it then is. A council may change and add.

How they are kept follows the causes of failure demand: what is shipped stands here, what was changed in the table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine import audit
from engine.errors import NotFound, Problem, Refused
from engine.people import Actor, require
from engine.sla.sharing import CUSTOMER, PARTIES
from engine.sla.tables import pause_reason as table
from engine.sla.versions import LONGEST, is_key
from engine.store import Work

MOST_DAYS = 250


@dataclass(frozen=True, slots=True)
class PauseReason:
    """One reason to pause: the `party` whose time it is, and the working days after which a pause for it is long.

    A reason of the customer's ends when the customer gets in touch. One that is not `active` stays on the pauses there
    are and is offered no more.
    """

    key: str
    name: str
    party: str
    long_after: int = 10
    active: bool = True


SHIPPED = (
    PauseReason("customer", "Waiting for the customer", CUSTOMER),
    PauseReason("customer-absent", "The customer cannot be reached or visited", CUSTOMER, 5),
    PauseReason("other-body", "Waiting for another body", "third-party", 15),
    PauseReason("contractor", "Waiting for a contractor or a delivery", "third-party"),
    PauseReason("front-office", "Waiting for the front office", "front-office", 3),
    PauseReason("back-office", "Waiting for another team of the council", "back-office", 3),
    PauseReason("weather", "Weather or another cause outside anybody’s hands", "third-party", 5),
)


def pause_reasons(work: Work) -> tuple[PauseReason, ...]:
    """The whole list: the shipped reasons as the council has changed them, then its own by key; one statement."""
    changed = {row["key"]: PauseReason(**row) for row in work.rows(select(table).order_by(table.c.key))}
    shipped = tuple(changed.pop(reason.key, reason) for reason in SHIPPED)
    return (*shipped, *changed.values())


def pause_reason(work: Work, key: str) -> PauseReason:
    """The reason with this key. Raises NotFound."""
    for reason in pause_reasons(work):
        if reason.key == key:
            return reason
    raise NotFound(f"There is no reason {key[:60]!r} to pause a clock. Choose one from the list of reasons.")


def usable_reason(work: Work, key: str) -> PauseReason:
    """The reason with this key, to pause for it now. Raises Refused when there is none, or it is offered no more."""
    offered = [reason for reason in pause_reasons(work) if reason.active]
    for reason in offered:
        if reason.key == key:
            return reason
    known = ", ".join(reason.key for reason in offered)
    raise Refused.at("reason", f"Choose why the time stands still, from the list of reasons: {known}.")


def add_pause_reason(work: Work, reason: PauseReason, *, by: Actor) -> PauseReason:
    """Add a reason under a key that is free. Raises NotPermitted, Refused with a problem for all that is wrong."""
    if any(known.key == reason.key for known in pause_reasons(work)):
        raise Refused.at("key", f"There is a reason {reason.key!r} already. Enter another key.")
    return set_pause_reason(work, reason, by=by)


def set_pause_reason(work: Work, reason: PauseReason, *, by: Actor) -> PauseReason:
    """Add a reason, change one, retire one or bring it back; pauses there are keep whose time they were.

    Raises NotPermitted, Refused with a problem for all that is wrong.
    """
    require(by, "sla:manage")
    name = reason.name.strip()
    if problems := _problems(reason, name):
        raise Refused("This reason cannot be kept as it is.", problems)
    kept = replace(reason, name=name)
    values = {field: getattr(kept, field) for field in ("name", "party", "long_after", "active")}
    statement = insert(table).values(key=reason.key, **values)
    work.execute(statement.on_conflict_do_update(index_elements=[table.c.key], set_=values))
    facts = {"key": reason.key, **values}
    audit.record(work, "sla:pause-reason:changed", by=by.user_id, facts=facts)
    return kept


def _problems(reason: PauseReason, name: str) -> tuple[Problem, ...]:
    found = []
    if not is_key(reason.key):
        found.append(Problem("key", "Enter a key of small letters, digits and hyphens, such as waiting-for-police."))
    if not name or len(name) > LONGEST or not name.isprintable():
        found.append(Problem("name", f"Enter the reason in words, up to {LONGEST} characters."))
    if reason.party not in PARTIES:
        found.append(Problem("party", f"Choose whose time it is: {', '.join(PARTIES)}."))
    if not 1 <= reason.long_after <= MOST_DAYS:
        found.append(Problem("long_after", f"Enter a number of working days from 1 to {MOST_DAYS}."))
    return tuple(found)
