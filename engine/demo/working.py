"""The tasks of a case of the invented council: who takes them when, and what becomes of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from engine import cases, contacts, sla
from engine.cases import GOES_ON, OpenedTask, Settled
from engine.contacts import Contact
from engine.demo.answers import answers
from engine.demo.life import MINUTE, Life
from engine.demo.meeting import further_contact
from engine.demo.pace import COMES_BACK, LATER, minutes
from engine.demo.plan import APPLICATION, BREACH, DEFECT, MOVE
from engine.demo.timekeeping import plan_more_time, wait_for_papers
from engine.people import SYSTEM, Actor
from engine.store import replay

_RETURNS = {
    MOVE: ("Which tenancy does she mean?", "The account number is missing", "The date cannot be right"),
    DEFECT: ("Which side of the road?", "There are two lanes with this name", "The size is missing"),
    APPLICATION: ("Which drawing is the newest?", "The fee is not in the ledger yet", "Which of the two agents?"),
    BREACH: ("Which of the two houses?", "Is it there today?", "There is no such number in the road"),
}


def finish_what_can_be(life: Life, contact: Contact) -> None:
    """Whatever the front office may do at once is done in the contact."""
    while ready := [task for task in life.open.values() if task.team.kind == "front" and task.element not in LATER]:
        for task in ready:
            life.at += life.matter.random.uniform(1, 4) * MINUTE
            _complete(life, task, life.adviser, contact.id)


def plan_task(life: Life, task: OpenedTask) -> None:
    """Plan when a task is taken and done, and when its clock is looked at."""
    random, days = life.matter.random, life.cast.days
    length = minutes(task.element, task.team.kind, life.plan)
    taken, done = days.worked(life.at, length * 0.6), days.worked(life.at, length)
    worker = life.cast.somebody(task.team.id, random)
    if task.element in COMES_BACK:
        wait_for_papers(life, task, worker)
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
    take_in(life, done.settled)
    if not life.talking:
        for opened in done.settled.opened:
            plan_task(life, opened)


def take_in(life: Life, settled: Settled) -> None:
    """Note what became of the case: its new tasks, and the next timer."""
    life.status = settled.status
    if settled.status == "stuck":
        life.open.clear()
    life.open |= {task.id: task for task in settled.opened}
    due = cases.next_timer(life.now, life.case_id) if settled.status in GOES_ON else None
    if due is not None:
        life.later(due + MINUTE, lambda: _fire(life, due))


def _fire(life: Life, due: datetime) -> None:
    """Fire a timer that still runs; a task that it took away is gone."""
    if cases.next_timer(life.now, life.case_id) != due:
        return
    settled = cases.fire_timers(life.now, life.case_id)
    if settled is None:
        return
    waiting = {task.id for task in cases.case(life.now, life.case_id, by=SYSTEM).open_tasks}
    life.open = {number: task for number, task in life.open.items() if number in waiting}
    take_in(life, settled)
    for task in settled.opened:
        plan_task(life, task)


def _look_at_clock(life: Life, task: OpenedTask) -> None:
    if task.id in life.open:
        sla.sweep(life.now, concerns=cases.concerns)


def _come_back(life: Life, task: OpenedTask, worker: Actor) -> None:
    """The customer brings what was asked for: a contact of its own, in which the step is done."""
    if task.id not in life.open:
        return
    contact = further_contact(life, "counter", "I have brought the papers you asked for", "value", "", worker)
    contacts.touch_case(life.now, contact.id, life.case_id, by=worker)
    life.at += 3 * MINUTE
    _complete(life, task, worker, contact.id)
    plan_more_time(life)
    ended = {"ended_at": life.at + MINUTE}
    contacts.change_contact(replay(life.work, life.at + MINUTE), contact.id, ended, by=worker, row_version=2)


def _send_back(life: Life, task: OpenedTask, worker: Actor, done: datetime) -> None:
    """The hand-off is returned with a question; the front office answers it and hands the work over again."""
    if task.id not in life.open:
        return
    random, days = life.matter.random, life.cast.days
    hand_offs = cases.case(life.now, life.case_id, by=SYSTEM).hand_offs
    waiting = next(item for item in hand_offs if item.task_id == task.id and item.status == "waiting")
    cases.return_(life.now, waiting.id, reason=random.choice(_RETURNS[life.plan.process]), by=worker)
    colleague = life.cast.somebody(waiting.from_team_id, random)

    def again() -> None:
        if task.id in life.open:
            reason = "Asked the customer: it is in the notes now"
            cases.hand_over(life.now, task.id, to_team_id=task.team.id, reason=reason, by=colleague)

    handed = days.worked(life.at, random.uniform(60, 400))
    life.later(handed, again)
    life.later(max(done, days.worked(handed, 240)), lambda: _complete(life, task, worker, None))
