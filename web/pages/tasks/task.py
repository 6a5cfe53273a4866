"""One task: claim it, keep a draft, complete it, let it go; then the next one, or what to tell the customer."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from engine import cases, contacts
from engine.cases import Completed
from engine.errors import Conflict, EngineError, NotPermitted, Refused
from engine.forms import InvalidAnswers
from engine.people import Actor
from web import unsent
from web.answers import answers_from
from web.keeping import ANSWERS
from web.page import actor, back_to, kept, page, see, work
from web.pages.tasks.task_page import contact_id, in_open_contact, show_done, show_lost, show_task, with_contact
from web.said import say
from web.sign_in_first import to_sign_in

pages = Blueprint("task", __name__)


def keep_draft(person: Actor, number: int) -> Response:
    """Keep for `person`, whose session had ended, what their form held, and let them sign in to go on with it.

    It becomes the draft of the task, which the page of the task shows anyway, rather than words of `web.unsent`: a
    draft is checked as answers are, lasts for longer than a day, and is erased with its case. Answers to a task that
    takes no draft any more are kept as the words of any form are.
    """
    try:
        view = cases.task(work(), number, by=person)
        cases.save_draft(work(), number, answers_from(view.fields, request.form), by=person)
    except EngineError:  # sign-in comes first all the same, and leads to the page that says how the task stands
        if _by_script():
            raise
        return (person.user_id and unsent.keep_and_sign_in(person.user_id)) or _sign_in(number)
    return Response(status=204) if _by_script() else _sign_in(number)


def _sign_in(number: int) -> Response:
    return to_sign_in(with_contact(f"/tasks/{number}"))


@pages.get("/tasks/<id:number>")
@page("task:read")
def show_one(number: int) -> Response:
    """The task with its form, guidance, and what the case knows already; in this person's open contact about it."""
    view = cases.task(work(), number, by=actor())
    return in_open_contact(view, f"/tasks/{number}") or show_task(view)


@pages.post("/tasks/<id:number>/claim")
@page("task:work")
def claim(number: int) -> Response:
    """Take the task: from the list, and go on there; or from its own page or a contact, and begin."""
    try:
        cases.claim(work(), number, by=actor())
    except (Conflict, NotPermitted) as lost:
        return show_lost(number, lost)
    if contact_id():
        return see(with_contact(f"/tasks/{number}"))
    name = cases.task(work(), number, by=actor()).name
    return say(back_to(_back() or f"/tasks/{number}"), f"You have claimed “{name}”.")


@pages.post("/tasks/<id:number>/release")
@page("task:work")
def release(number: int) -> Response:
    """Put the task back on its team's list."""
    try:
        cases.release(work(), number, by=actor())
    except (Conflict, NotPermitted) as lost:
        return show_lost(number, lost)
    name = cases.task(work(), number, by=actor()).name
    return say(back_to(_back() or "/tasks"), f"“{name}” is back on the list of its team.")


@pages.post("/tasks/<id:number>/draft")
@page("task:work", keeps=(*ANSWERS, "contact"), too_late=keep_draft)
def draft(number: int) -> Response:
    """Keep what has been typed so far, for this person alone."""
    view = cases.task(work(), number, by=actor())
    answers = answers_from(view.fields, request.form)
    try:
        cases.save_draft(work(), number, answers, by=actor())
    except (Refused, Conflict, NotPermitted) as error:
        return _not_kept(number, error)
    if _by_script():
        return Response(status=204)
    return say(see(with_contact(f"/tasks/{number}")), "Your draft is kept. Only you can see it.")


@pages.post("/tasks/<id:number>/questions")
@page("task:work")
def questions(number: int) -> Response:
    """Which questions are asked, given the answers so far; nothing is kept."""
    view = cases.task(work(), number, by=actor())
    answers = answers_from(view.fields, request.form)
    return jsonify(shown=sorted(cases.shown_fields(work(), number, answers, by=actor())))


@pages.post("/tasks/<id:number>/complete")
@page("task:work", keeps=(*ANSWERS, "contact"), too_late=keep_draft)
def complete(number: int) -> Response:
    """Complete the task, and go on with the next one that is this person's."""
    view = cases.task(work(), number, by=actor())
    answers = answers_from(view.fields, request.form)
    try:
        completed = cases.complete(
            work(),
            number,
            answers=answers,
            contact_id=contact_id(),
            check_contact=contacts.require_contact,
            by=actor(),
        )
    except InvalidAnswers as error:
        return _kept_as_draft(number, answers, error)
    except Refused as error:
        return _refused(number, error)
    except (Conflict, NotPermitted) as lost:
        return show_lost(number, lost, answers=answers)
    return _go_on(number, view.name, completed)


@pages.get("/tasks/<id:number>/done")
@page("task:read")
def done(number: int) -> Response:
    """What happens next, by whom and by when: what to tell the customer."""
    view = cases.task(work(), number, by=actor())
    return in_open_contact(view, f"/tasks/{number}/done") or show_done(view)


def _go_on(number: int, name: str, completed: Completed) -> Response:
    """To the next task of the case that is this person's, claimed for them; else to what to tell the customer."""
    following = cases.next_task_for(work(), completed.case_id, by=actor())
    if following is None:
        return see(with_contact(f"/tasks/{number}/done"))
    cases.claim(work(), following, by=actor())
    return say(see(with_contact(f"/tasks/{following}")), f"“{name}” is done. This comes next.")


def _kept_as_draft(number: int, answers: dict[str, object], error: InvalidAnswers) -> Response:
    """The form again with what is wrong in it; what is in it is kept, so that a way over another page loses nothing."""
    try:
        cases.save_draft(work(), number, answers, by=actor())
    except Refused:  # no draft may hold it, a card number for one: the page shows it once more, and keeps nothing
        return _refused(number, error)
    return kept(_refused(number, error))


def _refused(number: int, error: Refused) -> Response:
    view = cases.task(work(), number, by=actor())
    answers = answers_from(view.fields, request.form)
    shown = cases.shown_fields(work(), number, answers, by=actor())
    return show_task(view, status=422, answers=answers, shown=shown, error=error)


def _not_kept(number: int, error: EngineError) -> Response:
    """Why a draft was not kept: to the script in one status, to a person on the page."""
    if _by_script():
        return Response(status=422 if isinstance(error, Refused) else 409)
    return _refused(number, error) if isinstance(error, Refused) else show_lost(number, error)


def _by_script() -> bool:
    """Whether the page keeps the draft by itself, and shows the answer to nobody."""
    return request.accept_mimetypes.best == "application/json"


def _back() -> str:
    """The list that the form was on, if it says so."""
    return request.form.get("back", "")
