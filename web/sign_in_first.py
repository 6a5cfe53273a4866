"""To sign-in, and from there back to the page that was asked for or from which a form was sent."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, current_app, g, request
from werkzeug.exceptions import HTTPException

SENT_FROM = "sent_from"
"""The field in which every form says on which page it stands, as the header Referer is not sent."""
_LONGEST_ADDRESS = 2_000
"""In characters; a browser writes none that is longer."""


def to_sign_in(wanted: str) -> Response:
    """Sign in first, then to the page `wanted`."""
    query = {"next": wanted} | ({"ended": "yes"} if g.get("session_over") else {})
    address = f"/sign-in?{urlencode(query)}"
    if "HX-Request" in request.headers:
        return Response(status=401, headers={"HX-Redirect": address})
    return Response(status=303, headers={"Location": address})


def page_of_form(path: str) -> str:
    """The page at the address a form was sent to; where there is none, at the nearest address above it."""
    while path:
        if _is_page(path):
            return path
        path = path.rpartition("/")[0]
    return "/"


def this_page() -> str:
    """The page that is asked for; for a form that was refused, the one on which it stood at first."""
    if request.method == "POST":
        said = sent_field(SENT_FROM)
        return said if _is_address_of_page(said) else page_of_form(request.path)
    return request.full_path.rstrip("?")


def sent_field(name: str) -> str:
    """What a field of the form holds that was sent; empty if it has none, or was too large to be read."""
    try:
        return request.form.get(name, "")
    except HTTPException:
        return ""


def _is_address_of_page(said: str) -> bool:
    """Whether what a form says is the address of a page of ours, and fit for the header that leads there."""
    fit = said.startswith("/") and said.isprintable() and len(said) <= _LONGEST_ADDRESS
    return fit and _is_page(said.partition("?")[0])


def _is_page(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True
