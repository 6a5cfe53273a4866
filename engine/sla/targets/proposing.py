"""Changing a target for clocks that run as well: a version is proposed, what it would do to them is counted, then it is
saved, and they go on by it from the day on which it begins.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import insert, select, update

from engine.clock import midnight
from engine.errors import Conflict, NotFound
from engine.people import Actor, require
from engine.sla import tables
from engine.sla.edits.followers import NO_CASES, Cases
from engine.sla.edits.previewing import count_open, look_at_once
from engine.sla.edits.replans import TargetMove, moves, read_move
from engine.sla.targets.editing import checked_version, held_target, kept_terms, write_terms
from engine.sla.targets.moving import KIND, foreseeing, open_clocks
from engine.sla.targets.reading import target_detail
from engine.sla.targets.shape import Terms
from engine.store import Work

AT_ONCE = 2_000
_RUN = tables.replan.c


class SaidOfVersion(TypedDict, total=False):
    """What is said of a version beside its terms: from which day it holds, why, who writes it, and the newest version
    that was looked at (`if_newest`, None for whichever it is).
    """

    valid_from: Required[date]
    reason: Required[str]
    by: Required[Actor]
    if_newest: int | None


def propose_target(
    work: Work, key: str, terms: Terms, *, cases: Cases = NO_CASES, **said: Unpack[SaidOfVersion]
) -> TargetMove:
    """Propose another version of a target, and count what it would do to the clocks that run; nothing changes yet.

    Up to `AT_ONCE` of them are counted at once; of more the worker counts the rest. Raises as `add_target_version`.
    """
    number = _propose(work, key, terms, **said)
    run = work.rows(select(tables.replan).where(_RUN.id == number))[0]
    look_at_once(work, number, open_clocks(run), foreseeing(cases), at_most=AT_ONCE)
    return read_move(work, number)


def apply_target(work: Work, number: int, *, moves_clocks: bool, by: Actor) -> TargetMove:
    """Save a version that was proposed. When it `moves_clocks` the worker lets those that run go on by it, from the day
    on which it begins; otherwise they keep the version they began with.

    Raises `NotFound`, `NotPermitted`, `StaleVersion` (the target was changed since), `Conflict` (saved before, or not
    counted to the end).
    """
    run = read_move(work, number)
    require(by, "sla:manage", service_id=run.service_id)
    target_id = target_detail(work, run.target).id
    held_target(work, target_id, if_newest=None if run.to_version else run.from_version)
    run = read_move(work, number)
    if run.to_version is not None:
        raise Conflict("This version is saved already.")
    if run.status == "previewing":
        raise Conflict("What this version would change is still being counted. Wait until that is done.")
    checked_version(work, run.target, run.terms, reason=run.reason, by=by)
    _save(work, run, target_id, moves_clocks=moves_clocks, by=by)
    return read_move(work, number)


def move_to_target(work: Work, key: str, terms: Terms, **said: Unpack[SaidOfVersion]) -> TargetMove:
    """Save another version of a target without a preview, and let the clocks that run go on by it.

    Raises as `propose_target`.
    """
    number = _propose(work, key, terms, **said)
    _save(work, read_move(work, number), target_detail(work, key).id, moves_clocks=True, by=said["by"])
    return read_move(work, number)


def target_move(work: Work, number: int, *, of: str, by: Actor) -> TargetMove:
    """A version of the target `of` (its key) that was proposed, with its totals. Raises `NotFound`, `NotPermitted`."""
    run = read_move(work, number)
    require(by, "sla:manage", service_id=run.service_id)
    if run.target != of:
        raise NotFound(f"The target {of!r} has no change {number}.")
    return run


def target_moves(work: Work, key: str) -> list[TargetMove]:
    """The latest versions of a target that clocks went on by, or are going on by; the newest first."""
    return [run for run in moves(work, key) if run.begins_at is not None]


def _propose(work: Work, key: str, terms: Terms, **said: Unpack[SaidOfVersion]) -> int:
    found, why = checked_version(work, key, terms, reason=said["reason"], by=said["by"])
    values = {
        "kind": KIND,
        "target_id": found.id,
        "from_version": held_target(work, found.id, if_newest=said.get("if_newest")),
        "valid_from": said["valid_from"],
        "terms": kept_terms(terms),
        "reason": why,
        "status": "previewing",
        "proposed_by": said["by"].user_id,
        "proposed_at": work.now,
        "clocks": count_open(work, tables.clock.c.target_id == found.id),
    }
    number: int = work.sure_value(insert(tables.replan).values(values).returning(_RUN.id))
    return number


def _save(work: Work, run: TargetMove, target_id: int, *, moves_clocks: bool, by: Actor) -> None:
    number, starts, why = run.from_version + 1, run.valid_from, run.reason
    write_terms(work, target_id, run.target, number, run.terms, valid_from=starts, reason=why, by=by)
    applied = {"applied_by": by.user_id, "applied_at": work.now, "to_version": number}
    more: dict[str, Any] = {"status": "applied"}
    if moves_clocks:
        open_now = count_open(work, tables.clock.c.target_id == target_id)
        more = {"status": "applying", "clocks": open_now, "begins_at": max(midnight(starts), work.now)}
    work.execute(update(tables.replan).where(_RUN.id == run.id).values(**applied, **more))
