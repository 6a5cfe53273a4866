"""What moving a step has brought at a site: the same measures as long before as since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from engine import measures, people
from engine.people import Actor
from engine.store import Work
from web.figures import BEFORE_THE_PILOT, Figures, Shown, read_figures, scope_of
from web.pages.transfers.place_view import PlaceView
from web.period import Period, day_of, usual_period

_LONGEST = timedelta(days=365)
_OF_PROCESS = ("finished-at-first-contact", "need-met")
_OF_STEP = ("hand-offs", "tasks-done-by-front-office")
_DAYS = "days-to-end"


@dataclass(frozen=True, slots=True)
class BeforeAndAfter:
    """Two periods of the same length, and for each measure its name and its figure in both."""

    before: Period
    after: Period
    rows: Sequence[tuple[str, Shown, Shown]]


def before_and_after(work: Work, view: PlaceView, actor: Actor) -> BeforeAndAfter | None:
    """The measures before and since the step came to the front office; None where it has not, or only today."""
    if view.front_since is None or not people.may(actor, "measure:read", service_id=view.process.service_id):
        return None
    today, began = day_of(work.now), day_of(view.front_since.changed_at)
    began = max(began, today - _LONGEST)
    length = today - began
    if length < timedelta(days=1):
        return None
    periods = (
        Period("dates", began - length, began - timedelta(days=1)),
        Period("dates", began, today - timedelta(days=1)),
    )
    before, after = (_figures(work, view, period, actor) for period in periods)
    step = {"step_key": view.place.step_key}
    rows = [_row(before, after, key, step) for key in _OF_STEP]
    rows += [_row(before, after, key, {}) for key in (*_OF_PROCESS, _DAYS)]
    return BeforeAndAfter(*periods, rows)


@dataclass(frozen=True, slots=True)
class WaitingHere:
    """Contacts a month that wait `now`, and how many of the period waited `before` the pilot of the step."""

    now: Shown
    before: Shown


def waiting_at(work: Work, view: PlaceView, actor: Actor) -> WaitingHere:
    """What waits for the back office at the step at the site, in the usual period."""
    period = usual_period(work.now)
    places = people.scopes(actor, "measure:read")
    scope = scope_of(work, period, places, asdict(view.place))
    figures = read_figures(work, scope, period, {"held-contacts": ("split",)})
    before = figures.shown("held-contacts", "denominator", split=BEFORE_THE_PILOT)
    return WaitingHere(figures.shown("held-contacts"), before)


def _figures(work: Work, view: PlaceView, period: Period, actor: Actor) -> Figures:
    limits = {"process_id": view.place.process_id, "site_id": view.place.site_id}
    scope = scope_of(work, period, people.scopes(actor, "measure:read"), limits)
    return read_figures(work, scope, period, dict.fromkeys((*_OF_PROCESS, *_OF_STEP), ("step_key",)), {_DAYS: ((),)})


def _row(before: Figures, after: Figures, key: str, group: dict[str, Any]) -> tuple[str, Shown, Shown]:
    return measures.measure(key).name, before.shown(key, **group), after.shown(key, **group)
