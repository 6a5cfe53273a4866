"""Starting a case of a process that asks for answers before it begins."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from engine import contacts, forms
from engine.contacts import Contact
from engine.errors import Refused
from web import step_form
from web.answers import answers_from
from web.keeping import ANSWERS
from web.page import actor, page, see, show, work
from web.pages.contacts.begin_contact import first_task, start_version
from web.pages.contacts.contact_view import going_on
from web.sent_twice import only_once

pages = Blueprint("start_case", __name__)


@pages.get("/contacts/<id:number>/start/<key>")
@page("contact:record")
def ask(number: int, key: str) -> Response:
    """Ask what the process wants to know before a case starts."""
    return _shown(going_on(work(), number, actor()), key, {}, None)


@pages.post("/contacts/<id:number>/start/<key>")
@page("contact:record", keeps=ANSWERS)
def start(number: int, key: str) -> Response:
    """Start the case with these answers, and go on with its first task."""
    contact = going_on(work(), number, actor())
    answers = answers_from(start_version(work(), contact, key).start_fields, request.form)

    def begin() -> str:
        started = contacts.start_case(work(), number, process_key=key, answers=answers, by=actor())
        return first_task(work(), started, contact, by=actor())

    try:
        address = only_once(work(), actor(), key, begin)
    except Refused as error:
        return _shown(contact, key, answers, error)
    return see(address)


def _shown(contact: Contact, key: str, answers: Mapping[str, object], error: Refused | None) -> Response:
    version = start_version(work(), contact, key)
    shown = forms.shown(version.start_fields, answers, now=work().now)
    form = step_form.build(version.start_fields, answers, shown=shown, error=error)
    return show("contacts/start.html", 422 if error else 200, contact=contact, version=version, form=form)
