"""What is read out to a customer about a case: what happens next, by whom and by when, as one says it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from engine.cases import CaseTask, CaseView
from web.names import Names
from web.wording import day, deadline

_CLOSED = {
    "withdrawn": "This is closed as withdrawn.",
    "duplicate": "This is closed as a duplicate.",
    "cancelled": "We have closed this without finishing it. I am sorry.",
}


def next_steps(case: CaseView) -> list[CaseTask]:
    """The open tasks of a case, the most urgent first."""
    return sorted(case.open_tasks, key=lambda task: (task.due_at is None, task.due_at, task.id))


def sentences(
    case: CaseView, names: Names, *, own_teams: Collection[int], now: datetime, wording: Iterable[str] = ()
) -> list[str]:
    """What to read out, a sentence or two at a time. `wording` are the analyst's own words, which come first.

    Steps of the front office of the reader (`own_teams`) that the customer need not know of are left out when something
    else is promised. Once a case has ended, the analyst's words stand alone: they may promise more than that.
    """
    words = [text for text in dict.fromkeys(wording) if text]
    return [
        *words,
        *_how_it_stands(case, names, own_teams, now, told=bool(words)),
        f"Your reference is {case.reference}.",
    ]


def _how_it_stands(
    case: CaseView, names: Names, own_teams: Collection[int], now: datetime, *, told: bool
) -> Sequence[str]:
    if case.status in _CLOSED:
        return [_CLOSED[case.status]]
    if case.ended_at is not None:
        return [] if told else ["Everything is done."]
    if case.status == "stuck":
        fault = "A fault on our side holds this up. It is being mended, and all you told us is kept."
        return [fault + _hears(case, now)]
    if case.status == "suspended":
        return ["We have put this on hold for now, and all you told us is kept." + _hears(case, now)]
    return [*_steps(case, names, own_teams, now), *_promise(case, now)]


def _hears(case: CaseView, now: datetime) -> str:
    if case.fulfil_by is None or case.fulfil_by <= now:
        return ""
    return f" You will hear from us by {deadline(case.fulfil_by, now)}."


def _steps(case: CaseView, names: Names, own_teams: Collection[int], now: datetime) -> list[str]:
    """Who deals with it next, each team once: what a step is called is for those who work with it."""
    spoken: dict[int, str] = {}
    for task in _worth_saying(case, own_teams):
        what = "also see to this" if spoken else "deal with this next"
        spoken.setdefault(task.team_id, f"Our {names.team(task.team_id)} will {what}{_by(task.due_at, now)}")
    if spoken or case.fulfil_by or case.promised_at is None or case.promised_at < now:
        return list(spoken.values())
    return [f"You will hear from us by {deadline(case.promised_at, now)}."]


def _worth_saying(case: CaseView, own_teams: Collection[int]) -> list[CaseTask]:
    """The steps that come next, without those of the front office that are its own affair."""
    found = next_steps(case)
    elsewhere = [task for task in found if task.office != "front"]
    if elsewhere or case.fulfil_by is None:
        return elsewhere or found
    return [task for task in found if task.team_id not in own_teams]


def _promise(case: CaseView, now: datetime) -> list[str]:
    if case.fulfil_by is None:
        return []
    if case.fulfil_by < now:
        return [f"We had promised all of it by {day(case.fulfil_by)}, and are late. I am sorry."]
    work_to_do = any(task.stage == "fulfilment" for task in next_steps(case))
    promised = "All of it will be done" if work_to_do else "You will have our answer"
    return [f"{promised} by {deadline(case.fulfil_by, now)}."]


def _by(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "."
    return f", by {deadline(when, now)}." if when >= now else f". It was due by {day(when)}, and is late."
