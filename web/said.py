"""A sentence said once, at the top of the next page: what was just done. It travels in a signed cookie."""

from __future__ import annotations

from typing import cast

from flask import Flask, Response, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from web.page import csrf_token

_COOKIE = "bpr_said"


def add_said(app: Flask) -> None:
    """Let the layout of `app` show, and forget, what was said."""
    app.add_template_global(said)
    app.after_request(_forget)


def say(response: Response, sentence: str, *, csrf: str = "") -> Response:
    """Say `sentence` on the page that this answer leads to; `csrf` is the token of a session that begins with it."""
    response.set_cookie(
        _COOKIE, _signed(csrf).dumps(sentence), max_age=60, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


def said() -> str:
    """What is to be said on this page; empty for nothing."""
    try:
        sentence = _signed().loads(request.cookies.get(_COOKIE, ""))
    except BadSignature:
        return ""
    g.was_said = True
    return cast("str", sentence)


def _signed(csrf: str = "") -> URLSafeSerializer:
    return URLSafeSerializer(csrf or csrf_token(), salt="said")


def _forget(response: Response) -> Response:
    if g.get("was_said") and response.status_code == 200:
        response.delete_cookie(_COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response
