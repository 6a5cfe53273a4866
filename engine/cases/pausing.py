"""Let the time of a case stand still for a reason of the list, let it go on, and agree on more of it.

Unlike a suspension nobody is kept from working: only the clocks wait, and the dates of tasks with them.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from engine import notices, people, sla
from engine.cases.calls.family import all_called
from engine.cases.clock_dates import follow_clocks
from engine.cases.locking import LockedCase, lock_case
from engine.cases.statuses import ENDED, SUSPENDED
from engine.errors import Conflict, NotFound, NotPermitted, Refused
from engine.forms import written
from engine.notices import Telling
from engine.people import Actor
from engine.sla import PauseReason, Said
from engine.store import Work

_NOTHING = (
    "No clock of this case can be paused for this reason now: each has stopped, is paused for it already, or is of a "
    "time set by law, which does not stand still."
)


def pause_clocks(
    work: Work,
    case_id: int,
    *,
    reason: str,
    until: datetime,
    by: Actor,
    words: str = "",
    at: datetime | None = None,
    clock_id: int | None = None,
) -> int:
    """Pause the open clocks of a case and of those that it has called, or the one named, for a reason of the list;
    answers how many.

    `until` is when they are expected to go on, which they do not by themselves. `at` may lie in the past, down to the
    start of the case. Raises NotFound, NotPermitted, Conflict (ended, suspended, nothing to pause), Refused.
    """
    case = _held(work, case_id, by)
    why = sla.usable_reason(work, reason)
    if until <= (at or work.now):
        raise Refused.at("until", "The time is expected to go on after it was stopped. Give a later date.")
    said = Said(party=why.party, why=why.name, words=written("words", "What you say", words))
    called = _called(work, case.id)
    found = sla.pause_clocks(
        work, case.id, why.key, until=until, by=by.user_id, at=at, clock_id=clock_id, said=said, beside=called
    )
    if not found:
        raise Conflict(_NOTHING)
    _follow(work, [case.id, *called])
    return found


def resume_clocks(
    work: Work,
    case_id: int,
    *,
    by: Actor,
    reason: str = "",
    words: str = "",
    at: datetime | None = None,
    clock_id: int | None = None,
) -> int:
    """Let the paused clocks of a case and of those that it has called, or the one named, go on: for one reason, or for
    all of the list; answers how many had been paused.

    `at` may lie in the past, after the pause began. Raises NotFound, NotPermitted, Conflict (ended, suspended, nothing
    paused for it), Refused.
    """
    case = _held(work, case_id, by)
    wanted = sla.pause_reason(work, reason) if reason else None
    kept = written("words", "What you say", words)
    said = Said(wanted.party, wanted.name, kept) if wanted else Said(words=kept)
    called, key = _called(work, case.id), wanted.key if wanted else ""
    found = sla.resume_clocks(work, case.id, key, by=by.user_id, at=at, clock_id=clock_id, said=said, beside=called)
    if not found:
        raise Conflict("No clock of this case is paused for that. Load the case again to see how its clocks stand.")
    _follow(work, [case.id, *called])
    return found


def extend_clock(
    work: Work,
    case_id: int,
    clock_id: int,
    *,
    until: datetime,
    reason: str,
    agreed_with: str,
    by: Actor,
    cap: datetime | None = None,
) -> datetime:
    """Set a later date that was agreed for a clock of a case; whoever sets it approves it, and must be one who may.

    `cap` is the latest date that may be agreed. What was due without it is kept apart. Answers the date.
    Raises NotFound, NotPermitted, Conflict (it has stopped), Refused.
    """
    case = lock_case(work, case_id)
    people.require(by, "clock:extend", service_id=case.service_id, site_id=case.site_id)
    if by.user_id is None:
        raise NotPermitted("More time is approved by a person who may, not by the system.")
    if not agreed_with.strip():
        raise Refused.at("agreed_with", "Enter with whom the new date was agreed.")
    if until <= work.now:
        raise Refused.at("until", "The new date has passed already. Give one that is still to come.")
    if cap is not None and until > cap:
        raise Refused.at("until", "This is later than may be agreed at the latest. Give an earlier date.")
    if sla.clock(work, clock_id).case_id != case.id:
        raise NotFound(f"This case has no clock {clock_id}. Load the case to see which it has.")
    to = sla.extend_clock(work, clock_id, until=until, reason=reason, by=by.user_id, cap=cap, agreed_with=agreed_with)
    follow_clocks(work, case.id)
    return to


def customer_got_in_touch(work: Work, case_id: int, contact_id: int, at: datetime, *, by: Actor) -> int:
    """End the pauses of a case, and of those that it has called, that waited for its customer, as of the contact;
    answers how many clocks go on.

    Those that began after the customer got in touch stay. The owner is told in their inbox. Two statements when nothing
    waits for the customer.
    """
    if not sla.reasons_of_customer(work, [case_id, *all_called(work, [case_id])]):
        return 0
    case, then = lock_case(work, case_id), min(at, work.now)
    request = [case_id, *_called(work, case_id)]
    found = sla.resume_for_customer(work, request, contact_id, then, by=by.user_id)
    if found:
        _follow(work, request)
        _tell_owner(work, case, contact_id, then, by)
    return found


def reasons_in_use(work: Work) -> tuple[PauseReason, ...]:
    """The reasons of the list that are offered now."""
    return tuple(reason for reason in sla.pause_reasons(work) if reason.active)


def _tell_owner(work: Work, case: LockedCase, contact_id: int, since: datetime, by: Actor) -> None:
    if case.owner_id is None or case.owner_id == by.user_id:
        return
    told = Telling(
        user_id=case.owner_id,
        key=f"pause-ended:{case.id}:{contact_id}",
        what="The customer got in touch, so the time of a case that waited for them goes on.",
        do_next="Read what the customer said, and go on with the case.",
        since=since,
        case_id=case.id,
    )
    notices.inbox.tell(work, [told])


def _called(work: Work, case_id: int) -> list[int]:
    """The cases that a case has called and that go on, held: those that are suspended stand still anyway."""
    return [number for number in all_called(work, [case_id]) if lock_case(work, number).status != SUSPENDED]


def _follow(work: Work, case_ids: Collection[int]) -> None:
    for number in case_ids:
        follow_clocks(work, number)


def _held(work: Work, case_id: int, by: Actor) -> LockedCase:
    case = lock_case(work, case_id)
    people.require(by, "clock:pause", service_id=case.service_id, site_id=case.site_id)
    if case.status in ENDED:
        raise Conflict("This case has ended, and its clocks with it. Nothing of them can be paused any more.")
    if case.status == SUSPENDED:
        raise Conflict("This case is suspended, so all its time stands still anyway. Resume the case first.")
    return case
