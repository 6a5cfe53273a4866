"""One case of the invented council from its contact to its end, or to the present, each event at its own moment.

All of it goes through what people use: contacts are recorded, tasks claimed and completed, hand-offs accepted or
returned, timers fired, clocks swept. It happens in one transaction, so that nobody sees a case half way in its past.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine import cases, contacts, sla
from engine.cases import Settled
from engine.cases.opening import OpenedTask
from engine.contacts import Contact, NewContact
from engine.demo.answers import Matter, answers
from engine.demo.cast import Cast
from engine.demo.pace import COMES_BACK, LATER, minutes
from engine.demo.plan import CasePlan
from engine.demo.town import home, person, words
from engine.people import SYSTEM, Actor
from engine.store import Work, replay

_MINUTE = timedelta(minutes=1)
_RETURNS = (
    "Which tenancy does she mean?",
    "The account number is missing",
    "There are two homes with this name",
    "The date cannot be right",
)
_CLOSINGS = {
    "withdrawn": ("The customer rang: it is no longer needed", "The customer has changed their mind"),
    "duplicate": ("The same matter came in by the web form", "Reported an hour earlier by the neighbour"),
}


@dataclass(slots=True)
class Life:
    """A case while it is lived: what it is about, its open tasks, and what happens next, in the order of time.

    `talking`: the contact that began it still goes on.
    """

    work: Work
    cast: Cast
    matter: Matter
    adviser: Actor
    at: datetime
    contact: Contact | None = None
    case_id: int = 0
    status: str = ""
    talking: bool = True
    open: dict[int, OpenedTask] = field(default_factory=dict)
    ahead: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    planned: int = 0

    @property
    def plan(self) -> CasePlan:
        """What was settled before."""
        return self.matter.plan

    @property
    def now(self) -> Work:
        """The transaction at this moment of the case."""
        return replay(self.work, self.at)

    def later(self, at: datetime, event: Callable[[], None]) -> None:
        """Plan something for a moment."""
        self.planned += 1
        heapq.heappush(self.ahead, (at, self.planned, event))


def live(work: Work, cast: Cast, plan: CasePlan, *, stuck: bool = False) -> Life:
    """Live the case as far as the council's present, and answer how it stands there."""
    random = plan.random
    matter = Matter(plan, person(random), home(random), home(random), stuck=stuck)
    life = Life(work, cast, matter, cast.somebody(cast.front(plan.site).id, random), plan.started)
    _begin(life)
    _plan_the_unplanned(life)
    while life.ahead and life.ahead[0][0] <= cast.council.loaded_at:
        life.at, _, event = heapq.heappop(life.ahead)
        event()
    if life.status not in ("ended", "closed"):
        life.at = cast.council.loaded_at
    sla.sweep(replay(work, life.at + timedelta(seconds=1)))
    return life


def _begin(life: Life) -> None:
    plan, m = life.plan, life.matter
    anonymous = plan.process == "report_a_highway_defect" and m.often(0.15)
    said = words()[plan.process]
    failure = m.random.choice(said["failure"]) if m.often(0.16) else None
    customer_id = None if anonymous else _customer(life)
    place = None if anonymous else _place(life)
    new = NewContact(
        channel=plan.channel,
        own_words=failure["words"] if failure else m.random.choice(said["value"]),
        demand="failure" if failure else "value",
        failure_cause=failure["cause"] if failure else "",
        site_id=life.cast.sites[plan.site],
        team_id=life.cast.front(plan.site).id,
        customer_id=customer_id,
        property_id=place,
    )
    contact = contacts.record(life.now, new, by=life.adviser)
    life.at += _MINUTE
    started = contacts.start_case(life.now, contact.id, process_key=plan.process, by=life.adviser)
    life.contact, life.case_id = contact, started.id
    _take_in(life, started.settled)
    _finish_what_can_be(life, contact)
    life.at += _MINUTE
    contacts.change_contact(life.now, contact.id, {"ended_at": life.at}, by=life.adviser, row_version=2)
    life.talking = False
    for task in list(life.open.values()):
        _plan_task(life, task)


def _customer(life: Life) -> int:
    who, number = life.matter.person, f"NM-{life.plan.number:05}"
    return contacts.add_customer(
        life.now, name=who.name, phone=who.phone, email=who.email, crm_reference=number, by=life.adviser
    ).id


def _place(life: Life) -> int:
    where, area = life.matter.home, life.cast.areas[life.plan.site]
    if life.plan.process == "report_a_highway_defect":
        return contacts.keep_property(life.now, usrn=where.usrn, address=where.address, area=area).id
    return contacts.keep_property(
        life.now, uprn=where.uprn, address=where.address, postcode=where.postcode, area=area
    ).id


def _finish_what_can_be(life: Life, contact: Contact) -> None:
    """Whatever the front office may do at once is done in the contact."""
    while ready := [task for task in life.open.values() if task.team.kind == "front" and task.element not in LATER]:
        for task in ready:
            life.at += life.matter.random.uniform(1, 4) * _MINUTE
            _complete(life, task, life.adviser, contact.id)


def _plan_task(life: Life, task: OpenedTask) -> None:
    """Plan when a task is taken and done, and when its clock is looked at."""
    random, days = life.matter.random, life.cast.days
    length = minutes(task.element, task.team.kind, life.plan)
    taken, done = days.worked(life.at, length * 0.6), days.worked(life.at, length)
    worker = life.cast.somebody(task.team.id, random)
    if task.element in COMES_BACK:
        life.later(done, lambda: _come_back(life, task, worker))
    elif task.handed_over and task.team.kind == "back" and random.random() < 0.05:
        life.later(taken, lambda: _send_back(life, task, worker, done))
    else:
        if task.team.kind == "back":
            life.later(taken, lambda: _claim(life, task, worker))
        life.later(done, lambda: _complete(life, task, worker, None))
    if task.clock is not None:
        for moment in (task.clock.at_risk_at, task.clock.due_at):
            life.later(moment + timedelta(seconds=1), lambda: _look_at_clock(life, task))


def _claim(life: Life, task: OpenedTask, worker: Actor) -> None:
    if task.id in life.open:
        cases.claim(life.now, task.id, by=worker)


def _complete(life: Life, task: OpenedTask, worker: Actor, contact_id: int | None) -> None:
    if task.id not in life.open:
        return  # a timer, a closing or a failure took it away
    day = life.cast.days.calendar.local(life.at).date()
    given = answers(task.element, life.matter, day)
    done = cases.complete(life.now, task.id, answers=given, by=worker, contact_id=contact_id)
    del life.open[task.id]
    _take_in(life, done.settled)
    if not life.talking:
        for opened in done.settled.opened:
            _plan_task(life, opened)


def _take_in(life: Life, settled: Settled) -> None:
    """Note what became of the case: its new tasks, and the next timer."""
    life.status = settled.status
    if settled.status == "stuck":
        life.open.clear()
    life.open |= {task.id: task for task in settled.opened}
    due = cases.next_timer(life.now, life.case_id) if settled.status in ("open", "waiting") else None
    if due is not None:
        life.later(due + _MINUTE, lambda: _fire(life, due))


def _fire(life: Life, due: datetime) -> None:
    """Fire a timer that still runs; a task that it took away is gone."""
    if cases.next_timer(life.now, life.case_id) != due:
        return
    settled = cases.fire_timers(life.now, life.case_id)
    if settled is None:
        return
    waiting = {task.id for task in cases.case(life.now, life.case_id, by=SYSTEM).tasks if task.status in _WAITING}
    life.open = {number: task for number, task in life.open.items() if number in waiting}
    _take_in(life, settled)
    for task in settled.opened:
        _plan_task(life, task)


_WAITING = ("open", "claimed")


def _look_at_clock(life: Life, task: OpenedTask) -> None:
    if task.id in life.open:
        sla.sweep(life.now)


def _come_back(life: Life, task: OpenedTask, worker: Actor) -> None:
    """The customer brings what was asked for: a contact of its own, in which the step is done."""
    if task.id not in life.open:
        return
    contact = _contact(life, "counter", "I have brought the papers you asked for", "value", "", worker)
    contacts.touch_case(life.now, contact.id, life.case_id, by=worker)
    life.at += 3 * _MINUTE
    _complete(life, task, worker, contact.id)
    ended = {"ended_at": life.at + _MINUTE}
    contacts.change_contact(replay(life.work, life.at + _MINUTE), contact.id, ended, by=worker, row_version=2)


def _send_back(life: Life, task: OpenedTask, worker: Actor, done: datetime) -> None:
    """The hand-off is returned with a question; the front office answers it and hands the work over again."""
    if task.id not in life.open:
        return
    random, days = life.matter.random, life.cast.days
    hand_offs = cases.case(life.now, life.case_id, by=SYSTEM).hand_offs
    waiting = next(item for item in hand_offs if item.task_id == task.id and item.status == "waiting")
    cases.return_(life.now, waiting.id, reason=random.choice(_RETURNS), by=worker)
    colleague = life.cast.somebody(waiting.from_team_id, random)

    def again() -> None:
        if task.id in life.open:
            reason = "Asked the customer: it is in the notes now"
            cases.hand_over(life.now, task.id, to_team_id=task.team.id, reason=reason, by=colleague)

    handed = days.worked(life.at, random.uniform(60, 400))
    life.later(handed, again)
    life.later(max(done, days.worked(handed, 240)), lambda: _complete(life, task, worker, None))


def _contact(life: Life, channel: str, said: str, demand: str, cause: str, by: Actor) -> Contact:
    """A further contact about the case, by the same customer."""
    first = life.contact
    new = NewContact(
        channel=channel,
        own_words=said,
        demand=demand,
        failure_cause=cause,
        site_id=life.cast.sites[life.plan.site],
        team_id=life.cast.front(life.plan.site).id,
        customer_id=first.customer_id if first else None,
        property_id=first.property_id if first else None,
    )
    return contacts.record(life.now, new, by=by)


def _plan_the_unplanned(life: Life) -> None:
    """Now and then a customer asks what is happening, and now and then a case is closed before its time."""
    m, days = life.matter, life.cast.days
    if life.open and m.often(0.24):
        life.later(days.worked(life.at, m.random.uniform(3, 9) * 480), lambda: _chase(life))
    if life.open and m.often(0.045):
        life.later(days.worked(life.at, m.random.uniform(60, 1200)), lambda: _close(life))


def _chase(life: Life) -> None:
    if life.status not in ("open", "waiting"):
        return
    m = life.matter
    by = life.cast.somebody(life.cast.front(life.plan.site).id, m.random)
    said = m.random.choice(words()[life.plan.process]["chasing"])
    contact = _contact(life, "phone", said, "failure", "progress_chasing", by)
    contacts.touch_case(life.now, contact.id, life.case_id, by=by)
    ended = {"ended_at": life.at + 4 * _MINUTE}
    contacts.change_contact(replay(life.work, life.at + 4 * _MINUTE), contact.id, ended, by=by, row_version=2)


def _close(life: Life) -> None:
    if life.status not in ("open", "waiting"):
        return
    way = life.matter.one(withdrawn=3, duplicate=2)
    reason = life.matter.random.choice(_CLOSINGS[way])
    cases.close(life.now, life.case_id, as_=way, reason=reason, by=life.adviser)
    life.status = "closed"
    life.open.clear()
    life.ahead.clear()
