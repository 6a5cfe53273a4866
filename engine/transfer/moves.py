"""Moving a step towards the front office, one state at a time, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from engine import audit
from engine.errors import NotPermitted, Problem, Refused
from engine.forms import written
from engine.people import Actor, team_by_id
from engine.store import Work
from engine.transfer.change import load_for_change, save
from engine.transfer.plans import add_plan
from engine.transfer.standing import MOVES, STATES, Place, Standing, in_words

_FRONT = ("pilot", "live")
_TOWARDS_FRONT = ("agreed", "trained", *_FRONT)
_NEED_REASON = ("returned", "back_office")


class WrongMove(Refused):
    """The step cannot move there from where it stands."""


def move(
    work: Work,
    *,
    process_id: int,
    step_key: str,
    site_id: int,
    to: str,
    by: Actor,
    version_uploaders: frozenset[int] = frozenset(),
    owner_id: int | None = None,
    planned_on: date | None = None,
    pilot_share: int | None = None,
    pilot_team_id: int | None = None,
    reason: str = "",
    row_version: int = 0,
    must_stay: bool = False,
) -> Standing:
    """Move a step at a site to the state `to`, and answer where it stands now.

    The caller has checked the permission `transfer:move` for the service. `version_uploaders` are the users
    who uploaded a version with this step; `must_stay` is the step's mark. `owner_id` and `planned_on` are kept when
    not given; the first owner is whoever agrees it. Another `planned_on` than before adds a dated plan. Moving a pilot
    to a pilot changes its share or team. Raises NotFound, WrongMove, NotPermitted (separation of duties), Refused
    (reason missing, held, must stay), Conflict (`row_version` is not the stored one; 0 means never touched).
    """
    reason = written("reason", "The reason", reason)
    place = Place(process_id, step_key, site_id)
    before = load_for_change(work, place, row_version)
    _check_way(before, to)
    _check_reason(to, reason)
    _check_front(before, to, by, version_uploaders, must_stay=must_stay)
    _check_pilot(to, pilot_share, pilot_team_id)
    _check_team(work, pilot_team_id, site_id)
    moved = replace(
        before,
        state=to,
        state_since=before.state_since if before.state == to else work.now,
        pilot_share=pilot_share,
        pilot_team_id=pilot_team_id,
        owner_id=owner_id or before.owner_id or by.user_id,
        planned_on=planned_on or before.planned_on,
    )
    after = save(work, place, before, moved, reason=reason, by=by.user_id)
    add_plan(work, before, after, reason=reason, by=by.user_id)
    _record(work, place, before, after, reason=reason, by=by.user_id)
    return after


def _check_way(before: Standing, to: str) -> None:
    if to not in STATES:
        raise Refused(f"{to!r} is not a state of a transfer. Use one of: {', '.join(STATES)}.")
    if to in MOVES[before.state]:
        return
    sources = [in_words(state) for state in STATES if to in MOVES[state] and state != to]
    raise WrongMove(
        f"To move step {before.step_key!r} to {in_words(to)!r}, it was expected to stand at "
        f"{' or '.join(repr(source) for source in sources)}, but it stands at {in_words(before.state)!r}. "
        f"From there it can move to {' or '.join(repr(in_words(state)) for state in MOVES[before.state])}."
    )


def _check_reason(to: str, reason: str) -> None:
    if to in _NEED_REASON and not reason:
        raise Refused(
            "Say why the step goes back.", (Problem("reason", "Give a reason: those who work with the step will ask."),)
        )


def _check_front(before: Standing, to: str, by: Actor, uploaders: frozenset[int], *, must_stay: bool) -> None:
    if must_stay and to in _TOWARDS_FRONT:
        raise Refused(
            f"Step {before.step_key!r} is marked as one that must stay in the back office. "
            "Change the mark, with its duty, before moving the step."
        )
    if to in _FRONT and by.user_id is not None and by.user_id in uploaders:
        raise NotPermitted(
            f"You uploaded a version with step {before.step_key!r}, so somebody else has to move it to {in_words(to)}."
        )
    if before.held_by and to in ("agreed", "trained", *_FRONT):
        raise Refused(
            f"Step {before.step_key!r} is held by {in_words(before.held_by)}. Release the obstacle before moving it on."
        )


def _check_pilot(to: str, share: int | None, team_id: int | None) -> None:
    if to != "pilot":
        if share is not None or team_id is not None:
            raise Refused(f"A share or a team belongs to a pilot, but the move is to {in_words(to)!r}. Leave it out.")
        return
    if (share is None) == (team_id is None):
        raise Refused(
            "A pilot needs either a share of cases or one team.",
            (Problem("pilot_share", "Give a share, or a team in its place."),),
        )
    if share is not None and not 1 <= share <= 99:
        raise Refused(
            "The share of cases in a pilot is from 1 to 99 per cent.",
            (Problem("pilot_share", f"Give a whole number from 1 to 99 instead of {share}."),),
        )


def _check_team(work: Work, team_id: int | None, site_id: int) -> None:
    if team_id is None:
        return
    team = team_by_id(work, team_id)
    if team.kind != "front" or team.site_id not in (None, site_id):
        raise Refused(
            f"{team.name} is not a front-office team of this site.",
            (Problem("pilot_team_id", "Choose a front-office team that works at the site."),),
        )


def _record(work: Work, place: Place, before: Standing, after: Standing, *, reason: str, by: int | None) -> None:
    facts: dict[str, Any] = {
        "process_id": place.process_id,
        "step_key": place.step_key,
        "site_id": place.site_id,
        "from": before.state,
        "to": after.state,
        "pilot_share": after.pilot_share,
        "pilot_team_id": after.pilot_team_id,
        "owner_id": after.owner_id,
        "planned_on": after.planned_on.isoformat() if after.planned_on else None,
    }
    subject = ("transfer_standing", after.id or 0)
    audit.record(work, "transfer:step:moved", by=by, subject=subject, reason=reason, facts=facts)
