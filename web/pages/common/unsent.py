"""Words of a form that was not sent in time: their person may have them forgotten."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import people
from web.page import actor, back_to, signed_in, work
from web.said import say

pages = Blueprint("unsent", __name__)


@pages.post("/unsent/<id:number>/discard")
@signed_in
def discard(number: int) -> Response:
    """Forget words that are no longer needed, and go on with the page on which they were shown."""
    people.forget_unsent(work(), actor().user_id or 0, number)
    return say(back_to(request.form.get("back", "/")), "The words that were not sent are discarded.")
