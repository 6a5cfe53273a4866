"""The time of one case: letting it stand still and go on, for a reason, and agreeing on more of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, request

from engine import cases
from engine.cases import CaseView
from engine.errors import Conflict, NotFound, Refused
from engine.sla import ClockFilter
from web.clock_words import ClockNow, clocks_now
from web.forms import PageForm, chosen_id, refuse, sent, status_of
from web.moment_field import HINT, end_of, moment_from
from web.page import actor, page, see, show, work
from web.pages.cases.clock_forms import ExtendForm, PauseForm, ResumeForm
from web.said import say

pages = Blueprint("case_clocks", __name__)


@pages.route("/cases/<id:number>/clocks/pause", methods=["GET", "POST"])
@page("clock:pause", keeps=(PauseForm,))
def pause_clocks(number: int) -> Response:
    """Let the time of a case, or of one of its clocks, stand still."""
    found, clocks = _seen(number)
    calls = bool(cases.all_called(work(), [number]))
    form, of_task = PauseForm().offer(cases.reasons_in_use(work()), clocks, calls=calls), _task_of(clocks)
    back = _back(number, of_task)
    if of_task and not form.is_submitted():
        form.clock_id.data = str(of_task.row.id)

    def pause() -> object:
        at = moment_from(form.day.data, form.at.data or "", where="at")
        clock_id = chosen_id(form.clock_id.data)
        asked = {"reason": form.reason.data, "words": form.words.data or "", "until": end_of(form.until.data)}
        return cases.pause_clocks(work(), number, **asked, at=at, clock_id=clock_id, by=actor())

    if _done(form, pause):
        return say(see(back), f"The time of case {found.reference} stands still.")
    return show("cases/clocks_pause.html", status_of(form), case=found, form=form, hint=HINT, back=back)


@pages.route("/cases/<id:number>/clocks/resume", methods=["GET", "POST"])
@page("clock:pause", keeps=(ResumeForm,))
def resume_clocks(number: int) -> Response:
    """Let the time of a case go on, from one reason or from all."""
    found, _ = _seen(number)
    clocks = clocks_now(work(), ClockFilter(case_ids=[number, *cases.all_called(work(), [number])], limit=500))
    form, back = ResumeForm().offer(clocks), _back(number, _task_of(clocks))

    def resume() -> object:
        at = moment_from(form.day.data, form.at.data or "", where="at")
        reason, words = form.reason.data or "", form.words.data or ""
        return cases.resume_clocks(work(), number, reason=reason, words=words, at=at, by=actor())

    if _done(form, resume):
        return say(see(back), f"The time of case {found.reference} goes on.")
    asked = {"case": found, "form": form, "clocks": clocks, "hint": HINT, "back": back}
    return show("cases/clocks_resume.html", status_of(form), **asked)


@pages.route("/cases/<id:number>/clocks/<id:clock_id>/extend", methods=["GET", "POST"])
@page("clock:extend", keeps=(ExtendForm,))
def extend_clock(number: int, clock_id: int) -> Response:
    """Agree on a later day for one clock of a case."""
    found, clocks = _seen(number)
    chosen = next((clock for clock in clocks if clock.row.id == clock_id), None)
    if chosen is None:
        raise NotFound("This case has no such clock. Choose one on the page of the case.")
    form = ExtendForm()

    def extend() -> object:
        cap = end_of(form.cap.data) if form.cap.data else None
        asked = {"reason": form.reason.data or "", "agreed_with": form.agreed_with.data or ""}
        return cases.extend_clock(work(), number, clock_id, until=end_of(form.until.data), cap=cap, by=actor(), **asked)

    if _done(form, extend):
        return say(see(f"/cases/{number}"), f"The later day for “{chosen.row.name}” is agreed.")
    return show("cases/clocks_extend.html", status_of(form), case=found, form=form, clock=chosen)


def _seen(number: int) -> tuple[CaseView, Sequence[ClockNow]]:
    cases.require_readable(work(), number, actor())
    return cases.case(work(), number, by=actor()), clocks_now(work(), ClockFilter(case_id=number, limit=500))


def _task_of(clocks: Sequence[ClockNow]) -> ClockNow | None:
    """The open clock of the task from whose page somebody came; None for whoever came from the case."""
    task_id = chosen_id(request.args.get("task"))
    return next((clock for clock in clocks if task_id and clock.row.task_id == task_id and clock.open), None)


def _back(number: int, of_task: ClockNow | None) -> str:
    return f"/tasks/{of_task.row.task_id}" if of_task else f"/cases/{number}"


def _done(form: PageForm, do: Callable[[], object]) -> bool:
    """Whether it was done; if not, and the form was sent, the form says why."""
    if not sent(form):
        return False
    try:
        do()
    except (Refused, Conflict) as error:
        refuse(form, error)
        return False
    return True
