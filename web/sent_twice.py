"""A form that is sent twice does once what it asks for: whoever presses a button in a hurry begins no second case."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hashlib import sha256

from flask import Flask, request

from engine.people import Actor
from engine.store import Answer, Work, begin_once, keep_answer

FIELD = "once"


def add_sent_twice(app: Flask) -> None:
    """Let the templates of `app` mark a form whose buttons do what they do once."""
    app.add_template_global(lambda: secrets.token_urlsafe(16), "once_token")


def only_once(work: Work, person: Actor, action: str, do: Callable[[], str]) -> str:
    """The address to which `do` leads; if this form has done `action` already, the one it led to then.

    A form without the mark is carried out each time. Another action of the same form is carried out as well: whoever
    went back and chose something else means it.
    """
    mark = request.form.get(FIELD, "")
    if not mark or person.user_id is None:
        return do()
    key = sha256(f"{mark} {request.path} {action}".encode()).hexdigest()
    before = begin_once(work, person.user_id, key, key)
    if before is not None:
        return before.headers["Location"]
    address = do()
    keep_answer(work, person.user_id, key, Answer(303, {"Location": address}, b""))
    return address
