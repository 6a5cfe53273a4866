"""The page of one person: who they are, what they may do, and what happened to their account."""

from __future__ import annotations

from flask import Response

from engine import audit, people
from engine.store import Work
from web.forms import PageForm
from web.names import names
from web.page import actor, show
from web.pages.administration.person_forms import forms_of
from web.record import tell
from web.roles import MEANING, in_order

_HISTORY = 10
_SIGN_INS = ("people:session:begun", "people:session:ended")


def person_page(work: Work, number: int, status: int = 200, *, problem: str = "", **refused: PageForm) -> Response:
    """The page of one person; `refused` is the form, by its name, that was sent and refused. Raises NotFound."""
    person = people.user_by_id(work, number)
    called = names(work)
    forms = forms_of(person, called) | refused
    sent = next(iter(refused.values()), forms["details"])
    if problem:
        sent.form_errors.append(problem)
    happened = audit.entries(work, subject=("user", number), but_not=_SIGN_INS, limit=_HISTORY)
    return show(
        "administration/person.html",
        status,
        person=person,
        forms=forms,
        form=sent,
        roles=in_order(person.grants, called),
        called=called,
        meaning=MEANING,
        own=person.id == actor().user_id,
        history=tell(work, happened),
        program=any(grant.role == "service_account" for grant in person.grants),
    )
