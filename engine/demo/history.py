"""Making the year of the invented council, a case at a time, from where it stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import text

from engine.demo.cast import Cast, read_cast
from engine.demo.days import DAY
from engine.demo.life import Life
from engine.demo.living import live
from engine.demo.marker import DemoCouncil, advance, council
from engine.demo.plan import STUCK, CasePlan, plan_case
from engine.errors import EngineError, NotFound
from engine.store import Store, Work, reading, unit_of_work

_log = logging.getLogger(__name__)
_TRIES = 4
_EARLIER = (30, 150)
_NOT_ON_DISK_YET = text("SET LOCAL synchronous_commit = off")
"""A case and the progress are lost together when the machine fails: it is made again."""


def make_history(store: Store, *, until: int | None = None, go_on: Callable[[], bool] = lambda: True) -> int:
    """Make the cases that are still missing, up to the number `until` (None: all); answers how many there are.

    Each case and the progress are one unit of work: a run that was stopped goes on where it stopped, and two at once
    share the work without doubling it. `go_on` is asked before each whether there is time. Raises NotFound without a
    demo.
    """
    with reading(store) as work:
        cast = read_cast(work, _loaded(council(work)))
    made = cast.council.cases_made
    wanted = cast.council.cases_wanted if until is None else min(until, cast.council.cases_wanted)
    while made < wanted and go_on():
        with unit_of_work(store) as work:
            work.execute(_NOT_ON_DISK_YET)
            made = _loaded(council(work, hold=True)).cases_made
            if made < wanted:
                _make_unless_changed(work, cast, made)
                made += 1
                advance(work, made, finished=made == cast.council.cases_wanted)
    return made


def _loaded(found: DemoCouncil | None) -> DemoCouncil:
    if found is None:
        raise NotFound("The demo was not loaded here. 'bpr demo' loads it into an empty embedded database.")
    return found


def _make_unless_changed(work: Work, cast: Cast, number: int) -> None:
    """Make one case. Where somebody has changed the council so that it cannot be lived any more, it is left out."""
    try:
        with work.connection.begin_nested():
            _make(work, cast, number)
    except EngineError as error:
        _log.warning("case %d of the demo was left out: %s", number, error)


def _make(work: Work, cast: Cast, number: int) -> Life:
    """Live one case. One that would have to be over, and is not, began earlier."""
    plan = plan_case(cast.days, cast.council.seed, number)
    for _ in range(_TRIES):
        life = _try(work, cast, plan)
        if life is not None:
            return life
        earlier = plan.started - plan.random.uniform(*_EARLIER) * DAY
        moment = cast.days.worked(earlier, plan.random.uniform(1, 480))
        plan = replace(plan, started=moment)
    raise RuntimeError(f"Case {number} of the demo's history does not end, however early it begins.")


def _try(work: Work, cast: Cast, plan: CasePlan) -> Life | None:
    """Live a case; None, and nothing is left of it, when it would have to be over, or not to be stuck, and is not."""
    with work.connection.begin_nested() as point:
        life = live(work, cast, plan, stuck=plan.number == STUCK)
        if life.status in _allowed(plan):
            return life
        point.rollback()
    return None


def _allowed(plan: CasePlan) -> tuple[str, ...]:
    """How the case may stand at the moment up to which it is lived."""
    if plan.kind == "earlier":
        return "ended", "closed"
    return "ended", "closed", "open", "waiting", *(["stuck"] if plan.number == STUCK else [])
