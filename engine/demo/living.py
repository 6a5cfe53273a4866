"""One case of the invented council from its contact to its end, or to the present, each event at its own moment.

All of it goes through what people use: contacts are recorded, tasks claimed and completed, hand-offs accepted or
returned, timers fired, clocks swept. It happens in one transaction, so that nobody sees a case half way in its past.
"""

from __future__ import annotations

import heapq

from engine import cases, contacts, sla
from engine.demo.cast import Cast
from engine.demo.life import MINUTE, Life
from engine.demo.matter import Matter
from engine.demo.meeting import answer_somebody_else, chase, first_contact
from engine.demo.plan import APPLICATION, CasePlan
from engine.demo.planning_answers import kind_of_application
from engine.demo.timekeeping import plan_more_time
from engine.demo.town import home, person
from engine.demo.working import finish_what_can_be, plan_task, take_in
from engine.store import Work

_CLOSINGS = {
    "withdrawn": ("The customer rang: it is no longer needed", "The customer has changed their mind"),
    "duplicate": ("The same matter came in by the web form", "Reported an hour earlier by the neighbour"),
}


def live(work: Work, cast: Cast, plan: CasePlan, *, stuck: bool = False) -> Life:
    """Live the case as far as its plan goes, and answer how it stands there."""
    random = plan.random
    whose = person(random), home(random), home(random)
    application = kind_of_application(random) if plan.process == APPLICATION else ""
    matter = Matter(plan, *whose, application=application, stuck=stuck)
    life = Life(work, cast, matter, cast.somebody(cast.front(plan.site).id, random), plan.started)
    answer_somebody_else(life)
    _begin(life)
    _plan_the_unplanned(life)
    while life.ahead and life.ahead[0][0] <= plan.until:
        moment, _, event = heapq.heappop(life.ahead)
        life.at = max(life.at, moment)
        event()
    if life.goes_on or life.status == "stuck":
        life.at = plan.until
    sla.sweep(life.now, concerns=cases.concerns)
    cases.divide_time(life.now)
    return life


def _begin(life: Life) -> None:
    """The contact, the case, and all of it that can be done at once."""
    life.contact = first_contact(life)
    life.at += MINUTE
    started = contacts.start_case(life.now, life.contact.id, process_key=life.plan.process, by=life.adviser)
    life.case_id = started.id
    take_in(life, started.settled)
    finish_what_can_be(life, life.contact)
    life.at += MINUTE
    contacts.change_contact(life.now, life.contact.id, {"ended_at": life.at}, by=life.adviser, row_version=2)
    life.talking = False
    plan_more_time(life)
    for task in list(life.open.values()):
        plan_task(life, task)


def _plan_the_unplanned(life: Life) -> None:
    """Now and then a customer asks what is happening, and now and then a case is closed before its time."""
    m, days = life.matter, life.cast.days
    if life.open and m.often(0.24):
        life.later(days.worked(life.at, m.random.uniform(3, 9) * 480), lambda: chase(life))
    if life.open and m.often(0.045):
        life.later(days.worked(life.at, m.random.uniform(60, 1200)), lambda: _close(life))


def _close(life: Life) -> None:
    if not life.goes_on:
        return
    way = life.matter.one(withdrawn=3, duplicate=2)
    reason = life.matter.random.choice(_CLOSINGS[way])
    cases.close(life.now, life.case_id, as_=way, reason=reason, by=life.adviser)
    life.status = "closed"
    life.open.clear()
    life.ahead.clear()
