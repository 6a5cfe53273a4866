"""The content security policy of the pages: nothing but our own files, and the one script that carries the nonce."""

from __future__ import annotations

import secrets
from typing import cast

from flask import Flask, Response, g

_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def add_policy(app: Flask) -> None:
    """Let every HTML answer of `app` that has no policy of its own carry ours."""
    app.after_request(_add)
    app.add_template_global(nonce, "csp_nonce")


def nonce() -> str:
    """The nonce of this answer's own script."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return cast("str", g.nonce)


def _add(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", _POLICY.format(nonce=nonce()))
    return response
