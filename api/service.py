"""What stands beside the nouns: the documentation, and what watches over a running service."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, render_template
from sqlalchemy.exc import SQLAlchemyError

from api.auth import public
from api.docs import STYLE, STYLE_POLICY, groups
from api.errors import TITLES, problem
from api.metrics import exposition
from api.openapi import document
from api.replies import reply
from api.work import store
from engine.migrations import current_revision, head_revision

service = Blueprint("service", __name__, template_folder="templates")


@service.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """The OpenAPI document."""
    return reply(document())


@service.get("/api/docs")
@public
def docs() -> Response:
    """The documentation as a page, readable without scripts."""
    page = render_template("api_docs.html", api=document(), groups=groups(document()), problems=TITLES, style=STYLE)
    return Response(page, headers={"Content-Security-Policy": STYLE_POLICY})


@service.get("/healthz")
@public
def healthz() -> Response:
    """The process answers."""
    return reply({"status": "ok"})


@service.get("/readyz")
@public
def readyz() -> Response:
    """The process can do its work: the database is there and has every table."""
    try:
        revision = current_revision(store().engine)
    except SQLAlchemyError:
        return problem(503, "The database does not answer.")
    if revision != _head():
        return problem(503, f"The database is at revision {revision}, not {_head()}. Run bpr migrate.")
    return reply({"status": "ready", "revision": revision})


@service.get("/metrics")
@public
def metrics() -> Response:
    """Counts and times of requests, for Prometheus."""
    text, content_type = exposition()
    return Response(text, content_type=content_type)


@cache
def _head() -> str:
    return head_revision()
