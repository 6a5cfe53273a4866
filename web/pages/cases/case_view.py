"""What the page of a case shows: where it stands step by step, the answers so far, its clocks, and what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine import cases, contacts, definitions, people, sla
from engine.cases import CalledCase, CaseJob, CaseTask, CaseView, GivenAnswers, TimeShares
from engine.forms import Field
from engine.people import Actor
from engine.sla import KEPT, ClockFilter, Warned
from engine.store import Work
from web.answers import in_words
from web.clock_words import SHARING, ClockNow, clocks_now
from web.happened import in_words as told
from web.names import names, process_names
from web.pages.cases.asked import state_of, waited_for
from web.pages.cases.decided import decided
from web.stuck import Explained, Failure, explain
from web.telling import next_steps

_LATEST = 12
_CALLED = "waits for a called case"
_MARKERS = {
    "waits here": "active",
    "being done": "active",
    "waits for a system": "active",
    _CALLED: "active",
    "done": "done",
}
_STATES = {"open": "waits here", "claimed": "being done", "done": "done", "cancelled": "not needed"}


@dataclass(frozen=True, slots=True)
class StepNow:
    """A step of the case's version and how far it is. `state` is in words; `task` the latest task of the step."""

    element: str
    name: str
    kind: str
    lane: str
    state: str
    times: int
    task: CaseTask | None

    @property
    def marker(self) -> str:
        """How the diagram marks the element; empty for a step that was not reached."""
        return _MARKERS.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer in words, as the form asked for it."""

    label: str
    value: str
    sensitivity: str


@dataclass(frozen=True, slots=True)
class AnsweredStep:
    """The answers given at one moment: with the start of the case, or with a step."""

    name: str
    given_at: datetime
    answers: tuple[Answered, ...]


def look_at(work: Work, case: CaseView, *, by: Actor) -> dict[str, Any]:
    """Everything that the template of a case is given."""
    version = definitions.running_version(work, case.version_id)
    jobs = cases.jobs_of_case(work, case.id)
    whole = cases.whole_request(work, case, by=by) if case.root_id is None else case
    steps, coming = _steps(version, case, jobs), next_steps(whole)
    people_of = {case.owner_id, *(task.done_by for task in case.tasks), *(task.claimed_by for task in case.tasks)}
    people_of.add(case.suspension.by_user_id if case.suspension else None)
    may_read_contacts = people.may(by, "contact:read", service_id=case.service_id)
    clocks = clocks_now(work, ClockFilter(case_id=case.id))
    people_of |= {agreed.by for clock in clocks for agreed in clock.told.agreed}
    entries = cases.timeline(work, case.id, by=by, limit=_LATEST)
    return {
        "case": case,
        "version": version,
        "stuck": _stuck(work, case),
        "steps": steps,
        "systems": waited_for(jobs),
        "markers": _markers(steps, case.incident.element if case.incident else ""),
        "called": names(work, people_of),
        "processes": process_names(work) if case.called or case.called_by else {},
        "given": steps_of(work, case, cases.answers(work, case.id, by=by)),
        "hides": _hides(version.steps.values()),
        "clocks": clocks,
        "stands_still": _stands_still(work, case, clocks),
        "time_shares": _promised(cases.time_shares(work, case.id, by=by), clocks) if case.full else (),
        "parties": SHARING,
        "promise": _promise(work, case, by=by),
        "items": told(work, entries),
        "decided": decided(work, entries, version, by=by),
        "latest": _LATEST,
        "customer": contacts.customer(work, case.customer_id) if case.customer_id and may_read_contacts else None,
        "place": contacts.property_by_id(work, case.property_id) if case.property_id else None,
        "contacts": contacts.contacts_of_case(work, case.id) if may_read_contacts else (),
        "coming": coming,
        "mine": [task for task in coming if case.walk_through or task.team_id in by.team_ids],
        "now": work.now,
    }


def _stands_still(work: Work, case: CaseView, clocks: Sequence[ClockNow]) -> bool:
    """Whether any of its time stands still, that of the cases that it has called among it."""
    called = cases.all_called(work, [case.id]) if case.called else ()
    paused = ClockFilter(case_ids=called, verdict="paused", limit=1)
    return any(clock.told.pauses for clock in clocks) or bool(called and sla.clocks(work, paused))


def _promised(shares: Sequence[TimeShares], clocks: Sequence[ClockNow]) -> Sequence[TimeShares]:
    """Whose time that of the promised clock was; that of every clock of the whole case where none was promised."""
    promised = {clock.row.id for clock in clocks if clock.row.published}
    return [one for one in shares if one.clock_id in promised] or shares


def _promise(work: Work, case: CaseView, *, by: Actor) -> Warned | None:
    """The promise to the customer that will be missed, for whoever may tell them; none that will be kept after all."""
    if case.ended_at is not None or not case.full or not people.may(by, "case:change", service_id=case.service_id):
        return None
    found = sla.warning_of(work, case.id)
    return found if found is not None and found.state != KEPT else None


def _markers(steps: Iterable[StepNow], stuck_at: str) -> list[dict[str, str]]:
    """What the diagram marks: how far the steps are, and where the case is stuck, which may be at no step."""
    found = [{"element": step.element, "state": step.marker} for step in steps if step.marker]
    if not stuck_at:
        return found
    held = {"element": stuck_at, "state": "active", "label": "▶ Stuck here"}
    return [*(one for one in found if one["element"] != stuck_at), held]


def _stuck(work: Work, case: CaseView) -> Explained | None:
    held = case.incident
    failures = [Failure(case.version_id, held.element, held.cause, held.happened_at)] if held else []
    return next(iter(explain(work, failures)), None)


def steps_of(work: Work, case: CaseView, given: Iterable[GivenAnswers]) -> list[AnsweredStep]:
    """Answers in words, by the step that asked for them, in the order they were given."""
    version = definitions.running_version(work, case.version_id)
    tasks = {task.id: task for task in case.tasks}
    found = []
    for one in given:
        task = tasks.get(one.task_id) if one.task_id is not None else None
        name, fields = _asked(version, case, task, one.given_at)
        found.append(AnsweredStep(name, one.given_at, _answers(fields, one)))
    return [step for step in found if step.answers]


def _asked(
    version: definitions.RunningVersion, case: CaseView, task: CaseTask | None, given_at: datetime
) -> tuple[str, Sequence[Field]]:
    """When answers were given, in words, and the questions they answer: without a task at the start, or in a repair."""
    if task is not None:
        step = version.steps.get(task.element)
        return task.name, step.fields if step else ()
    if given_at == case.started_at:
        return "Start of the case", version.start_fields
    return "Changed in a repair", tuple({field.key: field for field in definitions.questions(version)}.values())


def _answers(fields: Sequence[Field], given: GivenAnswers) -> tuple[Answered, ...]:
    """Those to the questions in their order, then those to no question of this version, under their keys."""
    values = {**given.answers, **given.restricted}
    asked = {field.key for field in fields}
    every = (*fields, *(Field(key, key) for key in values if key not in asked))
    return tuple(
        Answered(field.label, in_words(field, values[field.key]), field.sensitivity)
        for field in every
        if values.get(field.key) not in (None, "", [])
    )


def _steps(version: definitions.RunningVersion, case: CaseView, jobs: Sequence[CaseJob]) -> list[StepNow]:
    asked = {job.element: job for job in jobs}
    tasks = {task.element: task for task in case.tasks}
    begun = [*(task.element for task in case.tasks), *(job.element for job in jobs)]
    times = Counter([*begun, *(call.element for call in case.called)])
    calls = {call.element: call for call in sorted(case.called, key=lambda call: call.goes_on)}
    return [
        StepNow(
            element,
            step.name,
            step.kind,
            step.lane,
            _called(calls.get(element), case.ran) or _state(step, tasks.get(element), asked.get(element), case.ran),
            times[element],
            tasks.get(element),
        )
        for element, step in version.steps.items()
    ]


def _called(call: CalledCase | None, ran: Collection[str] | None) -> str:
    """How far the part is that a called case does; empty where the case itself says it."""
    if call is None or (not call.goes_on and call.element in (ran or ())):
        return ""
    if call.goes_on:
        return _CALLED
    return "ended with an error" if call.error is not None else "not needed" if call.status == "cancelled" else ""


def _state(step: definitions.Step, task: CaseTask | None, job: CaseJob | None, ran: Collection[str] | None) -> str:
    """How far a step is; what is done by itself leaves no task."""
    if task is not None:
        return _STATES[task.status]
    if job is not None:
        return state_of(job)
    if ran is None and step.kind not in definitions.BY_PEOPLE:
        return "done by itself when reached"
    return "done" if step.element in (ran or ()) else "not reached"


def _hides(steps: Iterable[definitions.Step]) -> bool:
    """Whether some answer of the case may be restricted."""
    return any(field.sensitivity == "restricted" for step in steps for field in step.fields)
